// What counting an item in the record of its cell emits (compiler/plan/packing.h). In: what is known of one row, however it was
// computed. Out: additions to the record, without a branch: what an item is can't be foretold.
#pragma once

#include <functional>

#include "compiler/codegen/codegen.h"
#include "compiler/plan/packing.h"

namespace slate::codegen {

struct RowFacts {
  std::function<llvm::Value*(plan::NodeId)> value;                       // as i64
  std::function<llvm::Value*(std::uint32_t tally)> tally;                // i1: whether the item is one of it
  std::function<llvm::Value*(std::uint32_t first, std::uint32_t lanes)> bits;  // a bit for each tally of a row of lanes
  llvm::Value* item = nullptr;                                           // its hash
};

class CountEmitter {
 public:
  CountEmitter(llvm::IRBuilder<>& ir, const plan::Scan& scan, const plan::Packing& packing) : ir_(ir), scan_(scan), packing_(packing) {}

  void LoadBases(llvm::Value* context);
  // In the record of a bundle: `cell` is group * periods + period.
  void Emit(std::size_t bundle, llvm::Value* cell, const RowFacts& row);

 private:
  llvm::Value* At(llvm::Value* base, std::size_t offset) { return ir_.CreateInBoundsGEP(ir_.getInt8Ty(), base, ir_.getInt64(offset)); }
  llvm::Value* LoadPtr(llvm::Value* base, std::size_t offset) { return ir_.CreateLoad(ir_.getPtrTy(), At(base, offset)); }
  void AddPair(const plan::Bundle& bundle, llvm::Value* record, const RowFacts& row, llvm::Value* amount);
  void AddLanes(const plan::Bundle& bundle, llvm::Value* record, const RowFacts& row, llvm::Value* amount);
  void AddVector(llvm::Value* words, llvm::Value* added);
  void AddWide(llvm::Value* words, llvm::Value* value, llvm::Value* when);
  void TakeExtreme(const plan::Bundle& bundle, std::uint32_t extreme, llvm::Value* record, llvm::Value* counted, llvm::Value* value);
  void KeepValue(std::size_t measurement, llvm::Value* cell, llvm::Value* value, llvm::Value* counted);

  llvm::IRBuilder<>& ir_;
  const plan::Scan& scan_;
  const plan::Packing& packing_;
  std::vector<llvm::Value*> states_;  // abi::Cells by measurement
  std::vector<llvm::Value*> packed_;  // by bundle
};

}  // namespace slate::codegen
