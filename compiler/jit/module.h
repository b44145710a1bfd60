// The entry of the JIT's module, the shared library that alone links LLVM. The program loads it when a contract is compiled,
// so that checking and formatting never pay for LLVM's start.
#pragma once

#include <cstdint>

#include "compiler/plan/plan.h"
#include "runtime/abi.h"

namespace slate::jit {

// Program and module are built together; the version guards against a stale file beside the program.
inline constexpr std::uint32_t kModuleVersion = 1;

// Addresses of the functions of functions.def, in its order: both engines call the very same code.
struct RuntimeSymbol {
  const char* name;
  void* address;
};

struct ModuleEntry {
  std::uint32_t version;
  // Null and an error text (owned by the module until the next call) when it can't be compiled.
  void* (*compile)(const plan::Plan& plan, const RuntimeSymbol* symbols, std::size_t count, const char** error);
  abi::MeasureKernel (*measure)(void* compiled, std::size_t scan);
  abi::TargetKernel (*target)(void* compiled, std::size_t settlement);
  abi::BandKernel (*band)(void* compiled, std::size_t settlement);
  void (*free)(void* compiled);
  const char* (*print_ir)(const plan::Plan& plan);  // owned by the module until the next call
};

}  // namespace slate::jit

extern "C" const slate::jit::ModuleEntry* slate_jit_module_entry();
