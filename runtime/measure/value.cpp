#include "runtime/measure/value.h"

#include <algorithm>

#include "runtime/measure/select.h"

namespace slate::measure {

abi::Value Percentile(std::vector<std::int64_t> values, const Ratio& rank, bool interpolated) {
  const auto n = static_cast<Int128>(values.size());
  if (!interpolated) {
    const Int128 above = (rank.numerator * n + rank.denominator - 1) / rank.denominator;  // rank * n, rounded up
    return {ValuesAt(values, static_cast<std::size_t>(std::max<Int128>(above, 1) - 1)).first, 1};
  }
  const Int128 place = rank.numerator * (n - 1);  // in 1 / rank.denominator
  const Int128 part = place % rank.denominator;
  const auto [below, next] = ValuesAt(values, static_cast<std::size_t>(place / rank.denominator));
  if (part == 0) return {below, 1};
  return {below * (rank.denominator - part) + next * part, rank.denominator};
}

std::optional<abi::Value> ValueOf(const Aggregate& aggregate, const Counters& counters, const Samples* samples, std::size_t group,
                                  std::size_t period) {
  const std::uint64_t* cell = counters.Cell(group, period);
  const std::uint64_t* words = cell + counters.value_words_at();
  const auto sum = [&](std::size_t i) { return static_cast<Int128>(static_cast<UInt128>(words[i + 1]) << 64 | words[i]); };
  const Int128 items = static_cast<Int128>(cell[0]);
  if (items == 0 && !DefinedWhenEmpty(aggregate.kind)) return std::nullopt;
  switch (aggregate.kind) {
    case AggregateKind::ratio:
    case AggregateKind::time_share: return abi::Value{static_cast<Int128>(cell[1]), items};
    case AggregateKind::weighted_ratio:
      if (sum(0) == 0) return std::nullopt;
      return abi::Value{sum(2), sum(0)};
    case AggregateKind::count: return abi::Value{items, 1};
    case AggregateKind::sum: return abi::Value{sum(0), 1};
    case AggregateKind::average: return abi::Value{sum(0), items};
    case AggregateKind::minimum:
    case AggregateKind::maximum: return abi::Value{static_cast<std::int64_t>(words[0]), 1};
    case AggregateKind::percentile:
      if (aggregate.kept_bits > 0) return abi::Value{samples->SketchOf(group, period).AtRank(aggregate.rank), 1};
      return Percentile(samples->Cell(group, period), aggregate.rank, aggregate.interpolated);
    case AggregateKind::distinct: return abi::Value{static_cast<Int128>(Different(samples->Cell(group, period))), 1};
  }
  return std::nullopt;
}

}  // namespace slate::measure
