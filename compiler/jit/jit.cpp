// The module's side of the entry: plan -> IR -> optimised machine code. The only user of ORC.
#include <llvm/ExecutionEngine/Orc/CompileUtils.h>
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

llvm::Expected<llvm::orc::JITTargetMachineBuilder> Host() {
  Initialize();
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine) return machine.takeError();
  machine->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  machine->setRelocationModel(llvm::Reloc::PIC_);
  machine->setCodeModel(llvm::CodeModel::Small);
  return machine;
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> TryCompile(const plan::Plan& plan) {
  auto host = Host();
  if (!host) return host.takeError();
  auto machine = host->createTargetMachine();
  if (!machine) return machine.takeError();
  llvm::LLVMContext context;
  const auto module = codegen::Generate(context, plan, (*machine)->createDataLayout(), host->getTargetTriple().str());
  std::string broken;
  llvm::raw_string_ostream stream(broken);
  if (llvm::verifyModule(*module, &stream)) return llvm::createStringError(broken);
  Optimize(*module);
  return llvm::orc::SimpleCompiler(**machine)(*module);
}

llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> TryLink(llvm::StringRef object, const RuntimeSymbol* symbols, std::size_t count) {
  auto host = Host();
  if (!host) return host.takeError();
  auto jit = llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(std::move(*host))
                 .setLinkProcessSymbolsByDefault(false)
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)  // kernels have no initialisers; nothing of the process is visible
                 .create();
  if (!jit) return jit.takeError();
  llvm::orc::SymbolMap map;
  for (std::size_t i = 0; i < count; ++i) {
    map[(*jit)->mangleAndIntern(symbols[i].name)] = {llvm::orc::ExecutorAddr::fromPtr(symbols[i].address), llvm::JITSymbolFlags::Exported};
  }
  if (auto error = (*jit)->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(map)))) return error;
  if (auto error = (*jit)->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(object, "slate"))) return error;
  return jit;
}

const char* Failed(llvm::Error error) {
  LastText() = llvm::toString(std::move(error));
  return LastText().c_str();
}

const char* Compile(const plan::Plan& plan, std::size_t* size, const char** error) {
  static thread_local std::unique_ptr<llvm::MemoryBuffer> object;
  auto compiled = TryCompile(plan);
  if (!compiled) {
    *error = Failed(compiled.takeError());
    return nullptr;
  }
  object = std::move(*compiled);
  *size = object->getBufferSize();
  return object->getBufferStart();
}

void* Link(const char* object, std::size_t size, const RuntimeSymbol* symbols, std::size_t count, const char** error) {
  auto linked = TryLink({object, size}, symbols, count);
  if (!linked) {
    *error = Failed(linked.takeError());
    return nullptr;
  }
  return linked->release();
}

void* Find(void* linked, const char* name) {
  auto address = static_cast<llvm::orc::LLJIT*>(linked)->lookup(name);
  if (address) return address->toPtr<void*>();
  llvm::consumeError(address.takeError());
  return nullptr;
}

void Free(void* linked) { delete static_cast<llvm::orc::LLJIT*>(linked); }

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
  static const slate::jit::ModuleEntry entry{slate::jit::ModuleStamp(), slate::jit::Compile, slate::jit::Link, slate::jit::Find, slate::jit::Free, slate::jit::PrintIr};
  return &entry;
}
