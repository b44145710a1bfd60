// Conditions and values over one item: names, types, units and presence. In: an expression, the event it reads and what is
// known to be recorded. Out: a TypedExpression, and what its truth or falsehood tells about presence.
#pragma once

#include <set>

#include "compiler/check/scope.h"

namespace slate::check {

// Fields known to be recorded.
using Facts = std::set<std::uint32_t>;

struct ItemScope {
  Scope& scope;
  const CheckedEvent* event = nullptr;     // null: constants only
  std::string variable;                    // `d` of `delivery d`
  const CheckedEvent* placed = nullptr;    // of constants: for whose items they are asked, where that is known
};

struct CheckedCondition {
  TypedExpression expression;
  Facts if_true, if_false;                 // facts in force where it holds, or fails; both include those given
};

// A condition; anything else is reported.
CheckedCondition CheckCondition(const ItemScope& item, const syntax::Expression& expression, const Facts& facts);
// Any value. Optional fields that `facts` do not hold are reported.
TypedExpression CheckValue(const ItemScope& item, const syntax::Expression& expression, const Facts& facts);
// A moment and a span of time after it, or before it: elapsed, calendar or business time.
TypedExpression MomentBeside(const ItemScope& item, Span span, TypedExpression moment, bool before, TypedExpression distance);
// The constant a Defined Term stands for, one of several where it is amended; poison after reporting.
TypedExpression CheckDefine(const ItemScope& user, Declaration& declaration, Span use);

}  // namespace slate::check
