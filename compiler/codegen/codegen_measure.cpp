#include "compiler/codegen/codegen.h"
#include "compiler/plan/packing.h"
#include "runtime/abi.h"
#include "runtime/time/periods.h"

namespace slate::codegen {
namespace {

static_assert(sizeof(abi::Column) == 16 && offsetof(abi::Column, valid) == 8);
static_assert(offsetof(abi::Batch, columns) == 8 && offsetof(abi::Batch, items) == 16);
static_assert(sizeof(abi::Grid) == 48 && offsetof(abi::Grid, end) == 8 && offsetof(abi::Grid, slots) == 16 && offsetof(abi::Grid, boundaries) == 24 && offsetof(abi::Grid, periods) == 32 && offsetof(abi::Grid, shift) == 40);
static_assert(sizeof(abi::Cells) == 32 && offsetof(abi::Cells, sample_cells) == 8 && offsetof(abi::Cells, sample_values) == 16 && offsetof(abi::Cells, samples) == 24);
static_assert(offsetof(abi::MeasureContext, cells) == 8 && offsetof(abi::MeasureContext, zones) == 16 && offsetof(abi::MeasureContext, calendars) == 24 && offsetof(abi::MeasureContext, packed) == 32 &&
              offsetof(abi::MeasureContext, rows) == 40);

struct GridValues {
  std::int64_t base, end, shift, periods;
  bool one_step;                    // from the period of a slot's start, at most one boundary lies before any moment in it
  llvm::Value *slots, *boundaries;  // loaded once before the loop
};

bool OneBoundaryASlot(const PeriodTable& table) {
  for (std::size_t i = 2; i + 1 < table.boundaries.size(); ++i) {
    const auto slot = [&](std::size_t boundary) { return (table.boundaries[boundary] - table.base) >> table.shift; };
    if (slot(i) == slot(i - 1)) return false;
  }
  return true;
}

class MeasureEmitter {
 public:
  MeasureEmitter(llvm::Module& module, const plan::Plan& plan, std::size_t scan)
      : module_(module), plan_(plan), scan_(plan.scans[scan]), packing_(plan::PackingOf(scan_)), ir_(module.getContext()) {
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
    std::vector<bool> done(packing_.bundles.size());
    for (std::size_t b = 0; b < packing_.bundles.size(); ++b) {
      if (done[b]) continue;
      // Bundles that place the same items by the same moment look their period up once.
      const plan::Measurement& first = Of(b);
      std::vector<std::size_t> together;
      for (std::size_t other = b; other < packing_.bundles.size(); ++other) {
        const plan::Measurement& one = Of(other);
        if (one.selected != first.selected || one.by != first.by || one.grid != first.grid) continue;
        done[other] = true;
        together.push_back(other);
      }
      selected = ir_.CreateOr(selected, values[first.selected]);
      used = ir_.CreateOr(used, Place(row, values, together));
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
  llvm::ConstantInt* Number(std::int64_t number) { return ir_.getInt64(static_cast<std::uint64_t>(number)); }
  const plan::Measurement& Of(std::size_t bundle) const { return scan_.measurements[packing_.bundles[bundle].first]; }
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
    items_ = LoadPtr(batch, offsetof(abi::Batch, items));
    llvm::Value* zones = LoadPtr(context_, offsetof(abi::MeasureContext, zones));
    for (std::size_t z = 0; z < plan_.zones.size(); ++z) row.zones.push_back(LoadPtr(zones, z * sizeof(void*)));
    llvm::Value* calendars = LoadPtr(context_, offsetof(abi::MeasureContext, calendars));
    for (std::size_t c = 0; c < plan_.calendars.size(); ++c) row.calendars.push_back(LoadPtr(calendars, c * sizeof(void*)));
    llvm::Value* grids = LoadPtr(context_, offsetof(abi::MeasureContext, grids));
    for (std::size_t g = 0; g < plan_.grids.size(); ++g) {
      // The numbers of a grid are the plan's: constants need no register.
      const PeriodTable table = BuildPeriodTable(plan_.grids[g]);
      const std::size_t at = g * sizeof(abi::Grid);
      grids_.push_back({table.base, table.end, table.shift, static_cast<std::int64_t>(table.boundaries.size()) - 1, OneBoundaryASlot(table),
                        LoadPtr(grids, at + offsetof(abi::Grid, slots)), LoadPtr(grids, at + offsetof(abi::Grid, boundaries))});
    }
    llvm::Value* cells = LoadPtr(context_, offsetof(abi::MeasureContext, cells));
    for (std::size_t m = 0; m < scan_.measurements.size(); ++m) states_.push_back(At(cells, m * sizeof(abi::Cells)));
    llvm::Value* packed = LoadPtr(context_, offsetof(abi::MeasureContext, packed));
    for (std::size_t b = 0; b < packing_.bundles.size(); ++b) packed_.push_back(LoadPtr(packed, b * sizeof(void*)));
  }

  // Places the row in the cells of these bundles if it is selected and inside the grid; returns whether it was.
  llvm::Value* Place(RowContext& row, const std::vector<llvm::Value*>& values, const std::vector<std::size_t>& bundles) {
    const plan::Measurement& m = Of(bundles.front());
    const GridValues& grid = grids_[m.grid];
    llvm::Value* at = values[m.by];
    llvm::Value* since = ir_.CreateSub(at, Number(grid.base));  // what lies before the grid is a great number
    llvm::Value* placed = ir_.CreateAnd(values[m.selected], ir_.CreateICmpULT(since, Number(grid.end - grid.base)));
    llvm::BasicBlock* before = ir_.GetInsertBlock();
    llvm::BasicBlock* place = Block("place");
    llvm::BasicBlock* count = Block("count");
    llvm::BasicBlock* after = Block("after");
    ir_.CreateCondBr(placed, place, after);

    ir_.SetInsertPoint(place);
    llvm::Value* slot = ir_.CreateLShr(since, static_cast<std::uint64_t>(grid.shift));
    llvm::Value* first = ir_.CreateZExt(ir_.CreateLoad(ir_.getInt32Ty(), ir_.CreateInBoundsGEP(ir_.getInt32Ty(), grid.slots, slot)), ir_.getInt64Ty());
    const auto reached = [&](llvm::Value* next) {
      return ir_.CreateICmpSGE(at, ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), grid.boundaries, next)));
    };
    llvm::Value* period = nullptr;
    if (grid.one_step) {
      period = ir_.CreateAdd(first, ir_.CreateZExt(reached(ir_.CreateAdd(first, Number(1))), ir_.getInt64Ty()));
      ir_.CreateBr(count);
    } else {  // forward while the next boundary is not after the instant: a zone that skips a whole day takes two steps
      llvm::BasicBlock* seek = Block("seek");
      ir_.CreateBr(seek);
      ir_.SetInsertPoint(seek);
      llvm::PHINode* here = ir_.CreatePHI(ir_.getInt64Ty(), 2);
      here->addIncoming(first, place);
      llvm::Value* next = ir_.CreateAdd(here, Number(1));
      here->addIncoming(next, seek);
      ir_.CreateCondBr(reached(next), seek, count);
      period = here;
    }

