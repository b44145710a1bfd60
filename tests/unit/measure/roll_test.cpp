// Rolling windows against a sum over their days, for every aggregate; pools are ranges of the same kind.
#include <catch2/catch_test_macros.hpp>
#include <algorithm>
#include <random>

#include "runtime/measure/counters.h"
#include "runtime/measure/samples.h"

using namespace slate;
using measure::AggregateKind;

TEST_CASE("a rolled cell holds what its days hold together") {
  constexpr std::size_t kGroups = 3, kDays = 40;
  std::mt19937_64 random(7);
  for (const AggregateKind kind : {AggregateKind::ratio, AggregateKind::weighted_ratio, AggregateKind::count, AggregateKind::sum, AggregateKind::average,
                                   AggregateKind::minimum, AggregateKind::maximum, AggregateKind::percentile, AggregateKind::distinct}) {
    for (const std::size_t length : {2, 7, 30, 40, 41, 365}) {
      // The last group has no items in any sample.
      const std::size_t stride = 3 + measure::ValueWords(kind);
      measure::Counters days(kDays, stride, kind);
      measure::Samples values(kDays);
      days.Reserve(kGroups);
      for (std::size_t cell = 0; cell < kGroups * kDays; ++cell) {
        if (random() % 3 == 0) continue;
        std::uint64_t* words = days.data() + cell * stride;
        for (std::size_t k = 0; k < 3; ++k) words[k] = 1 + random() % 9;
        for (std::size_t k = 3; k < stride; ++k) words[k] = measure::ValueWords(kind) == 1 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(random() % 200) - 100) : random();
        if (cell >= 2 * kDays) continue;
        const std::int64_t at = static_cast<std::int64_t>(cell), value = static_cast<std::int64_t>(random() % 50) - 25;
        values.Add(&at, &value, 1);
      }
      measure::Counters rolled = days;
      rolled.Roll(length);
      measure::Samples rolled_values(values);
      rolled_values.Roll(length);
      for (std::size_t group = 0; group < kGroups; ++group) {
        for (std::size_t day = 0; day < kDays; ++day) {
          measure::Counters expected(1, stride, kind);
          expected.Reserve(1);
          std::vector<std::int64_t> expected_values;
          for (std::size_t back = std::min(day + 1, length); back-- > 0;) {
            measure::Counters one(1, stride, kind);
            one.Reserve(1);
            std::copy_n(days.Cell(group, day - back), stride, one.data());
            expected.Merge(one);
            const std::vector<std::int64_t> more = values.Cell(group, day - back);
            expected_values.insert(expected_values.end(), more.begin(), more.end());
          }
          std::sort(expected_values.begin(), expected_values.end());
          REQUIRE(std::equal(expected.Cell(0, 0), expected.Cell(0, 0) + stride, rolled.Cell(group, day)));
          std::vector<std::int64_t> found = rolled_values.Cell(group, day);
          std::sort(found.begin(), found.end());
          REQUIRE(found == expected_values);
        }
      }
    }
  }
}
