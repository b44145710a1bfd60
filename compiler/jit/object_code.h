// Compiled code out of an object file, without LLVM: what a plan was compiled to once runs again in a program that never loads it.
// In: an ELF object for x86-64 that calls outside functions and has no data but constants, as the module's compiler writes it.
// Out: its functions; or why not, and then LLVM's own linker has to take the object.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "compiler/jit/module.h"

namespace slate::jit {

class ObjectCode {
 public:
  static std::unique_ptr<ObjectCode> Place(std::string_view object, const RuntimeSymbol* symbols, std::size_t count, std::string& why);
  ~ObjectCode();
  ObjectCode(const ObjectCode&) = delete;
  ObjectCode& operator=(const ObjectCode&) = delete;

  void* Find(const std::string& name) const;  // null: no such function

 private:
  ObjectCode() = default;

  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
  std::map<std::string, void*> functions_;
};

}  // namespace slate::jit
