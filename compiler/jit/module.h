// The entry of the JIT's module, the shared library that alone links LLVM. The program loads it when a contract is compiled,
// so that checking and formatting never pay for LLVM's start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "compiler/plan/plan.h"
#include "runtime/abi.h"
#include "runtime/number/exact.h"

namespace slate::jit {

// Addresses of the functions of functions.def, in its order: both engines call the very same code.
struct RuntimeSymbol {
  const char* name;
  void* address;
};

struct ModuleEntry {
  std::uint64_t stamp;
  // The plan's functions (compiler/codegen/names.h) as an object file. Null and an error text when it can't be compiled. Both are owned by the module
  // until the thread's next call.
  const char* (*compile)(const plan::Plan& plan, std::size_t* size, const char** error);
  // An object that the program can't place itself (object_code.h). Null and an error text likewise.
  void* (*link)(const char* object, std::size_t size, const RuntimeSymbol* symbols, std::size_t count, const char** error);
  void* (*find)(void* linked, const char* name);  // null: no such function
  void (*free)(void* linked);
  const char* (*print_ir)(const plan::Plan& plan);  // owned by the module until the next call
};

// Program and module are built together; the stamp guards against a stale file beside the program: it changes with the
// layout of what the two hand each other and with the functions a plan may call.
constexpr std::uint64_t ModuleStamp() {
  std::uint64_t stamp = 14695981039346656037u;  // FNV-1a
  const auto mix = [&](std::uint64_t value) { stamp = (stamp ^ value) * 1099511628211u; };
  for (const std::size_t size : {sizeof(plan::Plan), sizeof(plan::Scan), sizeof(plan::Node), sizeof(plan::Column), sizeof(plan::Measurement), sizeof(plan::Exclusion),
                                 sizeof(plan::Derived), sizeof(plan::Settlement), sizeof(settle::Terms), sizeof(settle::Band), sizeof(abi::MeasureContext), sizeof(Exact), sizeof(ModuleEntry)}) {
    mix(size);
  }
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) \
  for (const char c : std::string_view(#symbol #parameters)) mix(static_cast<unsigned char>(c));
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  return stamp;
}

}  // namespace slate::jit

extern "C" const slate::jit::ModuleEntry* slate_jit_module_entry();
