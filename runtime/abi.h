// What compiled code and the runtime agree on. Plain C layouts; the offsets are asserted where code is generated.
#pragma once

#include <cstdint>

namespace slate::abi {

// One column of a batch. `values` is u8 (boolean), u32 (symbol) or i64 (count, scaled number, money in minor units,
// duration and instant in microseconds, date in days). `valid` is one byte a row, 1 = recorded, or null: all recorded.
// A missing value is stored as 0, so that reading it is harmless.
struct Column {
  const void* values;
  const std::uint8_t* valid;
};

struct Batch {
  std::int64_t rows;
  const Column* columns;
};

// A period grid for O(1) lookup (runtime/time/periods.h, PeriodTable).
struct Grid {
  std::int64_t base;               // start of the first period, microseconds
  std::int64_t end;                // end of the last one
  const std::uint16_t* slots;      // period at the start of each 2^36 us slot from base
  const std::int64_t* boundaries;  // periods + 1 entries
  std::int64_t periods;
};

// Counters of one measurement: cells[(group * periods + period) * stride + k];
// k = 0 denominator, 1 numerator, 2.. items taken by each exclusion in declared order.
struct Cells {
  std::uint64_t* counters;
};

// What the kernel counts about rows: a row is used if at least one measurement placed it in a period, else it was left
// out because nothing selected it (`where`) or because it lies outside the evaluated periods.
struct RowCounts {
  std::uint64_t used;
  std::uint64_t outside_periods;
  std::uint64_t not_selected;
};

struct MeasureContext {
  const Grid* grids;
  Cells* cells;                    // one per measurement of the event
  const void* const* zones;        // slate::Zone pointers, for functions.def
  RowCounts rows;
};

using MeasureKernel = void (*)(const Batch*, MeasureContext*);

// One settled line: the band the ratio n/d falls in, and the coefficients of its consequence.
// credit = round((a * d + b * n) * base / (c * d)); see RoundedLinear in runtime/number/ratio.h.
using BandKernel = std::int32_t (*)(std::int64_t numerator, std::int64_t denominator);   // index of the band
using TargetKernel = std::uint8_t (*)(std::int64_t numerator, std::int64_t denominator); // 1 met, 0 missed

}  // namespace slate::abi
