#include "compiler/codegen/codegen_count.h"

#include "runtime/abi.h"

namespace slate::codegen {

static_assert(sizeof(abi::Cells) == 32 && offsetof(abi::Cells, sample_cells) == 8 && offsetof(abi::Cells, sample_values) == 16 && offsetof(abi::Cells, samples) == 24);

void CountEmitter::LoadBases(llvm::Value* context) {
  llvm::Value* cells = LoadPtr(context, offsetof(abi::MeasureContext, cells));
  for (std::size_t m = 0; m < scan_.measurements.size(); ++m) states_.push_back(At(cells, m * sizeof(abi::Cells)));
  llvm::Value* packed = LoadPtr(context, offsetof(abi::MeasureContext, packed));
  for (std::size_t b = 0; b < packing_.bundles.size(); ++b) packed_.push_back(LoadPtr(packed, b * sizeof(void*)));
}

void CountEmitter::Emit(std::size_t index, llvm::Value* cell, const RowFacts& row) {
  const plan::Bundle& bundle = packing_.bundles[index];
  llvm::Value* record = ir_.CreateInBoundsGEP(ir_.getInt64Ty(), packed_[index], ir_.CreateMul(cell, ir_.getInt64(bundle.stride())));
  for (std::uint32_t e = 0; e < bundle.extremes.size(); ++e) TakeExtreme(bundle, e, record, row.tally(0), row.value(bundle.extremes[e].value));
  llvm::Value* amount = bundle.amount == plan::kNoNode ? ir_.getInt64(1) : row.value(bundle.amount);
  bundle.paired() ? AddPair(bundle, record, row, amount) : AddLanes(bundle, record, row, amount);
  for (std::uint32_t s = 0; s < bundle.sums.size(); ++s) AddWide(At(record, 8 * bundle.SumAt(s)), row.value(bundle.sums[s].value), row.tally(bundle.sums[s].tally));
  for (std::size_t one = 0; one < scan_.measurements.size(); ++one) {
    if (packing_.places[one].bundle != index || !measure::KeepsValues(scan_.measurements[one].aggregate.kind)) continue;
    KeepValue(one, cell, row.value(scan_.measurements[one].value), row.tally(0));
  }
}

// count, hash[, count, hash] in one addition.
void CountEmitter::AddPair(const plan::Bundle& bundle, llvm::Value* record, const RowFacts& row, llvm::Value* amount) {
  const std::uint32_t tallies = bundle.tallies();
  auto* type = llvm::FixedVectorType::get(ir_.getInt64Ty(), 2 * tallies);
  llvm::Value* added = llvm::PoisonValue::get(type);
  llvm::Value* mask = llvm::PoisonValue::get(type);
  for (std::uint32_t t = 0; t < tallies; ++t) {
    llvm::Value* all = ir_.CreateSExt(row.tally(t), ir_.getInt64Ty());
    added = ir_.CreateInsertElement(ir_.CreateInsertElement(added, amount, 2 * t), row.item, 2 * t + 1);
    mask = ir_.CreateInsertElement(ir_.CreateInsertElement(mask, all, 2 * t), all, 2 * t + 1);
  }
  AddVector(record, ir_.CreateAnd(added, mask));
}

// The bits of a row of tallies choose its lanes.
void CountEmitter::AddLanes(const plan::Bundle& bundle, llvm::Value* record, const RowFacts& row, llvm::Value* amount) {
  for (std::uint32_t first = 0; first < bundle.tallies(); first += 8) {
    const std::uint32_t lanes = bundle.LanesFrom(first);
    llvm::Value* chosen = ir_.CreateBitCast(row.bits(first, lanes), llvm::FixedVectorType::get(ir_.getInt1Ty(), lanes));
    llvm::Constant* none = llvm::Constant::getNullValue(llvm::FixedVectorType::get(ir_.getInt64Ty(), lanes));
    AddVector(At(record, 8 * bundle.CountAt(first)), ir_.CreateSelect(chosen, ir_.CreateVectorSplat(lanes, amount), none));
    AddVector(At(record, 8 * bundle.HashAt(first)), ir_.CreateSelect(chosen, ir_.CreateVectorSplat(lanes, row.item), none));
  }
}

void CountEmitter::AddVector(llvm::Value* words, llvm::Value* added) {
  llvm::Value* sum = ir_.CreateAdd(ir_.CreateAlignedLoad(added->getType(), words, llvm::Align(8)), added);
  ir_.CreateAlignedStore(sum, words, llvm::Align(8));
}

void CountEmitter::AddWide(llvm::Value* words, llvm::Value* value, llvm::Value* when) {
  llvm::Type* wide = ir_.getInt128Ty();
  llvm::Value* added = ir_.CreateSelect(when, ir_.CreateSExt(value, wide), llvm::ConstantInt::get(wide, 0));
  llvm::Value* sum = ir_.CreateAdd(ir_.CreateAlignedLoad(wide, words, llvm::Align(8)), added);
  ir_.CreateAlignedStore(sum, words, llvm::Align(8));
}

// Before the item itself is counted: the first that is has nothing to be compared with.
void CountEmitter::TakeExtreme(const plan::Bundle& bundle, std::uint32_t extreme, llvm::Value* record, llvm::Value* counted, llvm::Value* value) {
  llvm::Value* word = At(record, 8 * bundle.ExtremeAt(extreme));
  llvm::Value* old = ir_.CreateLoad(ir_.getInt64Ty(), word);
  llvm::Value* first = ir_.CreateICmpEQ(ir_.CreateLoad(ir_.getInt64Ty(), At(record, 8 * bundle.CountAt(0))), ir_.getInt64(0));
  llvm::Value* beyond = ir_.CreateICmp(bundle.extremes[extreme].least ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_SGT, value, old);
  ir_.CreateStore(ir_.CreateSelect(ir_.CreateAnd(counted, ir_.CreateOr(first, beyond)), value, old), word);
}

void CountEmitter::KeepValue(std::size_t measurement, llvm::Value* cell, llvm::Value* value, llvm::Value* counted) {
  llvm::Value* size_at = At(states_[measurement], offsetof(abi::Cells, samples));
  llvm::Value* size = ir_.CreateLoad(ir_.getInt64Ty(), size_at);
  const auto put = [&](std::size_t buffer, llvm::Value* what) {
    ir_.CreateStore(what, ir_.CreateInBoundsGEP(ir_.getInt64Ty(), LoadPtr(states_[measurement], buffer), size));
  };
  put(offsetof(abi::Cells, sample_cells), cell);
  put(offsetof(abi::Cells, sample_values), value);
  ir_.CreateStore(ir_.CreateAdd(size, ir_.CreateZExt(counted, ir_.getInt64Ty())), size_at);
}

}  // namespace slate::codegen
