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

// Program and module are built together; the stamp guards against a stale file beside the program: it changes with the
// layout of what the two hand each other and with the functions a plan may call.
constexpr std::uint64_t ModuleStamp() {
  std::uint64_t stamp = 14695981039346656037u;  // FNV-1a
  const auto mix = [&](std::uint64_t value) { stamp = (stamp ^ value) * 1099511628211u; };
  for (const std::size_t size : {sizeof(plan::Plan), sizeof(plan::Scan), sizeof(plan::Node), sizeof(plan::Column), sizeof(plan::Measurement), sizeof(plan::Exclusion),
                                 sizeof(plan::Derived), sizeof(plan::Settlement), sizeof(settle::Terms), sizeof(settle::Band), sizeof(abi::MeasureContext), sizeof(Exact)}) {
    mix(size);
  }
#define SLATE_FUNCTION(name, symbol, result, parameters, doc) \
  for (const char c : std::string_view(#symbol #parameters)) mix(static_cast<unsigned char>(c));
#include "runtime/functions.def"
#undef SLATE_FUNCTION
  return stamp;
}

// Addresses of the functions of functions.def, in its order: both engines call the very same code.
struct RuntimeSymbol {
  const char* name;
  void* address;
};

struct ModuleEntry {
  std::uint64_t stamp;
  // Null and an error text (owned by the module until the next call) when it can't be compiled.
  void* (*compile)(const plan::Plan& plan, const RuntimeSymbol* symbols, std::size_t count, const char** error);
  abi::MeasureKernel (*measure)(void* compiled, std::size_t scan);
  abi::TargetKernel (*target)(void* compiled, std::size_t settlement);
  abi::TargetKernel (*minimum)(void* compiled, std::size_t settlement);  // null where there is none
  abi::BandKernel (*band)(void* compiled, std::size_t settlement);
  abi::BandKernel (*bonus)(void* compiled, std::size_t settlement);
  abi::TargetKernel (*guard)(void* compiled, std::size_t settlement, std::size_t guard);
  abi::ArithmeticKernel (*arithmetic)(void* compiled, std::size_t derived);  // null where there is none
  void (*free)(void* compiled);
  const char* (*print_ir)(const plan::Plan& plan);  // owned by the module until the next call
};

}  // namespace slate::jit

extern "C" const slate::jit::ModuleEntry* slate_jit_module_entry();
