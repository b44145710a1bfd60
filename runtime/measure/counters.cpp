#include "runtime/measure/counters.h"

#include <algorithm>

namespace slate::measure {
namespace {

void AppendWord(std::string& bytes, std::uint64_t word) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(word >> shift));
}

}  // namespace

void Counters::Reserve(std::size_t groups) {
  if (groups <= groups_) return;
  cells_.resize(groups * periods_ * stride_, 0);  // the vector doubles, so that growing group by group stays linear
  groups_ = groups;
}

const std::uint64_t* Counters::Cell(std::size_t group, std::size_t period) const {
  if (group >= groups_ || period >= periods_) return zero_.data();
  return &cells_[(group * periods_ + period) * stride_];
}

void Counters::Merge(const Counters& other) {
  Reserve(other.groups_);
  for (std::size_t i = 0; i < other.cells_.size(); ++i) cells_[i] += other.cells_[i];
}

std::string Counters::CanonicalBytes(const std::function<std::string_view(std::size_t)>& group_name) const {
  std::vector<std::size_t> order(groups_);
  for (std::size_t group = 0; group < groups_; ++group) order[group] = group;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return group_name(a) < group_name(b); });

  std::string bytes;
  for (std::size_t group : order) {
    for (std::size_t period = 0; period < periods_; ++period) {
      const std::uint64_t* cell = Cell(group, period);
      if (std::all_of(cell, cell + stride_, [](std::uint64_t counter) { return counter == 0; })) continue;
      std::string_view name = group_name(group);
      AppendWord(bytes, name.size());
      bytes.append(name);
      AppendWord(bytes, period);
      for (std::size_t k = 0; k < stride_; ++k) AppendWord(bytes, cell[k]);
    }
  }
  return bytes;
}

}  // namespace slate::measure
