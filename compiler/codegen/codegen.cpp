#include "compiler/codegen/codegen.h"

namespace slate::codegen {

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
