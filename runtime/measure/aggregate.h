// How the items of a cell become one value, and what state that takes. In: a checked metric. Out: the layout of counters
// (counters.h), whether values are kept (samples.h), and the value of a cell (value.h).
//
// Memory: fixed per group and period for all but percentile and distinct, which keep one value per counted item.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/number/ratio.h"

namespace slate::measure {

enum class AggregateKind : std::uint8_t {
  ratio,           // good items of all counted items
  weighted_ratio,  // the weights of the good items of all weights
  time_share,      // the length of the good pieces of time of that of all: the item counters themselves hold microseconds
  count, sum, average, minimum, maximum,
  percentile,      // by nearest rank, or interpolated between ranks
  distinct,        // how many different values
};

// What a rate of 100% is where rates of many are added up: they are kept to twelve places.
inline constexpr std::int64_t kWholeRate = 1'000'000'000'000;

struct Aggregate {
  AggregateKind kind = AggregateKind::ratio;
  Ratio rank;                 // percentile: 19/20 for the 95th, within [0, 1]
  bool interpolated = false;  // percentile: else the nearest rank
  std::int32_t kept_bits = 0; // percentile: approximate, of values cut to so many bits (sketch.h); 0: exact

  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

// The fewest leading bits that keep every value within a share of itself: 7 for 1/100.
inline std::int32_t BitsFor(const Ratio& within) {
  std::int32_t bits = 1;
  while (bits < 63 && Compare(Ratio{1, static_cast<Int128>(1) << bits}, within) > 0) ++bits;
  return bits;
}

// Words of a cell behind its item counters.
//   weighted_ratio: sum of all weights (low, high), sum of the good ones (low, high)
//   sum, average: sum of the values (low, high); minimum, maximum: the value, meaningful where an item is counted
constexpr std::size_t ValueWords(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::weighted_ratio: return 4;
    case AggregateKind::sum:
    case AggregateKind::average: return 2;
    case AggregateKind::minimum:
    case AggregateKind::maximum: return 1;
    default: return 0;
  }
}

constexpr bool KeepsValues(AggregateKind kind) { return kind == AggregateKind::percentile || kind == AggregateKind::distinct; }
// Whether every item brings a value: its weight or length, or what is summed, averaged, ranked or told apart.
constexpr bool HasValue(AggregateKind kind) { return ValueWords(kind) > 0 || KeepsValues(kind) || kind == AggregateKind::time_share; }
// Whether a cell without items has a value all the same: none is a count of zero, but not an average of anything.
constexpr bool DefinedWhenEmpty(AggregateKind kind) {
  return kind == AggregateKind::count || kind == AggregateKind::sum || kind == AggregateKind::distinct;
}

}  // namespace slate::measure
