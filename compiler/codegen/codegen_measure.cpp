#include <llvm/IR/Intrinsics.h>

#include <algorithm>
#include <map>

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/codegen_count.h"
#include "compiler/plan/packing.h"
#include "runtime/abi.h"
#include "runtime/time/periods.h"

namespace slate::codegen {
namespace {

static_assert(sizeof(abi::Column) == 16 && offsetof(abi::Column, valid) == 8);
static_assert(offsetof(abi::Batch, columns) == 8 && offsetof(abi::Batch, items) == 16);
static_assert(sizeof(abi::Grid) == 48 && offsetof(abi::Grid, end) == 8 && offsetof(abi::Grid, slots) == 16 && offsetof(abi::Grid, boundaries) == 24 && offsetof(abi::Grid, periods) == 32 && offsetof(abi::Grid, shift) == 40);
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

// Rows are read eight at a time as far as there are eight, and one by one where there are not, or where a node calls a function. What
// rows are is computed for all eight at once; they are placed and counted one after the other, since their cells lie anywhere.
constexpr unsigned kLanes = 8;

class MeasureEmitter {
 public:
  MeasureEmitter(llvm::Module& module, const plan::Plan& plan, std::size_t scan)
      : module_(module), plan_(plan), scan_(plan.scans[scan]), packing_(plan::PackingOf(scan_)), ir_(module.getContext()), counting_(ir_, scan_, packing_) {
    llvm::Type* ptr = ir_.getPtrTy();
    function_ = llvm::Function::Create(llvm::FunctionType::get(ir_.getVoidTy(), {ptr, ptr}, false), llvm::Function::ExternalLinkage, MeasureName(scan), module);
    // Bundles that place the same items by the same moment look their period up once.
    std::vector<bool> done(packing_.bundles.size());
    for (std::size_t b = 0; b < done.size(); ++b) {
      if (done[b]) continue;
      const plan::Measurement& first = Of(b);
      placings_.emplace_back();
      for (std::size_t other = b; other < done.size(); ++other) {
        const plan::Measurement& one = Of(other);
        if (one.selected != first.selected || one.by != first.by || one.grid != first.grid) continue;
        done[other] = true;
        placings_.back().push_back(other);
      }
    }
  }

