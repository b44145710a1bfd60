// The meaning of a plan, row by row and node by node: slow and obviously right. In: a plan and a batch of one of its scans.
// Out: counters, added to the context. Compiled code (compiler/codegen) must give the same, bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/abi.h"
#include "runtime/number/exact.h"

namespace slate::interpret {

// `batch` has the columns of `scan` in their order. `context.cells` has one entry per measurement with room for every group
// id of the batch; grids and zones are read from the plan, not from the context.
void MeasureBatch(const plan::Plan& plan, std::size_t scan, const abi::Batch& batch, abi::MeasureContext& context);

// What became of one row in one measurement.
struct Placed {
  std::int32_t period = -1;      // -1: not selected, or outside the grid
  std::int32_t left_out_of = -1; // the period it would lie in if `where` selected it
  std::uint32_t group = 0;
  std::size_t taken_by = 0;      // 0: counted; 2..: by the exclusion of that counter
  std::int64_t at = 0;           // the moment that places it
  bool good = false;             // counted, and the numerator holds
  std::uint64_t item_class = 0;  // of digest::Term
};
Placed Place(const plan::Plan& plan, std::size_t scan, std::size_t measurement, const abi::Batch& batch, std::int64_t row);
Placed Place(const plan::Plan& plan, std::size_t scan, const plan::Measurement& measurement, const abi::Batch& batch, std::int64_t row);

// The band that holds the value; the number of bands if none does.
std::size_t FindBand(const std::vector<plan::Band>& bands, const abi::Value& value);

// The result of the last step.
Exact Calculate(const Arithmetic& arithmetic, const std::vector<Exact>& operands);  // arithmetic.cpp

bool TargetMet(const plan::Target& target, const abi::Value& value);

}  // namespace slate::interpret
