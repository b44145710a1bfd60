#include "compiler/jit/load.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "compiler/codegen/names.h"
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
  if (linked_ != nullptr) entry_->free(linked_);
}

std::string Compiled::Load(const std::string& folder, const plan::Plan& plan) {
  std::string object;
  return Load(folder, plan, object);
}

std::string Compiled::Load(const std::string& folder, const plan::Plan& plan, std::string& object) {
  if (!object.empty() && Place(object, plan)) return {};
  object.clear();
  std::string error;
  entry_ = Open(folder, error);
  if (entry_ == nullptr) return error;
  const char* why = nullptr;
  std::size_t size = 0;
  const char* compiled = entry_->compile(plan, &size, &why);
  if (compiled == nullptr) return fmt::format("the plan can't be compiled: {}", why);
  object.assign(compiled, size);
  if (Place(object, plan)) return {};
  const std::string linked = Link(object, plan);
  object.clear();  // it can't be used without LLVM
  return linked;
}

bool Compiled::Place(const std::string& object, const plan::Plan& plan) {
  std::string why;
  code_ = ObjectCode::Place(object, kSymbols, std::size(kSymbols), why);
  return code_ != nullptr && FindKernels(plan);
}

std::string Compiled::Link(const std::string& object, const plan::Plan& plan) {
  code_ = nullptr;
  const char* why = nullptr;
  linked_ = entry_->link(object.data(), object.size(), kSymbols, std::size(kSymbols), &why);
  if (linked_ == nullptr) return fmt::format("the plan can't be compiled: {}", why);
  return FindKernels(plan) ? std::string() : "the plan can't be compiled: a function of it is missing";
}

template <typename Kernel>
bool Compiled::FindKernel(const std::string& name, Kernel& kernel) const {
  kernel = reinterpret_cast<Kernel>(code_ != nullptr ? code_->Find(name) : entry_->find(linked_, name.c_str()));
  return kernel != nullptr;
}

bool Compiled::FindKernels(const plan::Plan& plan) {
  bool all = true;
  measure_.assign(plan.scans.size(), nullptr);
  for (std::size_t i = 0; i < plan.scans.size(); ++i) all = FindKernel(codegen::MeasureName(i), measure_[i]) && all;
  target_.assign(plan.settlements.size(), nullptr);
  minimum_.assign(plan.settlements.size(), nullptr);
  band_.assign(plan.settlements.size(), nullptr);
  bonus_.assign(plan.settlements.size(), nullptr);
  guard_.assign(plan.settlements.size(), {});
  for (std::size_t i = 0; i < plan.settlements.size(); ++i) {
    all = FindKernel(codegen::TargetName(i), target_[i]) && FindKernel(codegen::BandName(i), band_[i]) && FindKernel(codegen::BonusName(i), bonus_[i]) && all;
    if (plan.settlements[i].terms.minimum) all = FindKernel(codegen::MinimumName(i), minimum_[i]) && all;
    guard_[i].assign(plan.settlements[i].guards.size(), nullptr);
    for (std::size_t k = 0; k < guard_[i].size(); ++k) all = FindKernel(codegen::GuardName(i, k), guard_[i][k]) && all;
  }
  arithmetic_.assign(plan.derived.size(), nullptr);
  for (std::size_t i = 0; i < plan.derived.size(); ++i) {
    if (!plan.derived[i].arithmetic.empty()) all = FindKernel(codegen::ArithmeticName(i), arithmetic_[i]) && all;
  }
  return all;
}

bool PrintIr(const std::string& folder, const plan::Plan& plan, std::string& text) {
  const ModuleEntry* entry = Open(folder, text);
  if (entry == nullptr) return false;
  text = entry->print_ir(plan);
  return true;
}

}  // namespace slate::jit