  void Emit() {
    ir_.SetInsertPoint(Block("entry"));
    llvm::Value* batch = function_->getArg(0);
    context_ = function_->getArg(1);
    llvm::Value* rows = Load64(batch, 0);
    LoadBases(batch);
    for (int i = 0; i < 3; ++i) totals_.push_back(ir_.CreateAlloca(ir_.getInt64Ty()));
    for (llvm::Value* total : totals_) ir_.CreateStore(ir_.getInt64(0), total);
    llvm::Value* done = ir_.getInt64(0);
    const bool calls = std::any_of(scan_.nodes.begin(), scan_.nodes.end(), [](const plan::Node& node) { return node.op == plan::Op::call; });
    if (!calls) {
      done = ir_.CreateAnd(rows, Number(-std::int64_t{kLanes}));
      Loop(Number(0), done, kLanes, [this](llvm::Value* row) { EmitEight(row); });
    }
    Loop(done, rows, 1, [this](llvm::Value* row) { EmitRow(row); });
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
  // A number as a value is: one, or as many as there are lanes.
  llvm::Value* Like(llvm::Value* value, std::int64_t number) { return llvm::ConstantInt::get(value->getType(), static_cast<std::uint64_t>(number)); }
  const plan::Measurement& Of(std::size_t bundle) const { return scan_.measurements[packing_.bundles[bundle].first]; }

  // for (i = first; i < end; i += step): leaves off behind the loop.
  template <typename Body>
  void Loop(llvm::Value* first, llvm::Value* end, std::int64_t step, const Body& body) {
    llvm::BasicBlock* before = ir_.GetInsertBlock();
    llvm::BasicBlock* loop = Block("loop");
    llvm::BasicBlock* behind = Block("behind");
    ir_.CreateCondBr(ir_.CreateICmpSLT(first, end), loop, behind);
    ir_.SetInsertPoint(loop);
    llvm::PHINode* index = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    index->addIncoming(first, before);
    body(index);
    llvm::Value* next = ir_.CreateAdd(index, Number(step));
    index->addIncoming(next, ir_.GetInsertBlock());
    ir_.CreateCondBr(ir_.CreateICmpSLT(next, end), loop, behind);
    ir_.SetInsertPoint(behind);
  }

  template <typename Body>
  void If(llvm::Value* condition, const Body& body) {
    llvm::BasicBlock* then = Block("then");
    llvm::BasicBlock* after = Block("after");
    ir_.CreateCondBr(condition, then, after);
    ir_.SetInsertPoint(then);
    body();
    ir_.CreateBr(after);
    ir_.SetInsertPoint(after);
  }

  void Count(std::size_t total, llvm::Value* number) {
    ir_.CreateStore(ir_.CreateAdd(ir_.CreateLoad(ir_.getInt64Ty(), totals_[total]), ir_.CreateZExt(number, ir_.getInt64Ty())), totals_[total]);
  }

  Validity LoadValidity(llvm::Value* columns, std::size_t column) {
    llvm::Value* bytes = LoadPtr(columns, column * sizeof(abi::Column) + offsetof(abi::Column, valid));
    llvm::Value* given = ir_.CreateIsNotNull(bytes);
    return {ir_.CreateSelect(given, bytes, AlwaysRecorded()), ir_.CreateSelect(given, ir_.getInt64(~std::uint64_t{0}), ir_.getInt64(0))};
  }

  llvm::Constant* AlwaysRecorded() {
    constexpr const char* kName = "slate_always_recorded";
    if (llvm::GlobalVariable* made = module_.getGlobalVariable(kName, true)) return made;
    llvm::Constant* ones = llvm::ConstantDataArray::get(module_.getContext(), llvm::ArrayRef<std::uint8_t>(std::vector<std::uint8_t>(kLanes, 1)));
    return new llvm::GlobalVariable(module_, ones->getType(), true, llvm::GlobalValue::PrivateLinkage, ones, kName);
  }

  // Everything that does not change from row to row.
  void LoadBases(llvm::Value* batch) {
    llvm::Value* columns = LoadPtr(batch, offsetof(abi::Batch, columns));
    for (std::size_t c = 0; c < scan_.columns.size(); ++c) {
      row_.columns.push_back(LoadPtr(columns, c * sizeof(abi::Column)));
      row_.valid.push_back(LoadValidity(columns, c));
    }
    items_ = LoadPtr(batch, offsetof(abi::Batch, items));
    llvm::Value* zones = LoadPtr(context_, offsetof(abi::MeasureContext, zones));
    for (std::size_t z = 0; z < plan_.zones.size(); ++z) row_.zones.push_back(LoadPtr(zones, z * sizeof(void*)));
    llvm::Value* calendars = LoadPtr(context_, offsetof(abi::MeasureContext, calendars));
    for (std::size_t c = 0; c < plan_.calendars.size(); ++c) row_.calendars.push_back(LoadPtr(calendars, c * sizeof(void*)));
    llvm::Value* grids = LoadPtr(context_, offsetof(abi::MeasureContext, grids));
    for (std::size_t g = 0; g < plan_.grids.size(); ++g) {
      // The numbers of a grid are the plan's: constants need no register.
      const PeriodTable table = BuildPeriodTable(plan_.grids[g]);
      const std::size_t at = g * sizeof(abi::Grid);
      grids_.push_back({table.base, table.end, table.shift, static_cast<std::int64_t>(table.boundaries.size()) - 1, OneBoundaryASlot(table),
                        LoadPtr(grids, at + offsetof(abi::Grid, slots)), LoadPtr(grids, at + offsetof(abi::Grid, boundaries))});
    }
    counting_.LoadBases(context_);
  }

  // Whether items of these bundles are selected and inside the grid, of one row or of eight.
  llvm::Value* Placed(const std::vector<llvm::Value*>& values, const plan::Measurement& m) {
    const GridValues& grid = grids_[m.grid];
    llvm::Value* since = ir_.CreateSub(values[m.by], Like(values[m.by], grid.base));  // what lies before the grid is a great number
    return ir_.CreateAnd(values[m.selected], ir_.CreateICmpULT(since, Like(since, grid.end - grid.base)));
  }

  // Whose items they are, by tally.
  std::vector<llvm::Value*> TalliesOf(const std::vector<llvm::Value*>& values, std::size_t bundle) {
    const plan::Measurement& m = Of(bundle);
    std::vector<llvm::Value*> tallies{nullptr};
    llvm::Value* counted = llvm::ConstantInt::getTrue(values[m.selected]->getType());  // until an exclusion takes the item
    for (const plan::Exclusion& exclusion : m.exclusions) {
      tallies.push_back(ir_.CreateAnd(counted, values[exclusion.condition]));
      counted = ir_.CreateAnd(counted, ir_.CreateNot(values[exclusion.condition]));
    }
    tallies[0] = counted;
    for (const plan::NodeId numerator : packing_.bundles[bundle].numerators) tallies.push_back(ir_.CreateAnd(counted, values[numerator]));
    return tallies;
  }

  // The period of a moment inside the grid.
  llvm::Value* PeriodOf(llvm::Value* at, const GridValues& grid) {
    llvm::Value* slot = ir_.CreateLShr(ir_.CreateSub(at, Number(grid.base)), static_cast<std::uint64_t>(grid.shift));
    llvm::Value* first = ir_.CreateZExt(ir_.CreateLoad(ir_.getInt32Ty(), ir_.CreateInBoundsGEP(ir_.getInt32Ty(), grid.slots, slot)), ir_.getInt64Ty());
    const auto reached = [&](llvm::Value* next) {
      return ir_.CreateICmpSGE(at, ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), grid.boundaries, next)));
    };
    if (grid.one_step) return ir_.CreateAdd(first, ir_.CreateZExt(reached(ir_.CreateAdd(first, Number(1))), ir_.getInt64Ty()));
    // Forward while the next boundary is not after the instant: a zone that skips a whole day takes two steps.
    llvm::BasicBlock* before = ir_.GetInsertBlock();
    llvm::BasicBlock* seek = Block("seek");
    llvm::BasicBlock* found = Block("found");
    ir_.CreateBr(seek);
    ir_.SetInsertPoint(seek);
    llvm::PHINode* period = ir_.CreatePHI(ir_.getInt64Ty(), 2);
    period->addIncoming(first, before);
    llvm::Value* next = ir_.CreateAdd(period, Number(1));
    period->addIncoming(next, seek);
    ir_.CreateCondBr(reached(next), seek, found);
    ir_.SetInsertPoint(found);
    return period;
  }

