#include "compiler/codegen/codegen.h"
#include "runtime/abi.h"
#include "runtime/digest.h"

namespace slate::codegen {
namespace {

static_assert(sizeof(abi::Column) == 16 && offsetof(abi::Column, valid) == 8);
static_assert(offsetof(abi::Batch, columns) == 8 && offsetof(abi::Batch, items) == 16);
static_assert(sizeof(abi::Grid) == 48 && offsetof(abi::Grid, end) == 8 && offsetof(abi::Grid, slots) == 16 && offsetof(abi::Grid, boundaries) == 24 && offsetof(abi::Grid, periods) == 32 && offsetof(abi::Grid, shift) == 40);
static_assert(sizeof(abi::Cells) == 32 && offsetof(abi::Cells, sample_cells) == 8 && offsetof(abi::Cells, sample_values) == 16 && offsetof(abi::Cells, samples) == 24);
static_assert(offsetof(abi::MeasureContext, cells) == 8 && offsetof(abi::MeasureContext, zones) == 16 && offsetof(abi::MeasureContext, calendars) == 24 && offsetof(abi::MeasureContext, rows) == 32);

// A grid's fields, loaded once before the loop.
struct GridValues {
  llvm::Value *base, *end, *slots, *boundaries, *periods, *shift;
};

class MeasureEmitter {
 public:
  MeasureEmitter(llvm::Module& module, const plan::Plan& plan, std::size_t scan)
      : module_(module), plan_(plan), scan_(plan.scans[scan]), ir_(module.getContext()) {
    llvm::Type* ptr = ir_.getPtrTy();
    function_ = llvm::Function::Create(llvm::FunctionType::get(ir_.getVoidTy(), {ptr, ptr}, false), llvm::Function::ExternalLinkage, MeasureName(scan), module);
  }

  void Emit() {
    llvm::BasicBlock* entry = Block("entry");
    loop_ = Block("row");
    llvm::BasicBlock* exit = Block("exit");
    ir_.SetInsertPoint(entry);
    llvm::Value* batch = function_->getArg(0);
    context_ = function_->getArg(1);
    llvm::Value* rows = Load64(batch, 0);
    RowContext row{ir_, module_, plan_, scan_, {}, {}, {}, {}, nullptr};
    LoadBases(row, batch);
    for (int i = 0; i < 3; ++i) totals_.push_back(ir_.CreateAlloca(ir_.getInt64Ty()));
    for (llvm::Value* total : totals_) ir_.CreateStore(ir_.getInt64(0), total);
    ir_.CreateCondBr(ir_.CreateICmpSGT(rows, ir_.getInt64(0)), loop_, exit);

    ir_.SetInsertPoint(loop_);
    llvm::PHINode* index = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    index->addIncoming(ir_.getInt64(0), entry);
    row.row = index;
    const std::vector<llvm::Value*> values = EmitNodes(row);
    item_ = ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), items_, index));
    llvm::Value* used = ir_.getInt1(false);
    llvm::Value* selected = ir_.getInt1(false);
    for (std::size_t m = 0; m < scan_.measurements.size(); ++m) {
      selected = ir_.CreateOr(selected, values[scan_.measurements[m].selected]);
      used = ir_.CreateOr(used, Place(row, values, m));
    }
    Count(totals_[0], used);
    Count(totals_[1], ir_.CreateAnd(selected, ir_.CreateNot(used)));
    Count(totals_[2], ir_.CreateNot(selected));
    llvm::Value* next = ir_.CreateAdd(index, ir_.getInt64(1));
    index->addIncoming(next, ir_.GetInsertBlock());
    ir_.CreateCondBr(ir_.CreateICmpSLT(next, rows), loop_, exit);

