// The value of a cell: an exact fraction, not reduced (57/60 stays 57/60).
#pragma once

#include <optional>

#include "runtime/abi.h"
#include "runtime/measure/aggregate.h"
#include "runtime/measure/counters.h"
#include "runtime/measure/samples.h"

namespace slate::measure {

// Nothing where the cell has none: no counted items, or weights that sum to zero. In base units (microseconds, minor units,
// scaled numbers). `samples`: null where the aggregate keeps no values.
std::optional<abi::Value> ValueOf(const Aggregate& aggregate, const Counters& counters, const Samples* samples, std::size_t group,
                                  std::size_t period);

// The value at `rank` of values in any order, of which there is one: by nearest rank the smallest value that at least that share
// of all values does not exceed; interpolated, the straight line between the two values around rank * (n - 1).
abi::Value Percentile(std::vector<std::int64_t> values, const Ratio& rank, bool interpolated);

}  // namespace slate::measure
