// One function per construct: from its tree to its checked form in Scope::contract. Each reports its own problems and leaves
// a usable remainder, so that one mistake does not hide the next. Called by check.cpp in order of dependence.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// Every module of the library by itself; `used` is the one a contract puts in force.
void CheckConventions(Scope& scope, const std::vector<const syntax::Conventions*>& library, std::string_view used);
void CheckDecisions(Scope& scope, const syntax::Contract& contract, const std::vector<const syntax::Conventions*>& library);
// The decision in force, or null: the caller reports what is undecided, citing its clause.
const Decided* Decision(const Scope& scope, std::string_view question);

void CheckRoster(Scope& scope, const syntax::Roster& roster, Span span);
void CheckCharge(Scope& scope, const syntax::Charge& charge, Span span);
void CheckEvent(Scope& scope, const syntax::Event& event, Span span);
void CheckTimeline(Scope& scope, const syntax::Timeline& timeline, Span span);
// Of a timeline; exclusions of items are checked where a metric uses them.
void CheckTimeExclusion(Scope& scope, const syntax::Exclusion& exclusion, Span span);
void CheckCase(Scope& scope, const syntax::Case& source, Span span);
void CheckClock(Scope& scope, const syntax::Clock& source, Span span);
// What only shows when all clocks are known.
void CheckChangesUsed(Scope& scope);
void CheckMetric(Scope& scope, const syntax::Metric& metric, Span span);
// Share of a timeline in a state; false where nothing more can be said of the metric.
bool CheckShare(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked);
void CheckObligation(Scope& scope, const syntax::Obligation& obligation, Span span);

// The fields of an event, a timeline or a case, after those it has already.
void CheckFields(Scope& scope, const std::vector<syntax::EventField>& fields, CheckedEvent& checked);
// How the groups of a dimension come to exist.
void CheckGroups(Scope& scope, const syntax::Groups& groups, Span span, CheckedField& checked);
// `30 minutes`: elapsed time in microseconds; nothing after reporting.
std::optional<std::int64_t> CheckElapsed(Scope& scope, const syntax::Quantity& quantity);

// The dimension that `for each NAME` means for a metric's event; nothing after reporting.
std::optional<std::string> CheckGroup(Scope& scope, const CheckedEvent& event, const std::set<std::uint32_t>& recorded, const syntax::Identifier& name);
// Reports a term that does not begin and end with whole periods of this kind.
void CheckTermFits(Scope& scope, const Period& period, Span span);
// A life on a roster that begins or ends inside a period. CheckLivesFit looks at the members the contract lists.
bool CutsPeriod(const Scope& scope, const CheckedRosterMember& member, const Period& period);
void ReportCutLife(Scope& scope, const CheckedRosterMember& member, const Period& period, Span span);
void CheckLivesFit(Scope& scope, const CheckedEvent& event, const std::string& group, const Period& period);
// `charge NAME AMOUNT for GROUP in PERIOD` of a binding or a scenario.
void CheckChargeBinding(Scope& scope, const syntax::ChargeBinding& source, CheckedBinding& binding);
// `from`/`through`/`until` of roster members, clipped to the term.
CheckedRosterMember CheckMember(Scope& scope, const syntax::RosterMember& member);

}  // namespace slate::check
