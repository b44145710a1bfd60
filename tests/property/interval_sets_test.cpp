// Interval sets against a walk over every moment of a short day: union, intersection, difference, clipping, budgets.
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "runtime/time/interval_set.h"

namespace slate {
namespace {

constexpr std::int64_t kMoments = 60;
using Moments = std::vector<bool>;

std::vector<Interval> RandomIntervals(std::mt19937& random) {
  std::vector<Interval> intervals;
  for (std::size_t n = random() % 6; n > 0; --n) {
    const auto start = static_cast<std::int64_t>(random() % kMoments), end = static_cast<std::int64_t>(random() % (kMoments + 1));
    intervals.push_back({{start}, {end}});  // some end before they start, and cover nothing
  }
  return intervals;
}

Moments MomentsOf(const std::vector<Interval>& intervals) {
  Moments moments(kMoments);
  for (const Interval& one : intervals) {
    for (std::int64_t at = one.start.micros; at < one.end.micros; ++at) moments[static_cast<std::size_t>(at)] = true;
  }
  return moments;
}

bool IsCanonical(const IntervalSet& set) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i].end <= set[i].start || (i > 0 && set[i].start <= set[i - 1].end)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("interval sets do what a walk over every moment does", "[property]") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const auto some = RandomIntervals(random), others = RandomIntervals(random);
    const IntervalSet a = UnionOf(some), b = UnionOf(others);
    const Moments in_a = MomentsOf(some), in_b = MomentsOf(others);
    Moments both(kMoments), only_a(kMoments), first_five(kMoments);
    std::int64_t length = 0;
    for (std::size_t at = 0; at < in_a.size(); ++at) {
      both[at] = in_a[at] && in_b[at];
      only_a[at] = in_a[at] && !in_b[at];
      first_five[at] = in_a[at] && length < 5;
      length += in_a[at];
    }
    REQUIRE(IsCanonical(a));
    REQUIRE(MomentsOf(a) == in_a);
    REQUIRE(Length(a) == length);
    REQUIRE(IsCanonical(Intersection(a, b)));
    REQUIRE(MomentsOf(Intersection(a, b)) == both);
    REQUIRE(MomentsOf(Difference(a, b)) == only_a);
    REQUIRE(MomentsOf(Earliest(a, 5)) == first_five);
    REQUIRE(MomentsOf(Clipped(a, {{10}, {20}})) == MomentsOf(Intersection(a, {{{10}, {20}}})));
  }
}

}  // namespace slate
