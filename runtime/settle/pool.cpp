#include "runtime/settle/pool.h"

#include <algorithm>

#include "runtime/measure/value.h"

namespace slate::settle {

PooledCell PoolCells(const MeasuredCells& cells, std::size_t group, std::size_t first, std::size_t last) {
  PooledCell pooled{measure::Counters(1, cells.counters->stride(), cells.aggregate.kind), measure::Samples(1, cells.aggregate.kept_bits)};
  pooled.counters.Reserve(1);
  pooled.counters.MergeRange(0, 0, *cells.counters, group, first, last);
  if (cells.samples != nullptr) pooled.samples.MergeRange(0, 0, *cells.samples, group, first, last);
  return pooled;
}

Pool PoolOf(const MeasuredCells& cells, const Period& longer, std::size_t group, std::size_t period, const Clockwork& clock) {
  const PeriodGrid& grid = *cells.grid;
  // A period belongs to the pool that holds its last day.
  const auto pool_of = [&](std::size_t index) { return PeriodStart(longer, Date{grid.first_days[index + 1].days - 1}); };
  const Date start = pool_of(period);
  const Date after_term{clock.term_last.days + 1};
  Pool pool{.name = PeriodName(longer, start), .end_day = std::min(NextPeriod(longer, start), after_term), .whole = false, .items = 0, .value = {}};
  std::size_t first = period, last = period;
  while (first > 0 && pool_of(first - 1) == start) --first;
  while (last + 1 < grid.size() && pool_of(last + 1) == start) ++last;
  const bool begun = first > 0 || grid.first_days[first] <= std::max(start, clock.term_first);
  const bool ended = last + 1 < grid.size() || grid.first_days[last + 1] >= pool.end_day;
  pool.whole = begun && ended;

  const PooledCell sum = PoolCells(cells, group, first, last);
  pool.items = sum.counters.Cell(0, 0)[0];
  pool.value = measure::ValueOf(cells.aggregate, sum.counters, &sum.samples, 0, 0);
  return pool;
}

}  // namespace slate::settle
