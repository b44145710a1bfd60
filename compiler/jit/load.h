// Loads the JIT's module where something has to be compiled, and holds one compiled plan. In: the folder the program lies in, a verified
// plan, and perhaps what it was compiled to before. Out: kernels.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/jit/module.h"
#include "compiler/jit/object_code.h"

namespace slate::jit {

class Compiled {
 public:
  Compiled() = default;
  ~Compiled();
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  // Empty, or why there are no kernels. `object`: what this very plan was compiled to earlier, by this version for this machine; empty, or no such thing:
  // it is compiled, and then it is that, or empty where only LLVM can make use of it.
  std::string Load(const std::string& folder, const plan::Plan& plan, std::string& object);
  std::string Load(const std::string& folder, const plan::Plan& plan);

  abi::MeasureKernel Measure(std::size_t scan) const { return measure_[scan]; }
  abi::TargetKernel Target(std::size_t settlement) const { return target_[settlement]; }
  abi::TargetKernel Minimum(std::size_t settlement) const { return minimum_[settlement]; }  // null where there is none
  abi::BandKernel Band(std::size_t settlement) const { return band_[settlement]; }
  abi::BandKernel Bonus(std::size_t settlement) const { return bonus_[settlement]; }
  abi::TargetKernel Guard(std::size_t settlement, std::size_t guard) const { return guard_[settlement][guard]; }
  abi::ArithmeticKernel Arithmetic(std::size_t derived) const { return arithmetic_[derived]; }  // null where there is none

 private:
  bool Place(const std::string& object, const plan::Plan& plan);
  std::string Link(const std::string& object, const plan::Plan& plan);
  bool FindKernels(const plan::Plan& plan);
  template <typename Kernel>
  bool FindKernel(const std::string& name, Kernel& kernel) const;

  std::unique_ptr<ObjectCode> code_;
  const ModuleEntry* entry_ = nullptr;
  void* linked_ = nullptr;  // by LLVM, where the object is no ObjectCode
  std::vector<abi::MeasureKernel> measure_;
  std::vector<abi::TargetKernel> target_, minimum_;
  std::vector<abi::BandKernel> band_, bonus_;
  std::vector<std::vector<abi::TargetKernel>> guard_;
  std::vector<abi::ArithmeticKernel> arithmetic_;
};

// For --dump=llvm. False: `text` says why.
bool PrintIr(const std::string& folder, const plan::Plan& plan, std::string& text);

}  // namespace slate::jit
