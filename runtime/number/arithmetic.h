// Arithmetic that an author writes over whole values (`60% * otif + 40% * undamaged`), as steps in execution order: operands come
// first, the last step is the result. In: made by the check. Out: walked by the interpreter, compiled by codegen.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/number/ratio.h"

namespace slate {

struct ArithmeticStep {
  enum class Op : std::uint8_t {
    operand,                      // the value of an operand
    constant,
    add, subtract, multiply,      // of two earlier steps
  } op = Op::constant;
  std::uint32_t left = 0, right = 0;  // steps; of an operand `left` is its index
  Ratio constant;
  friend bool operator==(const ArithmeticStep&, const ArithmeticStep&) = default;
};
using Arithmetic = std::vector<ArithmeticStep>;

}  // namespace slate
