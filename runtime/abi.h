// What compiled code and the runtime agree on. Plain C layouts; the offsets are asserted where code is generated.
#pragma once

#include <cstdint>

#include "runtime/number/decimal.h"

namespace slate {
class Exact;  // runtime/number/exact.h
}

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
  const std::uint64_t* items;  // a hash a row of what identifies its item (runtime/digest.h)
};

// A period grid for O(1) lookup (runtime/time/periods.h, PeriodTable).
struct Grid {
  std::int64_t base;               // start of the first period, microseconds
  std::int64_t end;                // end of the last one
  const std::uint32_t* slots;      // period at the start of each slot of 2^shift us from base
  const std::int64_t* boundaries;  // periods + 1 entries
  std::int64_t periods;
  std::int64_t shift;
};

// The state of one measurement, as the interpreter keeps it and all that follows reads it: counters[(group * periods + period) * stride + k];
// k = 0 denominator, 1 numerator, 2.. items taken by each exclusion in declared order, then the value words of its
// aggregate (runtime/measure/aggregate.h), and last the digest of its items. Where the aggregate keeps values, the kernel appends each counted item's cell
// (group * periods + period) and value; the caller provides room for one more than the rows of a batch.
struct Cells {
  std::uint64_t* counters;
  std::int64_t* sample_cells;
  std::int64_t* sample_values;
  std::int64_t samples;
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
  const void* const* calendars;    // slate::BusinessCalendar pointers, likewise
  std::uint64_t* const* packed;    // compiled code: one per bundle (compiler/plan/packing.h), instead of the counters of `cells`
  RowCounts rows;
};

using MeasureKernel = void (*)(const Batch*, MeasureContext*);

// A measured value in base units, not reduced; the denominator is positive.
struct Value {
  Int128 numerator;
  Int128 denominator;
};

// One settled line: the band the ratio n/d falls in, and the coefficients of its consequence.
// credit = round((a + b n/d) base / c); see runtime/settle/credit.cpp.
using BandKernel = std::int32_t (*)(const Value*);   // index of the band
using TargetKernel = std::uint8_t (*)(const Value*);  // 1 met, 0 missed

// The arithmetic of a calculated metric, a register a step; the last one is the result.
using ArithmeticKernel = void (*)(const Exact* operands, Exact* registers);

}  // namespace slate::abi
