#include "runtime/measure/counters.h"

#include <algorithm>

#include "runtime/measure/canonical.h"

namespace slate::measure {

void Counters::Reserve(std::size_t groups) {
  if (groups <= groups_) return;
  cells_.resize(groups * periods_ * stride_, 0);  // the vector doubles, so that growing group by group stays linear
  groups_ = groups;
}

const std::uint64_t* Counters::Cell(std::size_t group, std::size_t period) const {
  if (group >= groups_ || period >= periods_) return zero_.data();
  return &cells_[(group * periods_ + period) * stride_];
}

void Counters::MergeCell(std::uint64_t* cell, const std::uint64_t* other) const {
  const std::size_t words = value_words_at(), digest = digest_at();
  const bool fresh = cell[0] == 0;
  const auto value = [](std::uint64_t word) { return static_cast<std::int64_t>(word); };
  if ((aggregate_ == AggregateKind::minimum || aggregate_ == AggregateKind::maximum) && other[0] != 0) {
    const bool less = value(other[words]) < value(cell[words]);
    if (fresh || less == (aggregate_ == AggregateKind::minimum)) cell[words] = other[words];
  } else if (ValueWords(aggregate_) >= 2) {
    for (std::size_t i = words; i < digest; i += 2) {
      const std::uint64_t low = cell[i] + other[i];
      cell[i + 1] += other[i + 1] + (low < cell[i]);
      cell[i] = low;
    }
  }
  for (std::size_t i = 0; i < words; ++i) cell[i] += other[i];
  cell[digest] += other[digest];
}

void Counters::Merge(const Counters& other) {
  Reserve(other.groups_);
  for (std::size_t i = 0; i < other.cells_.size(); i += stride_) MergeCell(&cells_[i], &other.cells_[i]);
}

void Counters::MergeRange(std::size_t group, std::size_t period, const Counters& other, std::size_t other_group, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i <= last; ++i) MergeCell(&cells_[(group * periods_ + period) * stride_], other.Cell(other_group, i));
}

void Counters::Roll(std::size_t length) {
  for (std::size_t group = 0; group < groups_; ++group) {
    for (std::size_t i = periods_; i-- > 1;) {  // from the last on, so that what is merged was not rolled itself
      MergeRange(group, i, *this, group, i - std::min(i, length - 1), i - 1);
    }
  }
}

std::string Counters::CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name) const {
  std::string bytes;
  for (const std::size_t group : GroupsByName(groups_, group_name)) {
    for (std::size_t period = 0; period < periods_; ++period) {
      const std::uint64_t* cell = Cell(group, period);
      if (std::all_of(cell, cell + stride_, [](std::uint64_t counter) { return counter == 0; })) continue;
      AppendCellName(bytes, group_name(group), period);
      for (std::size_t k = 0; k < stride_; ++k) AppendWord(bytes, cell[k]);
    }
  }
  return bytes;
}

}  // namespace slate::measure
