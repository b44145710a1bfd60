// What the files about calculated metrics share.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// The metric that a calculation names, checked first if it was not yet; nothing after reporting, also of a circle.
std::optional<std::uint32_t> OperandOf(Scope& scope, const syntax::Identifier& name);
// `60% * otif + 40% * undamaged`: fills operands and steps of the derivation, and what is measured; false after reporting.
bool CheckArithmetic(Scope& scope, const syntax::Expression& expression, CheckedMetric& checked);

}  // namespace slate::check
