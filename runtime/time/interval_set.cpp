#include "runtime/time/interval_set.h"

#include <algorithm>

namespace slate {

IntervalSet UnionOf(std::vector<Interval> intervals) {
  std::erase_if(intervals, [](const Interval& one) { return one.end <= one.start; });
  std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.start < b.start; });
  IntervalSet set;
  for (const Interval& one : intervals) {
    if (!set.empty() && one.start <= set.back().end) set.back().end = std::max(set.back().end, one.end);
    else set.push_back(one);
  }
  return set;
}

IntervalSet Intersection(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Interval shared{std::max(a[i].start, b[j].start), std::min(a[i].end, b[j].end)};
    if (shared.start < shared.end) both.push_back(shared);
    ++(a[i].end < b[j].end ? i : j);
  }
  return both;
}

IntervalSet Difference(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet rest;
  std::size_t j = 0;
  for (Interval left : a) {
    while (j < b.size() && b[j].end <= left.start) ++j;
    for (std::size_t k = j; k < b.size() && b[k].start < left.end; ++k) {
      if (left.start < b[k].start) rest.push_back({left.start, b[k].start});
      left.start = std::max(left.start, b[k].end);
    }
    if (left.start < left.end) rest.push_back(left);
  }
  return rest;
}

IntervalSet Clipped(const IntervalSet& set, const Interval& to) { return Intersection(set, {to}); }

std::int64_t Length(const IntervalSet& set) {
  std::int64_t length = 0;
  for (const Interval& one : set) length += one.end.micros - one.start.micros;
  return length;
}

IntervalSet Earliest(const IntervalSet& set, std::int64_t length) {
  IntervalSet part;
  for (const Interval& one : set) {
    if (length <= 0) break;
    const std::int64_t taken = std::min(length, one.end.micros - one.start.micros);
    part.push_back({one.start, {one.start.micros + taken}});
    length -= taken;
  }
  return part;
}

}  // namespace slate
