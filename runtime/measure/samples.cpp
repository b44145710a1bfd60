#include "runtime/measure/samples.h"

#include <algorithm>

#include "runtime/measure/canonical.h"

namespace slate::measure {

void Samples::Add(const std::int64_t* cells, const std::int64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto cell = static_cast<std::size_t>(cells[i]);
    if (kept_bits_ > 0) {
      if (cell >= sketches_.size()) sketches_.resize(cell + 1);
      sketches_[cell].Add(CutTo(values[i], kept_bits_));
      continue;
    }
    if (cell >= cells_.size()) cells_.resize(cell + 1);
    cells_[cell].push_back(values[i]);
  }
}

void Samples::Merge(Samples&& other) {
  if (cells_.size() < other.cells_.size()) cells_.resize(other.cells_.size());
  for (std::size_t cell = 0; cell < other.cells_.size(); ++cell) {
    std::vector<std::int64_t>& more = other.cells_[cell];
    if (cells_[cell].empty()) cells_[cell] = std::move(more);
    else cells_[cell].insert(cells_[cell].end(), more.begin(), more.end());
    more = {};
  }
  if (sketches_.size() < other.sketches_.size()) sketches_.resize(other.sketches_.size());
  for (std::size_t cell = 0; cell < other.sketches_.size(); ++cell) sketches_[cell].Merge(other.sketches_[cell]);
}

void Samples::MergeRange(std::size_t group, std::size_t period, const Samples& other, std::size_t other_group, std::size_t first, std::size_t last) {
  const std::size_t cell = group * periods_ + period;
  if (kept_bits_ > 0) {
    if (cell >= sketches_.size()) sketches_.resize(cell + 1);
    for (std::size_t i = first; i <= last; ++i) sketches_[cell].Merge(other.SketchOf(other_group, i));
    return;
  }
  if (cell >= cells_.size()) cells_.resize(cell + 1);
  for (std::size_t i = first; i <= last; ++i) {
    const std::vector<std::int64_t>& more = other.Cell(other_group, i);
    cells_[cell].insert(cells_[cell].end(), more.begin(), more.end());
  }
}

void Samples::Roll(std::size_t length) {
  const std::size_t groups = Groups();
  (kept_bits_ > 0 ? sketches_.resize(groups * periods_) : cells_.resize(groups * periods_));
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t i = periods_; i-- > 1;) MergeRange(group, i, *this, group, i - std::min(i, length - 1), i - 1);
  }
}

void Samples::Sort() {
  for (std::vector<std::int64_t>& cell : cells_) std::sort(cell.begin(), cell.end());
}

const std::vector<std::int64_t>& Samples::Cell(std::size_t group, std::size_t period) const {
  static const std::vector<std::int64_t> kNone;
  const std::size_t cell = group * periods_ + period;
  return period < periods_ && cell < cells_.size() ? cells_[cell] : kNone;
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
      const std::vector<std::int64_t>& cell = Cell(group, period);
      if (cell.empty()) continue;
      std::vector<std::int64_t> ascending = cell;
      std::sort(ascending.begin(), ascending.end());
      AppendCellName(bytes, group_name(group), period);
      AppendWord(bytes, distinct ? Different(ascending) : ascending.size());
      if (distinct) continue;
      for (const std::int64_t value : ascending) AppendWord(bytes, static_cast<std::uint64_t>(value));
    }
  }
  return bytes;
}

std::uint64_t Different(const std::vector<std::int64_t>& ascending) {
  std::uint64_t different = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i) different += i == 0 || ascending[i] != ascending[i - 1];
  return different;
}

}  // namespace slate::measure
