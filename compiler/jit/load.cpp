#include "compiler/jit/load.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "runtime/functions.h"
#include "runtime/number/exact_functions.h"

namespace slate::jit {
namespace {

const RuntimeSymbol kSymbols[] = {
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) {#symbol, reinterpret_cast<void*>(&symbol)},
#include "runtime/functions.def"
#undef SLATE_FUNCTION
#define SLATE_EXACT_FUNCTION(op, symbol) {#symbol, reinterpret_cast<void*>(&symbol)},
#include "runtime/number/exact_functions.def"
#undef SLATE_EXACT_FUNCTION
    {"slate_number_exact_copy", reinterpret_cast<void*>(&slate_number_exact_copy)},
    {"slate_number_exact_constant", reinterpret_cast<void*>(&slate_number_exact_constant)},
};

// The module stays loaded until the program ends: LLVM's globals do not survive being unloaded.
const ModuleEntry* Open(const std::string& folder, std::string& error) {
  static const ModuleEntry* entry = nullptr;
  if (entry != nullptr) return entry;
  const std::string path = folder + "/libslate_jit.so";
  // Lazily: of LLVM's many symbols a plan needs few.
  void* library = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    error = fmt::format("the JIT's module can't be loaded: {} (`--engine interpret` works without it)", ::dlerror());
    return nullptr;
  }
  using Entry = const ModuleEntry* (*)();
  const auto get = reinterpret_cast<Entry>(::dlsym(library, "slate_jit_module_entry"));
  if (get == nullptr || get()->stamp != ModuleStamp()) {
    error = fmt::format("`{}` belongs to another version of Slate", path);
    return nullptr;
  }
  entry = get();
  return entry;
}

}  // namespace

Compiled::~Compiled() {
  if (compiled_ != nullptr) entry_->free(compiled_);
}

std::string Compiled::Load(const std::string& folder, const plan::Plan& plan) {
  std::string error;
  entry_ = Open(folder, error);
  if (entry_ == nullptr) return error;
  const char* why = nullptr;
  compiled_ = entry_->compile(plan, kSymbols, std::size(kSymbols), &why);
  return compiled_ == nullptr ? fmt::format("the plan can't be compiled: {}", why) : std::string();
}

bool PrintIr(const std::string& folder, const plan::Plan& plan, std::string& text) {
  const ModuleEntry* entry = Open(folder, text);
  if (entry == nullptr) return false;
  text = entry->print_ir(plan);
  return true;
}

}  // namespace slate::jit
