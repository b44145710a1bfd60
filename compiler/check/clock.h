// What the checks of cases and clocks share.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// The step's place in the case's list; nothing after reporting.
std::optional<std::uint32_t> StepIndex(Scope& scope, const CheckedCase& of, const syntax::Identifier& name);
// The hours of a calendar that was found before; null where it was reported.
const BusinessCalendar* CalendarOf(const Scope& scope, const std::string& name);
// A constant as elapsed or business time, longer than nothing; nothing after reporting. `until`: a moment follows from it, so
// the contract must say when time is used up that is used up exactly at closing.
std::optional<measure::TimeAmount> CheckTimeAmount(Scope& scope, const TypedExpression& value, Span span, bool until);

}  // namespace slate::check
