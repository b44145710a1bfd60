#include "compiler/codegen/codegen.h"
#include "runtime/abi.h"

namespace slate::codegen {
namespace {

static_assert(sizeof(abi::Column) == 16 && offsetof(abi::Column, valid) == 8);
static_assert(offsetof(abi::Batch, columns) == 8);
static_assert(sizeof(abi::Grid) == 40 && offsetof(abi::Grid, end) == 8 && offsetof(abi::Grid, slots) == 16 && offsetof(abi::Grid, boundaries) == 24 && offsetof(abi::Grid, periods) == 32);
static_assert(sizeof(abi::Cells) == 8);
static_assert(offsetof(abi::MeasureContext, cells) == 8 && offsetof(abi::MeasureContext, zones) == 16 && offsetof(abi::MeasureContext, rows) == 24);

// A grid's fields, loaded once before the loop.
struct GridValues {
  llvm::Value *base, *end, *slots, *boundaries, *periods;
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
    RowContext row{ir_, module_, plan_, scan_, {}, {}, {}, nullptr};
    LoadBases(row, batch);
    for (int i = 0; i < 3; ++i) totals_.push_back(ir_.CreateAlloca(ir_.getInt64Ty()));
    for (llvm::Value* total : totals_) ir_.CreateStore(ir_.getInt64(0), total);
    ir_.CreateCondBr(ir_.CreateICmpSGT(rows, ir_.getInt64(0)), loop_, exit);

    ir_.SetInsertPoint(loop_);
    llvm::PHINode* index = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    index->addIncoming(ir_.getInt64(0), entry);
    row.row = index;
    const std::vector<llvm::Value*> values = EmitNodes(row);
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
  void Count(llvm::Value* counter, llvm::Value* condition) {
    ir_.CreateStore(ir_.CreateAdd(ir_.CreateLoad(ir_.getInt64Ty(), counter), ir_.CreateZExt(condition, ir_.getInt64Ty())), counter);
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
    llvm::Value* zones = LoadPtr(context_, offsetof(abi::MeasureContext, zones));
    for (std::size_t z = 0; z < plan_.zones.size(); ++z) row.zones.push_back(LoadPtr(zones, z * sizeof(void*)));
    llvm::Value* grids = LoadPtr(context_, offsetof(abi::MeasureContext, grids));
    for (std::size_t g = 0; g < plan_.grids.size(); ++g) {
      const std::size_t at = g * sizeof(abi::Grid);
      grids_.push_back({Load64(grids, at), Load64(grids, at + 8), LoadPtr(grids, at + 16), LoadPtr(grids, at + 24), Load64(grids, at + 32)});
    }
    llvm::Value* cells = LoadPtr(context_, offsetof(abi::MeasureContext, cells));
    for (std::size_t m = 0; m < scan_.measurements.size(); ++m) cells_.push_back(LoadPtr(cells, m * sizeof(abi::Cells)));
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
    llvm::Value* slot = ir_.CreateLShr(ir_.CreateSub(at, grid.base), ir_.getInt64(PeriodTable::kShift));
    llvm::Value* first = ir_.CreateZExt(ir_.CreateLoad(ir_.getInt16Ty(), ir_.CreateInBoundsGEP(ir_.getInt16Ty(), grid.slots, slot)), ir_.getInt64Ty());
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
    llvm::Value* cell = ir_.CreateMul(ir_.CreateAdd(ir_.CreateMul(group, grid.periods), period), ir_.getInt64(m.stride()));
    llvm::Value* counters = ir_.CreateInBoundsGEP(ir_.getInt64Ty(), cells_[index], cell);
    llvm::Value* counted = ir_.getInt1(true);  // until an exclusion takes the item
    for (std::size_t e = 0; e < m.exclusions.size(); ++e) {
      llvm::Value* taken = ir_.CreateAnd(counted, values[m.exclusions[e].condition]);
      Count(At(counters, (2 + e) * 8), taken);
      counted = ir_.CreateAnd(counted, ir_.CreateNot(values[m.exclusions[e].condition]));
    }
    Count(counters, counted);
    Count(At(counters, 8), ir_.CreateAnd(counted, values[m.numerator]));
    llvm::BasicBlock* counted_in = ir_.GetInsertBlock();
    ir_.CreateBr(after);

    ir_.SetInsertPoint(after);
    llvm::PHINode* result = ir_.CreatePHI(ir_.getInt1Ty(), 2);
    result->addIncoming(ir_.getInt1(false), before);
    result->addIncoming(ir_.getInt1(true), counted_in);
    return result;
  }

  llvm::Module& module_;
  const plan::Plan& plan_;
  const plan::Scan& scan_;
  llvm::IRBuilder<> ir_;
  llvm::Function* function_ = nullptr;
  llvm::Value* context_ = nullptr;
  llvm::BasicBlock* loop_ = nullptr;
  std::vector<llvm::Value*> totals_;  // used, outside periods, not selected
  std::vector<GridValues> grids_;
  std::vector<llvm::Value*> cells_;
};

}  // namespace

void EmitMeasure(llvm::Module& module, const plan::Plan& plan, std::size_t scan) { MeasureEmitter(module, plan, scan).Emit(); }

}  // namespace slate::codegen
