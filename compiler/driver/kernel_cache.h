// What plans were compiled to, kept on disk: a contract that is evaluated again is not compiled again, and LLVM is not loaded. In: a
// folder, what compiled code depends on besides its plan, and the plan. Out: the object file kept of it, if it is whole and nobody else could
// have written it; whatever is amiss, there is none, and it is compiled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/plan.h"

namespace slate::driver {

class KernelCache {
 public:
  // An empty folder, or nothing to depend on: nothing is kept.
  KernelCache(std::string folder, std::string circumstances) : folder_(std::move(folder)), circumstances_(std::move(circumstances)) {}

  // One evaluation may run several plans: what was to be known at an earlier moment is another one.
  std::string KeyOf(const plan::Plan& plan) const;
  std::string Find(const std::string& key) const;  // empty: there is none
  // At one blow: who reads meanwhile finds all of it or nothing. The oldest go when they become many.
  void Keep(const std::string& key, std::string_view object) const;

 private:
  std::string folder_, circumstances_;
};

// $SLATE_KERNEL_CACHE, else $XDG_CACHE_HOME/slate/kernels, else ~/.cache/slate/kernels. Empty: `off`, or none of them is an absolute path.
std::string KernelFolder();

// The texts the plans are made of, this version of Slate as it lies in the folder, and this machine's kind. Empty: a machine that nothing is kept for.
std::string KernelCircumstances(const std::vector<std::string_view>& texts, const std::string& program_folder);

}  // namespace slate::driver
