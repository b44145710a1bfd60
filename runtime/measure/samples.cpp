#include "runtime/measure/samples.h"

#include <algorithm>

#include "runtime/measure/canonical.h"

namespace slate::measure {

void Samples::Add(const std::int64_t* cells, const std::int64_t* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto cell = static_cast<std::size_t>(cells[i]);
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
}

void Samples::MergeRange(std::size_t group, std::size_t period, const Samples& other, std::size_t other_group, std::size_t first, std::size_t last) {
  const std::size_t cell = group * periods_ + period;
  if (cell >= cells_.size()) cells_.resize(cell + 1);
  for (std::size_t i = first; i <= last; ++i) {
    const std::vector<std::int64_t>& more = other.Cell(other_group, i);
    cells_[cell].insert(cells_[cell].end(), more.begin(), more.end());
  }
}

void Samples::Roll(std::size_t length) {
  const std::size_t groups = periods_ == 0 ? 0 : (cells_.size() + periods_ - 1) / periods_;
  cells_.resize(groups * periods_);
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

std::string Samples::CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name, bool distinct) const {
  const std::size_t groups = periods_ == 0 ? 0 : (cells_.size() + periods_ - 1) / periods_;
  std::string bytes;
  for (const std::size_t group : GroupsByName(groups, group_name)) {
    for (std::size_t period = 0; period < periods_; ++period) {
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
