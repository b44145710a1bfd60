// Literals with units, money and local times as typed constants. Each reports what does not fit and returns poison then.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// How many microseconds a unit of elapsed or business time has ("hours", "support hours"); 1 for any other.
Ratio MicrosPerUnit(std::string_view unit);

// The unit a value of this type is shown in; `stated` is the word a target is written in, or empty.
std::string UnitOf(const MeasuredType& type, const std::string& stated);

TypedExpression NumberConstant(Scope& scope, Span span, const syntax::NumberLiteral& literal);
TypedExpression MoneyConstant(Scope& scope, const syntax::Expression& expression, const syntax::MoneyLiteral& literal);
// A reading of the contract's time zone unless it has an offset of its own.
TypedExpression InstantConstant(Scope& scope, Span span, const syntax::LocalTimeLiteral& literal);

}  // namespace slate::check