    ir_.SetInsertPoint(count);
    for (const std::size_t bundle : bundles) CountIn(row, values, bundle, period);
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

  void CountIn(RowContext& row, const std::vector<llvm::Value*>& values, std::size_t index, llvm::Value* period) {
    const plan::Bundle& bundle = packing_.bundles[index];
    const plan::Measurement& m = Of(index);
    llvm::Value* group = m.group_column ? LoadSymbol(row, *m.group_column) : ir_.getInt64(0);
    llvm::Value* cell = ir_.CreateAdd(ir_.CreateMul(group, Number(grids_[m.grid].periods)), period);
    llvm::Value* record = ir_.CreateInBoundsGEP(ir_.getInt64Ty(), packed_[index], ir_.CreateMul(cell, ir_.getInt64(bundle.stride())));
    // Whose items this one is of, by tally.
    std::vector<llvm::Value*> tallies{nullptr};
    llvm::Value* counted = ir_.getInt1(true);  // until an exclusion takes the item
    for (const plan::Exclusion& exclusion : m.exclusions) {
      tallies.push_back(ir_.CreateAnd(counted, values[exclusion.condition]));
      counted = ir_.CreateAnd(counted, ir_.CreateNot(values[exclusion.condition]));
    }
    tallies[0] = counted;
    for (const plan::NodeId numerator : bundle.numerators) tallies.push_back(ir_.CreateAnd(counted, values[numerator]));
    for (std::uint32_t e = 0; e < bundle.extremes.size(); ++e) TakeExtreme(bundle, e, record, counted, Wide(values[bundle.extremes[e].value]));
    llvm::Value* amount = bundle.amount == plan::kNoNode ? ir_.getInt64(1) : values[bundle.amount];
    bundle.paired() ? AddPair(record, tallies, amount) : AddLanes(bundle, record, tallies, amount);
    for (std::uint32_t s = 0; s < bundle.sums.size(); ++s) {
      AddWide(At(record, 8 * bundle.SumAt(s)), Wide(values[bundle.sums[s].value]), tallies[bundle.sums[s].tally]);
    }
    for (std::size_t one = 0; one < scan_.measurements.size(); ++one) {
      if (packing_.places[one].bundle != index || !measure::KeepsValues(scan_.measurements[one].aggregate.kind)) continue;
      KeepValue(one, cell, Wide(values[scan_.measurements[one].value]), counted);
    }
  }

  llvm::Value* Wide(llvm::Value* value) { return ir_.CreateZExtOrTrunc(value, ir_.getInt64Ty()); }

