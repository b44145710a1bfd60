// A contract that checks, its binding and events for it, out of bytes: a fuzzer's, or a random generator's. Each
// decision takes the next bytes; where they are used up, the simplest choice is taken, so that any bytes give a whole
// case.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "runtime/time/civil.h"

namespace slate::differential {

class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  std::size_t Below(std::size_t n);                        // 0 once the bytes are used up
  bool OneIn(std::size_t n) { return Below(n) == n - 1; }  // false once the bytes are used up
  std::string Pick(std::initializer_list<const char*> of) { return of.begin()[Below(of.size())]; }
  std::string_view Take(std::size_t size);  // as many bytes as are left, at most

 private:
  std::string_view bytes_;
};

struct RandomCase {
  std::string contract, binding;
  std::string event;    // the only one
  std::string records;  // a file of it, as the binding says; some rows may not fit
  Instant as_of;
};

// `sound`: every record fits, and the file is whole.
RandomCase MakeRandomCase(Choices& choices, std::size_t records, bool sound);

}  // namespace slate::differential
