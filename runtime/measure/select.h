// Order statistics without sorting. In: values in any order, and ranks from 0. Out: the value at each of two neighbouring ranks. A few values
// say where the ranks must lie, one pass keeps what lies there, and only that is put in order; where the few misled, all are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace slate::measure {

// The values at `rank` and at the next one, of which the last has itself for a next. `rank` is less than the number of values. Changes
// their order.
std::pair<std::int64_t, std::int64_t> ValuesAt(std::vector<std::int64_t>& values, std::size_t rank);

}  // namespace slate::measure
