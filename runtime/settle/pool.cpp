#include "runtime/settle/pool.h"

#include <algorithm>

#include "runtime/measure/value.h"

namespace slate::settle {

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

  const std::size_t stride = cells.counters->stride();
  measure::Counters sum(1, stride, cells.aggregate.kind);
  sum.Reserve(1);
  measure::Samples samples(1);
  for (std::size_t i = first; i <= last; ++i) {
    measure::Counters one(1, stride, cells.aggregate.kind);
    one.Reserve(1);
    std::copy_n(cells.counters->Cell(group, i), stride, one.data());
    sum.Merge(one);
    if (cells.samples == nullptr) continue;
    for (const std::int64_t value : cells.samples->Cell(group, i)) {
      const std::int64_t cell = 0;
      samples.Add(&cell, &value, 1);
    }
  }
  samples.Sort();
  pool.items = sum.Cell(0, 0)[0];
  pool.value = measure::ValueOf(cells.aggregate, sum, &samples, 0, 0);
  return pool;
}

}  // namespace slate::settle