    ir_.SetInsertPoint(exit);
    for (std::size_t i = 0; i < totals_.size(); ++i) {
      llvm::Value* at = At(context_, offsetof(abi::MeasureContext, rows) + 8 * i);
      ir_.CreateStore(ir_.CreateAdd(ir_.CreateLoad(ir_.getInt64Ty(), at), ir_.CreateLoad(ir_.getInt64Ty(), totals_[i])), at);
    }
    ir_.CreateRetVoid();
  }

 private:
  llvm::BasicBlock* Block(const char* name) { return llvm::BasicBlock::Create(module_.getContext(), name, function_); }
  llvm::Value* At(llvm::Value* base, std::size_t offset) { return ir_.CreateInBoundsGEP(ir_.getInt8Ty(), base, ir_.getInt64(offset)); }
  llvm::Value* Load64(llvm::Value* base, std::size_t offset) { return ir_.CreateLoad(ir_.getInt64Ty(), At(base, offset)); }
  llvm::Value* LoadPtr(llvm::Value* base, std::size_t offset) { return ir_.CreateLoad(ir_.getPtrTy(), At(base, offset)); }
  // Adds 1, or a piece's share of time, where the condition holds.
  void Count(llvm::Value* counter, llvm::Value* condition, llvm::Value* share = nullptr) {
    llvm::Value* more = share == nullptr ? ir_.CreateZExt(condition, ir_.getInt64Ty()) : ir_.CreateSelect(condition, share, ir_.getInt64(0));
    ir_.CreateStore(ir_.CreateAdd(ir_.CreateLoad(ir_.getInt64Ty(), counter), more), counter);
  }

  Validity LoadValidity(llvm::Value* columns, std::size_t column) {
    llvm::Value* bytes = LoadPtr(columns, column * sizeof(abi::Column) + offsetof(abi::Column, valid));
    llvm::Value* given = ir_.CreateIsNotNull(bytes);
    return {ir_.CreateSelect(given, bytes, AlwaysRecorded()), ir_.CreateSelect(given, ir_.getInt64(~std::uint64_t{0}), ir_.getInt64(0))};
  }

  llvm::Constant* AlwaysRecorded() {
    constexpr const char* kName = "slate_always_recorded";
    if (llvm::GlobalVariable* made = module_.getGlobalVariable(kName, true)) return made;
    return new llvm::GlobalVariable(module_, ir_.getInt8Ty(), true, llvm::GlobalValue::PrivateLinkage, ir_.getInt8(1), kName);
  }

  // Everything that does not change from row to row.
  void LoadBases(RowContext& row, llvm::Value* batch) {
    llvm::Value* columns = LoadPtr(batch, offsetof(abi::Batch, columns));
    for (std::size_t c = 0; c < scan_.columns.size(); ++c) {
      row.columns.push_back(LoadPtr(columns, c * sizeof(abi::Column)));
      row.valid.push_back(LoadValidity(columns, c));
    }
    items_ = LoadPtr(batch, offsetof(abi::Batch, items));
    llvm::Value* zones = LoadPtr(context_, offsetof(abi::MeasureContext, zones));
    for (std::size_t z = 0; z < plan_.zones.size(); ++z) row.zones.push_back(LoadPtr(zones, z * sizeof(void*)));
    llvm::Value* calendars = LoadPtr(context_, offsetof(abi::MeasureContext, calendars));
    for (std::size_t c = 0; c < plan_.calendars.size(); ++c) row.calendars.push_back(LoadPtr(calendars, c * sizeof(void*)));
    llvm::Value* grids = LoadPtr(context_, offsetof(abi::MeasureContext, grids));
    for (std::size_t g = 0; g < plan_.grids.size(); ++g) {
      const std::size_t at = g * sizeof(abi::Grid);
      grids_.push_back({Load64(grids, at), Load64(grids, at + 8), LoadPtr(grids, at + 16), LoadPtr(grids, at + 24), Load64(grids, at + 32), Load64(grids, at + 40)});
    }
    llvm::Value* cells = LoadPtr(context_, offsetof(abi::MeasureContext, cells));
    for (std::size_t m = 0; m < scan_.measurements.size(); ++m) {
      states_.push_back(At(cells, m * sizeof(abi::Cells)));
      counters_.push_back(LoadPtr(states_.back(), offsetof(abi::Cells, counters)));
    }
  }

  // Places the row in its cell if it is selected and inside the grid; returns whether it was.
  llvm::Value* Place(RowContext& row, const std::vector<llvm::Value*>& values, std::size_t index) {
    const plan::Measurement& m = scan_.measurements[index];
    const GridValues& grid = grids_[m.grid];
    llvm::Value* at = values[m.by];
    llvm::Value* inside = ir_.CreateAnd(ir_.CreateICmpSGE(at, grid.base), ir_.CreateICmpSLT(at, grid.end));
    llvm::Value* placed = ir_.CreateAnd(values[m.selected], inside);
    llvm::BasicBlock* before = ir_.GetInsertBlock();
    llvm::BasicBlock* place = Block("place");
    llvm::BasicBlock* seek = Block("seek");
    llvm::BasicBlock* count = Block("count");
    llvm::BasicBlock* after = Block("after");
    ir_.CreateCondBr(placed, place, after);

    ir_.SetInsertPoint(place);
    llvm::Value* slot = ir_.CreateLShr(ir_.CreateSub(at, grid.base), grid.shift);
    llvm::Value* first = ir_.CreateZExt(ir_.CreateLoad(ir_.getInt32Ty(), ir_.CreateInBoundsGEP(ir_.getInt32Ty(), grid.slots, slot)), ir_.getInt64Ty());
    ir_.CreateBr(seek);

    ir_.SetInsertPoint(seek);  // forward while the next boundary is not after the instant; a zone that skips a whole day takes two steps
    llvm::PHINode* period = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    period->addIncoming(first, place);
    llvm::Value* next = ir_.CreateAdd(period, ir_.getInt64(1));
    llvm::Value* boundary = ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), grid.boundaries, next));
    period->addIncoming(next, seek);
    ir_.CreateCondBr(ir_.CreateICmpSGE(at, boundary), seek, count);

    ir_.SetInsertPoint(count);
    llvm::Value* group = m.group_column ? LoadSymbol(row, *m.group_column) : ir_.getInt64(0);
    llvm::Value* cell = ir_.CreateAdd(ir_.CreateMul(group, grid.periods), period);
    llvm::Value* counters = ir_.CreateInBoundsGEP(ir_.getInt64Ty(), counters_[index], ir_.CreateMul(cell, ir_.getInt64(m.stride())));
    llvm::Value* share = m.aggregate.kind == measure::AggregateKind::time_share ? values[m.value] : nullptr;
    llvm::Value* counted = ir_.getInt1(true);  // until an exclusion takes the item
    llvm::Value* weight = ir_.CreateSelect(values[m.numerator], ir_.getInt64(digest::Weight(1)), ir_.getInt64(digest::Weight(0)));
    for (std::size_t e = 0; e < m.exclusions.size(); ++e) {
      llvm::Value* taken = ir_.CreateAnd(counted, values[m.exclusions[e].condition]);
      Count(At(counters, (2 + e) * 8), taken, share);
      weight = ir_.CreateSelect(taken, ir_.getInt64(digest::Weight(m.item_class(e))), weight);
      counted = ir_.CreateAnd(counted, ir_.CreateNot(values[m.exclusions[e].condition]));
    }
    if (m.value != plan::kNoNode) Aggregate(m, values, index, cell, counters, counted);
    Count(counters, counted, share);
    Count(At(counters, 8), ir_.CreateAnd(counted, values[m.numerator]), share);
    llvm::Value* digest = At(counters, 8 * m.digest_at());
    ir_.CreateStore(ir_.CreateAdd(ir_.CreateLoad(ir_.getInt64Ty(), digest), ir_.CreateMul(item_, weight)), digest);
    llvm::BasicBlock* counted_in = ir_.GetInsertBlock();
    ir_.CreateBr(after);

    ir_.SetInsertPoint(after);
    llvm::PHINode* result = ir_.CreatePHI(ir_.getInt1Ty(), 2);
    result->addIncoming(ir_.getInt1(false), before);
    result->addIncoming(ir_.getInt1(true), counted_in);
    return result;
  }

  void AddWide(llvm::Value* words, llvm::Value* value, llvm::Value* when) {
    llvm::Type* wide = ir_.getInt128Ty();
    llvm::Value* added = ir_.CreateSelect(when, ir_.CreateSExt(value, wide), llvm::ConstantInt::get(wide, 0));
    llvm::Value* sum = ir_.CreateAdd(ir_.CreateAlignedLoad(wide, words, llvm::Align(8)), added);
    ir_.CreateAlignedStore(sum, words, llvm::Align(8));
  }

  // The item's value into its cell where it is counted, before the item itself is: without a branch.
  void Aggregate(const plan::Measurement& m, const std::vector<llvm::Value*>& values, std::size_t index, llvm::Value* cell, llvm::Value* counters,
                 llvm::Value* counted) {
    using measure::AggregateKind;
    llvm::Value* value = ir_.CreateZExtOrTrunc(values[m.value], ir_.getInt64Ty());
    llvm::Value* words = At(counters, 8 * m.value_words_at());
    switch (m.aggregate.kind) {
      case AggregateKind::ratio:
      case AggregateKind::time_share:
      case AggregateKind::count: return;
      case AggregateKind::weighted_ratio:
        AddWide(words, value, counted);
        AddWide(At(words, 16), value, ir_.CreateAnd(counted, values[m.numerator]));
        return;
      case AggregateKind::sum:
      case AggregateKind::average: AddWide(words, value, counted); return;
      case AggregateKind::minimum:
      case AggregateKind::maximum: {
        const bool least = m.aggregate.kind == AggregateKind::minimum;
        llvm::Value* old = ir_.CreateLoad(ir_.getInt64Ty(), words);
        llvm::Value* first = ir_.CreateICmpEQ(ir_.CreateLoad(ir_.getInt64Ty(), counters), ir_.getInt64(0));
        llvm::Value* beyond = ir_.CreateICmp(least ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_SGT, value, old);
        ir_.CreateStore(ir_.CreateSelect(ir_.CreateAnd(counted, ir_.CreateOr(first, beyond)), value, old), words);
        return;
      }
      case AggregateKind::percentile:
      case AggregateKind::distinct: {
        llvm::Value* size_at = At(states_[index], offsetof(abi::Cells, samples));
        llvm::Value* size = ir_.CreateLoad(ir_.getInt64Ty(), size_at);
        const auto put = [&](std::size_t buffer, llvm::Value* what) {
          ir_.CreateStore(what, ir_.CreateInBoundsGEP(ir_.getInt64Ty(), LoadPtr(states_[index], buffer), size));
        };
        put(offsetof(abi::Cells, sample_cells), cell);
        put(offsetof(abi::Cells, sample_values), value);
        ir_.CreateStore(ir_.CreateAdd(size, ir_.CreateZExt(counted, ir_.getInt64Ty())), size_at);
        return;
      }
    }
  }

  llvm::Module& module_;
  const plan::Plan& plan_;
  const plan::Scan& scan_;
  llvm::IRBuilder<> ir_;
  llvm::Function* function_ = nullptr;
  llvm::Value* context_ = nullptr;
  llvm::BasicBlock* loop_ = nullptr;
  llvm::Value *items_ = nullptr, *item_ = nullptr;  // hashes of the batch's items; that of the row
  std::vector<llvm::Value*> totals_;  // used, outside periods, not selected
  std::vector<GridValues> grids_;
  std::vector<llvm::Value*> counters_;
  std::vector<llvm::Value*> states_;  // abi::Cells by measurement
};

}  // namespace

void EmitMeasure(llvm::Module& module, const plan::Plan& plan, std::size_t scan) { MeasureEmitter(module, plan, scan).Emit(); }

}  // namespace slate::codegen
