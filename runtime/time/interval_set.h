// Sets of moments as disjoint half-open intervals, ascending. In: intervals in any order, overlapping or not. Out: the one
// canonical list of their union, and what set arithmetic makes of two such lists; each in one pass.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/time/civil.h"

namespace slate {

struct Interval {  // [start, end); empty unless start < end
  Instant start, end;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Ascending, disjoint, none empty and none touching the next: equal sets are equal lists.
using IntervalSet = std::vector<Interval>;

IntervalSet UnionOf(std::vector<Interval> intervals);
IntervalSet Intersection(const IntervalSet& a, const IntervalSet& b);
IntervalSet Difference(const IntervalSet& a, const IntervalSet& b);
IntervalSet Clipped(const IntervalSet& set, const Interval& to);
std::int64_t Length(const IntervalSet& set);  // microseconds

// The earliest part of a set, at most `length` microseconds of it.
IntervalSet Earliest(const IntervalSet& set, std::int64_t length);

}  // namespace slate
