// One function per construct: from its tree to its checked form in Scope::contract. Each reports its own problems and leaves
// a usable remainder, so that one mistake does not hide the next. Called by check.cpp in order of dependence.
#pragma once

#include "compiler/check/expressions.h"
#include "compiler/check/pieces.h"
#include "compiler/check/scope.h"

namespace slate::check {

// Every module of the library by itself; `used` is the one a contract puts in force.
void CheckConventions(Scope& scope, const std::vector<const syntax::Conventions*>& library, std::string_view used);
void CheckDecisions(Scope& scope, const syntax::Contract& contract, const std::vector<const syntax::Conventions*>& library);
// The contract's answer, or null.
const Decided* Decision(const Scope& scope, std::string_view question);
// The same where a clause depends on it, which is noted: on null the caller reports what is undecided, citing its clause.
const Decided* Ask(Scope& scope, std::string_view question, Span span);
// Notes that the clause gives an answer of its own.
void AnswerInClause(Scope& scope, std::string_view question, std::string answer, Span span);

void CheckRoster(Scope& scope, const syntax::Roster& roster, Span span);
void CheckCharge(Scope& scope, const syntax::Charge& charge, Span span);
void CheckEvent(Scope& scope, const syntax::Event& event, Span span);
void CheckTimeline(Scope& scope, const syntax::Timeline& timeline, Span span);
// Nothing after reporting.
std::optional<CheckedCeiling> CheckCeiling(Scope& scope, const syntax::Budget& source, const CheckedEvent& event);
// Lets a metric whose exclusions have ceilings read rows that know what lies beyond them.
void LimitItems(Scope& scope, CheckedMetric& metric);
// Of a timeline: an interval of its own records. Of an event: what its records must say besides, of notices and decisions.
void CheckExclusion(Scope& scope, const syntax::Exclusion& exclusion, Span span);
// Whether an exclusion of items takes effect where its condition holds: notice was given in time, and it was accepted. Nothing
// where it asks for neither.
std::optional<TypedExpression> CheckEffect(const ItemScope& item, const syntax::Exclusion& exclusion, const std::set<std::uint32_t>& facts);
void CheckCase(Scope& scope, const syntax::Case& source, Span span);
void CheckClock(Scope& scope, const syntax::Clock& source, Span span);
// What only shows when all clocks are known.
void CheckClocksOfCase(Scope& scope, const syntax::Case& source);
void CheckMetric(Scope& scope, const syntax::Metric& metric, Span span);
// Share of a timeline in a state; false where nothing more can be said of the metric.
bool CheckShare(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked);
// A mean or share over stretches of a day; false where nothing more can be said of the metric.
bool CheckOverBuckets(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked);
// How long they are, in microseconds; nothing after reporting.
std::optional<std::int64_t> CheckBucketWidth(Scope& scope, const syntax::Quantity& quantity);
// The metric that is measured over each, as an index; nothing after reporting.
std::optional<std::uint32_t> FindMeasured(Scope& scope, const syntax::Identifier& name);
// A level to reach, of what a metric measures; nothing after reporting.
std::optional<CheckedLevel> CheckTarget(Scope& scope, const syntax::Level& level, const MeasuredType& type, std::string_view what = "target", const Ratio* target = nullptr);
// Metrics calculated from others, in order of dependence; after all metrics with items of their own.
void CheckDerived(Scope& scope, const syntax::Metric& metric, Span span);
// The dimension that `for each NAME` means for a metric, in every event that it comes from; nothing after reporting.
std::optional<std::string> CheckGroupOf(Scope& scope, const CheckedMetric& metric, const syntax::Identifier& name);
// Whether a calculated metric can be measured at this scope; false after reporting. `period_known` false: for any period.
bool CheckDerivedScope(Scope& scope, const CheckedMetric& metric, const std::optional<std::string>& group, const Period& period, Span span, bool period_known = true);
// Calculated metrics that nothing measures are reported all together, each calendar month.
void CheckUnmeasuredDerived(Scope& scope);
// After all metrics.
void CheckDesignFacts(Scope& scope, const syntax::Metric& metric);
// Whether an obligation is measured for the periods and groups that a charge is paid for; false after reporting at `span`.
bool CheckChargeScope(Scope& scope, const CheckedCharge& charge, Span span, const CheckedObligation& obligation);
void CheckObligation(Scope& scope, const syntax::Obligation& obligation, Span span);

CheckedField FieldOf(std::string name, TypeKind kind, Span span);
// Types of enumerations point to the values of their field: both keep that true.
void AddField(CheckedEvent& event, CheckedField field);
std::uint32_t AddEvent(Scope& scope, CheckedEvent event);
// The fields of an event, a timeline or a case, after those it has already.
void CheckFields(Scope& scope, const std::vector<syntax::EventField>& fields, CheckedEvent& checked);
// How the groups of a dimension come to exist.
void CheckGroups(Scope& scope, const syntax::Groups& groups, Span span, CheckedField& checked);
// `30 minutes`: elapsed time in microseconds; nothing after reporting.
std::optional<std::int64_t> CheckElapsed(Scope& scope, const syntax::Quantity& quantity);

// What places an item: a point in time, or the start of a date; poison after reporting anything else.
void MakeMoment(Scope& scope, TypedExpression& by);
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
