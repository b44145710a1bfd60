// The module's side of the entry: plan -> IR -> optimised machine code. The only user of ORC.
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>

#include "compiler/codegen/codegen.h"
#include "compiler/jit/module.h"

namespace slate::jit {
namespace {

struct CompiledPlan {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  std::vector<abi::MeasureKernel> measure;
  std::vector<abi::TargetKernel> target, minimum;
  std::vector<abi::BandKernel> band, bonus;
  std::vector<std::vector<abi::TargetKernel>> guard;
  std::vector<abi::ArithmeticKernel> arithmetic;
};

std::string& LastText() {
  static thread_local std::string text;
  return text;
}

void Initialize() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
}

// O1: the row loop ends in scattered increments that no higher level can vectorise, and every run pays for compiling.
void Optimize(llvm::Module& module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager graph;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graph, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O1).run(module, modules);
}

llvm::Expected<std::unique_ptr<CompiledPlan>> TryCompile(const plan::Plan& plan, const RuntimeSymbol* symbols, std::size_t count) {
  Initialize();
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine) return machine.takeError();
  machine->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  const std::string triple = machine->getTargetTriple().str();
  auto jit = llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(std::move(*machine))
                 .setLinkProcessSymbolsByDefault(false)
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)  // kernels have no initialisers; nothing of the process is visible
                 .create();
  if (!jit) return jit.takeError();
  auto compiled = std::make_unique<CompiledPlan>();
  compiled->jit = std::move(*jit);
  llvm::orc::SymbolMap map;
  for (std::size_t i = 0; i < count; ++i) {
    map[compiled->jit->mangleAndIntern(symbols[i].name)] = {llvm::orc::ExecutorAddr::fromPtr(symbols[i].address), llvm::JITSymbolFlags::Exported};
  }
  if (auto error = compiled->jit->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(map)))) return error;
  auto context = std::make_unique<llvm::LLVMContext>();
  auto module = codegen::Generate(*context, plan, compiled->jit->getDataLayout(), triple);
  std::string broken;
  llvm::raw_string_ostream stream(broken);
  if (llvm::verifyModule(*module, &stream)) return llvm::createStringError(broken);
  Optimize(*module);
  if (auto error = compiled->jit->addIRModule({std::move(module), std::move(context)})) return error;
  for (std::size_t i = 0; i < plan.scans.size(); ++i) {
    auto address = compiled->jit->lookup(codegen::MeasureName(i));
    if (!address) return address.takeError();
    compiled->measure.push_back(address->toPtr<abi::MeasureKernel>());
  }
  for (std::size_t i = 0; i < plan.settlements.size(); ++i) {
    auto target = compiled->jit->lookup(codegen::TargetName(i));
    if (!target) return target.takeError();
    auto band = compiled->jit->lookup(codegen::BandName(i));
    if (!band) return band.takeError();
    auto bonus = compiled->jit->lookup(codegen::BonusName(i));
    if (!bonus) return bonus.takeError();
    compiled->target.push_back(target->toPtr<abi::TargetKernel>());
    compiled->minimum.push_back(nullptr);
    if (plan.settlements[i].terms.minimum) {
      auto minimum = compiled->jit->lookup(codegen::MinimumName(i));
      if (!minimum) return minimum.takeError();
      compiled->minimum.back() = minimum->toPtr<abi::TargetKernel>();
    }
    compiled->band.push_back(band->toPtr<abi::BandKernel>());
    compiled->bonus.push_back(bonus->toPtr<abi::BandKernel>());
    compiled->guard.emplace_back();
    for (std::size_t k = 0; k < plan.settlements[i].guards.size(); ++k) {
      auto guard = compiled->jit->lookup(codegen::GuardName(i, k));
      if (!guard) return guard.takeError();
      compiled->guard.back().push_back(guard->toPtr<abi::TargetKernel>());
    }
  }
  for (std::size_t i = 0; i < plan.derived.size(); ++i) {
    compiled->arithmetic.push_back(nullptr);
    if (plan.derived[i].arithmetic.empty()) continue;
    auto address = compiled->jit->lookup(codegen::ArithmeticName(i));
    if (!address) return address.takeError();
    compiled->arithmetic.back() = address->toPtr<abi::ArithmeticKernel>();
  }
  return compiled;
}

void* Compile(const plan::Plan& plan, const RuntimeSymbol* symbols, std::size_t count, const char** error) {
  auto compiled = TryCompile(plan, symbols, count);
  if (!compiled) {
    LastText() = llvm::toString(compiled.takeError());
    *error = LastText().c_str();
    return nullptr;
  }
  return compiled->release();
}

abi::MeasureKernel Measure(void* compiled, std::size_t scan) { return static_cast<CompiledPlan*>(compiled)->measure[scan]; }
abi::TargetKernel Target(void* compiled, std::size_t settlement) { return static_cast<CompiledPlan*>(compiled)->target[settlement]; }
abi::TargetKernel Minimum(void* compiled, std::size_t settlement) { return static_cast<CompiledPlan*>(compiled)->minimum[settlement]; }
abi::BandKernel Band(void* compiled, std::size_t settlement) { return static_cast<CompiledPlan*>(compiled)->band[settlement]; }
abi::BandKernel Bonus(void* compiled, std::size_t settlement) { return static_cast<CompiledPlan*>(compiled)->bonus[settlement]; }
abi::TargetKernel Guard(void* compiled, std::size_t settlement, std::size_t guard) { return static_cast<CompiledPlan*>(compiled)->guard[settlement][guard]; }
abi::ArithmeticKernel ArithmeticOf(void* compiled, std::size_t derived) { return static_cast<CompiledPlan*>(compiled)->arithmetic[derived]; }
void Free(void* compiled) { delete static_cast<CompiledPlan*>(compiled); }

const char* PrintIr(const plan::Plan& plan) {
  Initialize();
  llvm::LLVMContext context;
  LastText().clear();
  const auto failed = [](llvm::Error error) {
    LastText() = "; this machine cannot compile: " + llvm::toString(std::move(error)) + "\n";
    return LastText().c_str();
  };
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine) return failed(machine.takeError());
  auto layout = machine->getDefaultDataLayoutForTarget();
  if (!layout) return failed(layout.takeError());
  const auto module = codegen::Generate(context, plan, *layout, machine->getTargetTriple().str());
  llvm::raw_string_ostream stream(LastText());
  module->print(stream, nullptr);
  stream.flush();
  return LastText().c_str();
}

}  // namespace
}  // namespace slate::jit

extern "C" const slate::jit::ModuleEntry* slate_jit_module_entry() {
  static const slate::jit::ModuleEntry entry{slate::jit::ModuleStamp(), slate::jit::Compile, slate::jit::Measure, slate::jit::Target,
                                             slate::jit::Minimum,        slate::jit::Band,    slate::jit::Bonus,   slate::jit::Guard,
                                             slate::jit::ArithmeticOf,   slate::jit::Free,    slate::jit::PrintIr};
  return &entry;
}
