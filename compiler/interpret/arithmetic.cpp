#include "compiler/interpret/interpret.h"

namespace slate::interpret {

Exact Calculate(const Arithmetic& arithmetic, const std::vector<Exact>& operands) {
  using Op = ArithmeticStep::Op;
  std::vector<Exact> values;
  for (const ArithmeticStep& step : arithmetic) {
    switch (step.op) {
      case Op::operand: values.push_back(operands[step.left]); break;
      case Op::constant: values.emplace_back(step.constant.numerator, step.constant.denominator); break;
      case Op::add: values.push_back(values[step.left] + values[step.right]); break;
      case Op::subtract: values.push_back(values[step.left] - values[step.right]); break;
      case Op::multiply: values.push_back(values[step.left] * values[step.right]); break;
    }
  }
  return values.back();
}

}  // namespace slate::interpret
