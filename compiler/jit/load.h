// Loads the JIT's module and holds one compiled plan. In: the folder the program lies in, a verified plan. Out: kernels.
#pragma once

#include <string>

#include "compiler/jit/module.h"

namespace slate::jit {

class Compiled {
 public:
  Compiled() = default;
  ~Compiled();
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  // Empty, or why there are no kernels.
  std::string Load(const std::string& folder, const plan::Plan& plan);
  abi::MeasureKernel Measure(std::size_t scan) const { return entry_->measure(compiled_, scan); }
  abi::TargetKernel Target(std::size_t settlement) const { return entry_->target(compiled_, settlement); }
  abi::TargetKernel Minimum(std::size_t settlement) const { return entry_->minimum(compiled_, settlement); }
  abi::BandKernel Band(std::size_t settlement) const { return entry_->band(compiled_, settlement); }
  abi::BandKernel Bonus(std::size_t settlement) const { return entry_->bonus(compiled_, settlement); }
  abi::TargetKernel Guard(std::size_t settlement, std::size_t guard) const { return entry_->guard(compiled_, settlement, guard); }
  abi::ArithmeticKernel Arithmetic(std::size_t derived) const { return entry_->arithmetic(compiled_, derived); }

 private:
  const ModuleEntry* entry_ = nullptr;
  void* compiled_ = nullptr;
};

// For --dump=llvm. False: `text` says why.
bool PrintIr(const std::string& folder, const plan::Plan& plan, std::string& text);

}  // namespace slate::jit
