// A period with too few items is judged by the value of the longer period it lies in.
#pragma once

#include <optional>
#include <string>

#include "runtime/settle/settle.h"

namespace slate::settle {

// The cells of some periods added up: group 0, period 0.
struct PooledCell {
  measure::Counters counters;
  measure::Samples samples;
};
PooledCell PoolCells(const MeasuredCells& cells, std::size_t group, std::size_t first, std::size_t last);

struct Pool {
  std::string name;               // "2025-Q1"
  Date end_day;                   // exclusive; clipped to the term
  bool whole = false;             // every period of it within the term was measured
  std::uint64_t items = 0;        // counted items
  std::optional<abi::Value> value;
};

// The pool by `longer` that holds the grid's period, for one group.
Pool PoolOf(const MeasuredCells& cells, const Period& longer, std::size_t group, std::size_t period, const Clockwork& clock);

}  // namespace slate::settle