  // count, hash[, count, hash] in one addition: without a branch, since what an item is can't be foretold.
  void AddPair(llvm::Value* record, const std::vector<llvm::Value*>& tallies, llvm::Value* amount) {
    auto* type = llvm::FixedVectorType::get(ir_.getInt64Ty(), static_cast<unsigned>(2 * tallies.size()));
    llvm::Value* added = llvm::PoisonValue::get(type);
    llvm::Value* mask = llvm::PoisonValue::get(type);
    for (std::size_t t = 0; t < tallies.size(); ++t) {
      llvm::Value* all = ir_.CreateSExt(tallies[t], ir_.getInt64Ty());
      added = ir_.CreateInsertElement(ir_.CreateInsertElement(added, amount, 2 * t), item_, 2 * t + 1);
      mask = ir_.CreateInsertElement(ir_.CreateInsertElement(mask, all, 2 * t), all, 2 * t + 1);
    }
    AddVector(record, ir_.CreateAnd(added, mask));
  }

  // The bits of a row of tallies choose its lanes.
  void AddLanes(const plan::Bundle& bundle, llvm::Value* record, const std::vector<llvm::Value*>& tallies, llvm::Value* amount) {
    for (std::uint32_t first = 0; first < tallies.size(); first += 8) {
      const std::uint32_t lanes = bundle.LanesFrom(first);
      llvm::Type* bits_type = ir_.getIntNTy(lanes);
      llvm::Value* bits = llvm::ConstantInt::get(bits_type, 0);
      for (std::uint32_t lane = 0; lane < lanes && first + lane < tallies.size(); ++lane) {
        bits = ir_.CreateOr(bits, ir_.CreateShl(ir_.CreateZExt(tallies[first + lane], bits_type), lane));
      }
      llvm::Value* chosen = ir_.CreateBitCast(bits, llvm::FixedVectorType::get(ir_.getInt1Ty(), lanes));
      llvm::Constant* none = llvm::Constant::getNullValue(llvm::FixedVectorType::get(ir_.getInt64Ty(), lanes));
      AddVector(At(record, 8 * bundle.CountAt(first)), ir_.CreateSelect(chosen, ir_.CreateVectorSplat(lanes, amount), none));
      AddVector(At(record, 8 * bundle.HashAt(first)), ir_.CreateSelect(chosen, ir_.CreateVectorSplat(lanes, item_), none));
    }
  }

  void AddVector(llvm::Value* words, llvm::Value* added) {
    llvm::Value* sum = ir_.CreateAdd(ir_.CreateAlignedLoad(added->getType(), words, llvm::Align(8)), added);
    ir_.CreateAlignedStore(sum, words, llvm::Align(8));
  }

  // Before the item itself is counted: the first that is has nothing to be compared with.
  void TakeExtreme(const plan::Bundle& bundle, std::uint32_t extreme, llvm::Value* record, llvm::Value* counted, llvm::Value* value) {
    llvm::Value* word = At(record, 8 * bundle.ExtremeAt(extreme));
    llvm::Value* old = ir_.CreateLoad(ir_.getInt64Ty(), word);
    llvm::Value* first = ir_.CreateICmpEQ(ir_.CreateLoad(ir_.getInt64Ty(), At(record, 8 * bundle.CountAt(0))), ir_.getInt64(0));
    llvm::Value* beyond = ir_.CreateICmp(bundle.extremes[extreme].least ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_SGT, value, old);
    ir_.CreateStore(ir_.CreateSelect(ir_.CreateAnd(counted, ir_.CreateOr(first, beyond)), value, old), word);
  }

  void KeepValue(std::size_t measurement, llvm::Value* cell, llvm::Value* value, llvm::Value* counted) {
    llvm::Value* size_at = At(states_[measurement], offsetof(abi::Cells, samples));
    llvm::Value* size = ir_.CreateLoad(ir_.getInt64Ty(), size_at);
    const auto put = [&](std::size_t buffer, llvm::Value* what) {
      ir_.CreateStore(what, ir_.CreateInBoundsGEP(ir_.getInt64Ty(), LoadPtr(states_[measurement], buffer), size));
    };
    put(offsetof(abi::Cells, sample_cells), cell);
    put(offsetof(abi::Cells, sample_values), value);
    ir_.CreateStore(ir_.CreateAdd(size, ir_.CreateZExt(counted, ir_.getInt64Ty())), size_at);
  }

  llvm::Module& module_;
  const plan::Plan& plan_;
  const plan::Scan& scan_;
  const plan::Packing packing_;
  llvm::IRBuilder<> ir_;
  llvm::Function* function_ = nullptr;
  llvm::Value* context_ = nullptr;
  llvm::BasicBlock* loop_ = nullptr;
  llvm::Value *items_ = nullptr, *item_ = nullptr;  // hashes of the batch's items; that of the row
  std::vector<llvm::Value*> totals_;  // used, outside periods, not selected
  std::vector<GridValues> grids_;
  std::vector<llvm::Value*> states_;  // abi::Cells by measurement
  std::vector<llvm::Value*> packed_;  // by bundle
};

}  // namespace

void EmitMeasure(llvm::Module& module, const plan::Plan& plan, std::size_t scan) { MeasureEmitter(module, plan, scan).Emit(); }

}  // namespace slate::codegen
