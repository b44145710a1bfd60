// Calendars of business time: from their clauses and library modules to tables of opening hours, and how expressions find
// them. Tables reach twenty years beyond the term on either side, or as far as the calendar says that it covers.
#pragma once

#include "compiler/check/check.h"
#include "compiler/check/scope.h"

namespace slate::check {

// Header and clauses; each declared calendar gets an entry in the contract, without hours where it was reported.
void CheckCalendars(Scope& scope, const syntax::Contract& contract, const Library& library);

// The calendar an expression names, as an index; nothing after reporting, or where the calendar itself was reported.
std::optional<std::uint32_t> FindCalendar(Scope& scope, const syntax::Identifier& name);

// `Sunday [02:00, 06:00)` in the contract's zone, as a calendar of its own; null after reporting.
std::shared_ptr<const BusinessCalendar> CheckHoursOfWeek(Scope& scope, const std::string& name, const syntax::WeekHours& hours);

// TypedExpression::place of `start of` and `end of` a date: the zone of its calendar, or the contract's.
std::uint32_t ZoneOf(const Scope& scope, const Type& date);

}  // namespace slate::check
