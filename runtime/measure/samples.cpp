#include "runtime/measure/samples.h"

#include <algorithm>

#include "runtime/measure/canonical.h"

namespace slate::measure {

void Samples::MakeRoom(std::size_t cells) {
  if (kept_bits_ > 0 && sketches_.size() < cells) sketches_.resize(cells);
  if (kept_bits_ == 0 && cells_.size() < cells) cells_.Resize(cells);
}

void Samples::Add(const std::int64_t* cells, const std::int64_t* values, std::size_t count) {
  if (count == 0) return;
  MakeRoom(static_cast<std::size_t>(*std::max_element(cells, cells + count)) + 1);
  if (kept_bits_ > 0) {
    for (std::size_t i = 0; i < count; ++i) sketches_[static_cast<std::size_t>(cells[i])].Add(CutTo(values[i], kept_bits_));
  } else {
    for (std::size_t i = 0; i < count; ++i) cells_.Add(static_cast<std::size_t>(cells[i]), values[i]);
  }
}

void Samples::Merge(Samples&& other) {
  cells_.Merge(std::move(other.cells_));
  if (sketches_.size() < other.sketches_.size()) sketches_.resize(other.sketches_.size());
  for (std::size_t cell = 0; cell < other.sketches_.size(); ++cell) sketches_[cell].Merge(other.sketches_[cell]);
}

void Samples::MergeRange(std::size_t group, std::size_t period, const Samples& other, std::size_t other_group, std::size_t first, std::size_t last) {
  const std::size_t cell = group * periods_ + period;
  MakeRoom(cell + 1);
  for (std::size_t i = first; i <= last; ++i) {
    if (kept_bits_ > 0) sketches_[cell].Merge(other.SketchOf(other_group, i));
    else for (const std::int64_t value : other.Cell(other_group, i)) cells_.Add(cell, value);
  }
}

void Samples::Roll(std::size_t length) {
  const std::size_t groups = Groups();
  MakeRoom(groups * periods_);
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t i = periods_; i-- > 1;) MergeRange(group, i, *this, group, i - std::min(i, length - 1), i - 1);
  }
}

std::vector<std::int64_t> Samples::Cell(std::size_t group, std::size_t period) const {
  std::vector<std::int64_t> values;
  if (period < periods_) cells_.AppendTo(values, group * periods_ + period);
  return values;
}

const Sketch& Samples::SketchOf(std::size_t group, std::size_t period) const {
  static const Sketch kNone;
  const std::size_t cell = group * periods_ + period;
  return period < periods_ && cell < sketches_.size() ? sketches_[cell] : kNone;
}

std::size_t Samples::Groups() const {
  const std::size_t cells = std::max(cells_.size(), sketches_.size());
  return periods_ == 0 ? 0 : (cells + periods_ - 1) / periods_;
}

std::string Samples::CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name, bool distinct) const {
  std::string bytes;
  for (const std::size_t group : GroupsByName(Groups(), group_name)) {
    for (std::size_t period = 0; period < periods_; ++period) {
      if (const Sketch& sketch = SketchOf(group, period); !sketch.empty()) {
        AppendCellName(bytes, group_name(group), period);
        sketch.AppendBytes(bytes);
      }
      std::vector<std::int64_t> ascending = Cell(group, period);
      if (ascending.empty()) continue;
      std::sort(ascending.begin(), ascending.end());
      AppendCellName(bytes, group_name(group), period);
      if (distinct) ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
      AppendWord(bytes, ascending.size());
      if (distinct) continue;
      for (const std::int64_t value : ascending) AppendWord(bytes, static_cast<std::uint64_t>(value));
    }
  }
  return bytes;
}

std::uint64_t Different(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::uint64_t>(std::unique(values.begin(), values.end()) - values.begin());
}

}  // namespace slate::measure