  // Counts a row, which is placed, in a bundle.
  void CountIn(std::size_t bundle, llvm::Value* row, llvm::Value* period, RowFacts facts) {
    const plan::Measurement& m = Of(bundle);
    row_.row = row;
    llvm::Value* group = m.group_column ? LoadSymbol(row_, *m.group_column) : ir_.getInt64(0);
    facts.item = ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), items_, row));
    counting_.Emit(bundle, ir_.CreateAdd(ir_.CreateMul(group, Number(grids_[m.grid].periods)), period), facts);
  }

  // --- one row
  void EmitRow(llvm::Value* row) {
    row_.row = row;
    row_.lanes = 1;
    const std::vector<llvm::Value*> values = EmitNodes(row_);
    llvm::Value* used = ir_.getInt1(false);
    llvm::Value* selected = ir_.getInt1(false);
    for (const std::vector<std::size_t>& bundles : placings_) {
      const plan::Measurement& m = Of(bundles.front());
      llvm::Value* placed = Placed(values, m);
      selected = ir_.CreateOr(selected, values[m.selected]);
      used = ir_.CreateOr(used, placed);
      If(placed, [&] {
        llvm::Value* period = PeriodOf(values[m.by], grids_[m.grid]);
        for (const std::size_t bundle : bundles) {
          const std::vector<llvm::Value*> tallies = TalliesOf(values, bundle);
          RowFacts facts;
          facts.value = [&](plan::NodeId node) { return ir_.CreateZExtOrTrunc(values[node], ir_.getInt64Ty()); };
          facts.tally = [&](std::uint32_t tally) { return tallies[tally]; };
          facts.bits = [&](std::uint32_t first, std::uint32_t lanes) {
            llvm::Type* type = ir_.getIntNTy(lanes);
            llvm::Value* bits = llvm::ConstantInt::get(type, 0);
            for (std::uint32_t lane = 0; lane < lanes && first + lane < tallies.size(); ++lane) {
              bits = ir_.CreateOr(bits, ir_.CreateShl(ir_.CreateZExt(tallies[first + lane], type), lane));
            }
            return bits;
          };
          CountIn(bundle, row, period, facts);
        }
      });
    }
    Count(0, used);
    Count(1, ir_.CreateAnd(selected, ir_.CreateNot(used)));
    Count(2, ir_.CreateNot(selected));
  }

  // --- eight rows
  // A bit for each row.
  llvm::Value* Bits(llvm::Value* conditions) { return ir_.CreateZExt(ir_.CreateBitCast(conditions, ir_.getIntNTy(kLanes)), ir_.getInt64Ty()); }
  llvm::Value* BitOf(llvm::Value* bits, llvm::Value* lane) { return ir_.CreateTrunc(ir_.CreateLShr(bits, lane), ir_.getInt1Ty()); }

  // Eight bytes of eight bits, turned about their diagonal: bit r of byte t becomes bit t of byte r. Halves, quarters, eighths.
  llvm::Value* Turned(llvm::Value* square) {
    for (const auto& [shift, mask] : {std::pair{7, std::uint64_t{0x00AA00AA00AA00AA}}, {14, 0x0000CCCC0000CCCC}, {28, 0x00000000F0F0F0F0}}) {
      const auto by = static_cast<std::uint64_t>(shift);
      llvm::Value* moved = ir_.CreateAnd(ir_.CreateXor(square, ir_.CreateLShr(square, by)), ir_.getInt64(mask));
      square = ir_.CreateXor(ir_.CreateXor(square, moved), ir_.CreateShl(moved, by));
    }
    return square;
  }

  // Where rows find their own of a node's values.
  llvm::Value* Spread(const std::vector<llvm::Value*>& values, plan::NodeId node) {
    auto [found, fresh] = spread_.emplace(node, nullptr);
    if (fresh) {
      llvm::Type* type = llvm::FixedVectorType::get(ir_.getInt64Ty(), kLanes);
      llvm::IRBuilder<> entry(&function_->getEntryBlock(), function_->getEntryBlock().begin());
      found->second = entry.CreateAlloca(type);
      ir_.CreateStore(ir_.CreateZExtOrTrunc(values[node], type), found->second);
    }
    return found->second;
  }

  struct Eight {
    std::vector<llvm::Value*> tallies, bits;  // by tally
    std::vector<llvm::Value*> turned;         // by row of lanes
  };

  Eight EightOf(const std::vector<llvm::Value*>& values, std::size_t index) {
    const plan::Bundle& bundle = packing_.bundles[index];
    Eight eight;
    eight.tallies = TalliesOf(values, index);
    for (llvm::Value* tally : eight.tallies) eight.bits.push_back(Bits(tally));
    for (std::size_t first = 0; !bundle.paired() && first < eight.bits.size(); first += 8) {
      llvm::Value* square = Number(0);
      for (std::size_t t = first; t < std::min(first + 8, eight.bits.size()); ++t) square = ir_.CreateOr(square, ir_.CreateShl(eight.bits[t], 8 * (t - first)));
      eight.turned.push_back(Turned(square));
    }
    if (bundle.amount != plan::kNoNode) Spread(values, bundle.amount);
    for (const plan::Bundle::Sum& sum : bundle.sums) Spread(values, sum.value);
    for (const plan::Bundle::Extreme& extreme : bundle.extremes) Spread(values, extreme.value);
    for (std::size_t m = 0; m < scan_.measurements.size(); ++m) {
      if (packing_.places[m].bundle == index && measure::KeepsValues(scan_.measurements[m].aggregate.kind)) Spread(values, scan_.measurements[m].value);
    }
    return eight;
  }

  void EmitEight(llvm::Value* first) {
    row_.row = first;
    row_.lanes = kLanes;
    const std::vector<llvm::Value*> values = EmitNodes(row_);
    row_.lanes = 1;
    spread_.clear();
    llvm::Value* used = Number(0);
    llvm::Value* selected = Number(0);
    for (const std::vector<std::size_t>& bundles : placings_) {
      const plan::Measurement& m = Of(bundles.front());
      llvm::Value* placed = Bits(Placed(values, m));
      selected = ir_.CreateOr(selected, Bits(values[m.selected]));
      used = ir_.CreateOr(used, placed);
      llvm::Value* moments = Spread(values, m.by);
      std::vector<Eight> eights;
      for (const std::size_t bundle : bundles) eights.push_back(EightOf(values, bundle));
      Loop(Number(0), Number(kLanes), 1, [&](llvm::Value* lane) {
        If(BitOf(placed, lane), [&] {
          const auto own = [&](llvm::Value* spread) { return ir_.CreateLoad(ir_.getInt64Ty(), ir_.CreateInBoundsGEP(ir_.getInt64Ty(), spread, lane)); };
          llvm::Value* period = PeriodOf(own(moments), grids_[m.grid]);
          for (std::size_t i = 0; i < bundles.size(); ++i) {
            const Eight& eight = eights[i];
            RowFacts facts;
            facts.value = [&](plan::NodeId node) { return own(spread_.at(node)); };
            facts.tally = [&](std::uint32_t tally) -> llvm::Value* {
              const auto* constant = llvm::dyn_cast<llvm::Constant>(eight.tallies[tally]);
              return constant != nullptr && constant->isAllOnesValue() ? ir_.getTrue() : BitOf(eight.bits[tally], lane);
            };
            facts.bits = [&](std::uint32_t from, std::uint32_t lanes) {
              return ir_.CreateTrunc(ir_.CreateLShr(eight.turned[from / 8], ir_.CreateShl(lane, 3)), ir_.getIntNTy(lanes));
            };
            CountIn(bundles[i], ir_.CreateAdd(first, lane), period, facts);
          }
        });
      });
    }
    const auto count = [&](llvm::Value* bits) { return ir_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits); };
    Count(0, count(used));
    Count(1, count(ir_.CreateAnd(selected, ir_.CreateNot(used))));
    Count(2, ir_.CreateSub(Number(kLanes), count(selected)));
  }

  llvm::Module& module_;
  const plan::Plan& plan_;
  const plan::Scan& scan_;
  const plan::Packing packing_;
  llvm::IRBuilder<> ir_;
  CountEmitter counting_;
  RowContext row_{ir_, module_, plan_, scan_, {}, {}, {}, {}, nullptr};
  std::vector<std::vector<std::size_t>> placings_;  // bundles that are placed alike
  llvm::Function* function_ = nullptr;
  llvm::Value* context_ = nullptr;
  llvm::Value* items_ = nullptr;      // hashes of the batch's items
  std::vector<llvm::Value*> totals_;  // used, outside periods, not selected
  std::vector<GridValues> grids_;
  std::map<plan::NodeId, llvm::Value*> spread_;
};

}  // namespace

void EmitMeasure(llvm::Module& module, const plan::Plan& plan, std::size_t scan) { MeasureEmitter(module, plan, scan).Emit(); }

}  // namespace slate::codegen
