// Plan to LLVM IR. In: a verified plan. Out: a module with one function per scan (abi::MeasureKernel), two per settlement
// (abi::TargetKernel, abi::BandKernel), and one per calculated metric with arithmetic (abi::ArithmeticKernel). Only integer code;
// comparisons in 128 bits; no division (runtime functions do that).
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <string>

#include "compiler/codegen/names.h"
#include "compiler/plan/plan.h"

namespace slate::codegen {

std::unique_ptr<llvm::Module> Generate(llvm::LLVMContext& context, const plan::Plan& plan, const llvm::DataLayout& layout, const std::string& triple);

// --- the families of nodes, a file each ------------------------------------------------------------------------------

// Whether a column's values are recorded: the byte at bytes[row & mask]. A batch without validity bytes has mask 0 and
// bytes that say yes, as many as there are lanes, so that no row asks which case it is.
struct Validity {
  llvm::Value *bytes, *mask;
};

// Values of one row's nodes. `columns` and `valid` are loaded base pointers, `row` the row's index.
struct RowContext {
  llvm::IRBuilder<>& ir;
  llvm::Module& module;
  const plan::Plan& plan;
  const plan::Scan& scan;
  std::vector<llvm::Value*> columns;  // by column
  std::vector<Validity> valid;        // by column
  std::vector<llvm::Value*> zones;    // by zone
  std::vector<llvm::Value*> calendars;  // by calendar
  llvm::Value* row = nullptr;
  unsigned lanes = 1;                 // how many rows from that one on values are of: vectors of as many, if it is more than one
};
std::vector<llvm::Value*> EmitNodes(RowContext& context);                    // codegen_expression.cpp
llvm::Value* LoadSymbol(RowContext& context, std::uint32_t column);          // of one row, as i64

void EmitMeasure(llvm::Module& module, const plan::Plan& plan, std::size_t scan);      // codegen_measure.cpp
void EmitLevel(llvm::Module& module, const std::string& name, const plan::Target& level);  // codegen_settle.cpp
void EmitBands(llvm::Module& module, const std::string& name, const std::vector<plan::Band>& bands);
void EmitArithmetic(llvm::Module& module, const plan::Plan& plan, std::size_t derived);  // codegen_derived.cpp

}  // namespace slate::codegen
