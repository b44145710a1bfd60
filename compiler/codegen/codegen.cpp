#include "compiler/codegen/codegen.h"

#include <fmt/format.h>

namespace slate::codegen {

std::string MeasureName(std::size_t scan) { return fmt::format("slate_measure_{}", scan); }
std::string TargetName(std::size_t settlement) { return fmt::format("slate_target_{}", settlement); }
std::string MinimumName(std::size_t settlement) { return fmt::format("slate_minimum_{}", settlement); }
std::string BandName(std::size_t settlement) { return fmt::format("slate_band_{}", settlement); }
std::string BonusName(std::size_t settlement) { return fmt::format("slate_bonus_{}", settlement); }
std::string GuardName(std::size_t settlement, std::size_t guard) { return fmt::format("slate_guard_{}_{}", settlement, guard); }
std::string ArithmeticName(std::size_t derived) { return fmt::format("slate_arithmetic_{}", derived); }

std::unique_ptr<llvm::Module> Generate(llvm::LLVMContext& context, const plan::Plan& plan, const llvm::DataLayout& layout, const std::string& triple) {
  auto module = std::make_unique<llvm::Module>("slate", context);
  module->setDataLayout(layout);  // before anything is emitted: widths and alignments follow from it
  module->setTargetTriple(triple);
  for (std::size_t scan = 0; scan < plan.scans.size(); ++scan) EmitMeasure(*module, plan, scan);
  for (std::size_t settlement = 0; settlement < plan.settlements.size(); ++settlement) {
    const settle::Terms& terms = plan.settlements[settlement].terms;
    EmitLevel(*module, TargetName(settlement), terms.target);
    if (terms.minimum) EmitLevel(*module, MinimumName(settlement), *terms.minimum);
    EmitBands(*module, BandName(settlement), terms.bands);
    EmitBands(*module, BonusName(settlement), terms.bonus_bands);
    for (std::size_t guard = 0; guard < terms.guards.size(); ++guard) EmitLevel(*module, GuardName(settlement, guard), terms.guards[guard].target);
  }
  for (std::size_t derived = 0; derived < plan.derived.size(); ++derived) {
    if (!plan.derived[derived].arithmetic.empty()) EmitArithmetic(*module, plan, derived);
  }
  return module;
}

}  // namespace slate::codegen
