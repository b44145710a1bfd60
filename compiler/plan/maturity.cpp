#include "compiler/plan/maturity.h"

#include <algorithm>
#include <set>

#include "compiler/check/distance.h"
#include "compiler/check/pieces.h"

namespace slate::plan {
namespace {

using check::TypedExpression;
using check::TypedOp;
using check::TypeKind;

TypedExpression Truth(bool value, Span span) {
  TypedExpression e = check::Condition(TypedOp::constant, span, {});
  e.value = value ? 1 : 0;
  return e;
}
TypedExpression True(Span span) { return Truth(true, span); }
TypedExpression Not(TypedExpression e) {
  const Span span = e.span;
  return check::Condition(TypedOp::logical_not, span, {std::move(e)});
}
TypedExpression And(TypedExpression a, TypedExpression b) {
  const Span span = a.span;
  return check::Condition(TypedOp::logical_and, span, {std::move(a), std::move(b)});
}
TypedExpression Or(TypedExpression a, TypedExpression b) {
  const Span span = a.span;
  return check::Condition(TypedOp::logical_or, span, {std::move(a), std::move(b)});
}

// What a condition may still come to.
struct Outcomes {
  TypedExpression may_hold, may_fail;
};

class Maturity {
 public:
  // `final`: only clocks are asked.
  Maturity(const check::CheckedEvent& event, Instant known, bool final = false) : event_(event), known_(known), final_(final) {}

  bool DependsOnMissing(const TypedExpression& e) const { return !MissingFields(e).empty(); }

  // Whether a condition can still come out either way, or a value change.
  TypedExpression OpenCondition(const TypedExpression& e) const {
    if (!DependsOnMissing(e)) return Truth(false, e.span);
    Outcomes outcomes = Of(e);
    return And(std::move(outcomes.may_hold), std::move(outcomes.may_fail));
  }
  TypedExpression OpenValue(const TypedExpression& e) const { return DependsOnMissing(e) ? Not(AllRecorded(MissingFields(e), e.span)) : Truth(false, e.span); }

  // What must be recorded for a value to be one at all: what `otherwise` stands in for need not be.
  TypedExpression Placed(const TypedExpression& by) const {
    if (final_) return True(by.span);
    std::set<std::uint32_t> fields;
    CollectWithoutSubstitute(by, fields);
    return fields.empty() ? True(by.span) : AllRecorded(fields, by.span);
  }

  Outcomes Of(const TypedExpression& e) const {
    if (!DependsOnMissing(e)) return {e, Not(e)};
    switch (e.op) {
      case TypedOp::logical_and: {
        Outcomes a = Of(e.operands[0]), b = Of(e.operands[1]);
        return {And(std::move(a.may_hold), std::move(b.may_hold)), Or(std::move(a.may_fail), std::move(b.may_fail))};
      }
      case TypedOp::logical_or: {
        Outcomes a = Of(e.operands[0]), b = Of(e.operands[1]);
        return {Or(std::move(a.may_hold), std::move(b.may_hold)), And(std::move(a.may_fail), std::move(b.may_fail))};
      }
      case TypedOp::logical_not: {
        Outcomes inner = Of(e.operands[0]);
        return {std::move(inner.may_fail), std::move(inner.may_hold)};
      }
      case TypedOp::recorded: return {True(e.span), Not(e)};
      case TypedOp::less:
      case TypedOp::less_equal: return Comparison(e);
      default: return Unknown(e, True(e.span), True(e.span));
    }
  }

 private:
  std::set<std::uint32_t> MissingFields(const TypedExpression& e) const {
    std::set<std::uint32_t> fields;
    const bool of_field = e.op == TypedOp::field || e.op == TypedOp::recorded;
    if (of_field && ((event_.fields[e.field].type.optional && !final_) || event_.fields[e.field].open_while)) fields.insert(e.field);
    for (const TypedExpression& operand : e.operands) fields.merge(MissingFields(operand));
    return fields;
  }

  void CollectWithoutSubstitute(const TypedExpression& e, std::set<std::uint32_t>& fields) const {
    if (e.op == TypedOp::field && event_.fields[e.field].type.optional) fields.insert(e.field);
    for (std::size_t i = e.op == TypedOp::otherwise ? 1 : 0; i < e.operands.size(); ++i) CollectWithoutSubstitute(e.operands[i], fields);
  }

  TypedExpression AllRecorded(const std::set<std::uint32_t>& fields, Span span) const {
    std::optional<TypedExpression> all;
    for (const std::uint32_t field : fields) {
      const auto& open_while = event_.fields[field].open_while;
      TypedExpression one = check::Condition(open_while ? TypedOp::field : TypedOp::recorded, span, {});
      one.field = open_while.value_or(field);
      if (open_while) one = Not(std::move(one));
      all = all ? And(std::move(*all), std::move(one)) : std::move(one);
    }
    return *all;
  }

  // As it is where everything is recorded, else as given.
  Outcomes Unknown(const TypedExpression& e, TypedExpression may_hold, TypedExpression may_fail) const {
    const TypedExpression recorded = AllRecorded(MissingFields(e), e.span);
    return {Or(And(recorded, e), And(Not(recorded), std::move(may_hold))), Or(And(recorded, Not(e)), And(Not(recorded), std::move(may_fail)))};
  }

  // Whether the value grows with one optional instant, and rests on no other missing field.
  bool GrowsWithOneInstant(const TypedExpression& e) const {
    if (e.op == TypedOp::field) return event_.fields[e.field].type.optional && e.type.kind == TypeKind::instant;
    // More business time has passed until a later moment.
    const bool between = e.op == TypedOp::business_time_between || e.op == TypedOp::business_days_between;
    if (between) return GrowsWithOneInstant(e.operands[1]) && !DependsOnMissing(e.operands[0]);
    const bool sum = e.op == TypedOp::add_business_time || e.op == TypedOp::add || e.op == TypedOp::subtract || e.op == TypedOp::add_days || e.op == TypedOp::add_months;
    if (!sum) return false;
    if (GrowsWithOneInstant(e.operands[0])) return !DependsOnMissing(e.operands[1]);
    return e.op == TypedOp::add && GrowsWithOneInstant(e.operands[1]) && !DependsOnMissing(e.operands[0]);
  }

  // The earliest it can still be: its instant replaced by the knowledge time.
  TypedExpression Earliest(const TypedExpression& e) const {
    if (!DependsOnMissing(e)) return e;
    if (e.op == TypedOp::field) {
      TypedExpression now = e;
      now.op = TypedOp::constant;
      now.value = known_.micros;
      return now;
    }
    TypedExpression result = e;
    for (TypedExpression& operand : result.operands) operand = Earliest(operand);
    return result;
  }

  // A deadline may count from a moment that itself need not be recorded: until it is, anything may come of it.
  TypedExpression OnceRecorded(const TypedExpression& deadline, TypedExpression outcome) const {
    if (!DependsOnMissing(deadline)) return outcome;
    const TypedExpression recorded = AllRecorded(MissingFields(deadline), deadline.span);
    return Or(Not(recorded), And(recorded, std::move(outcome)));
  }

  Outcomes Comparison(const TypedExpression& e) const {
    const TypedExpression &left = e.operands[0], &right = e.operands[1];
    TypedExpression at_earliest = e;
    if (GrowsWithOneInstant(left)) {
      at_earliest.operands[0] = Earliest(left);
      return Unknown(e, OnceRecorded(right, std::move(at_earliest)), True(e.span));
    }
    if (GrowsWithOneInstant(right)) {
      at_earliest.operands[1] = Earliest(right);
      return Unknown(e, True(e.span), OnceRecorded(left, Not(std::move(at_earliest))));
    }
    return Unknown(e, True(e.span), True(e.span));
  }

  const check::CheckedEvent& event_;
  Instant known_;
  bool final_ = false;
};

std::optional<std::int64_t> Offset(const TypedExpression& e, const TypedExpression& by, const TypedExpression& within, const check::CheckedContract& contract);

// How far a field can lie behind `by` where the whole condition holds: a decision is due after a notice, which itself is due.
std::optional<std::int64_t> Bound(const TypedExpression& e, std::uint32_t field, const TypedExpression& by, const check::CheckedContract& contract) {
  if (e.op == TypedOp::logical_and) {
    const auto left = Bound(e.operands[0], field, by, contract);
    return left ? left : Bound(e.operands[1], field, by, contract);
  }
  const bool bounded = (e.op == TypedOp::less || e.op == TypedOp::less_equal) && e.operands[0].op == TypedOp::field && e.operands[0].field == field;
  return bounded ? Offset(e.operands[1], by, by, contract) : std::nullopt;
}

// How far an instant lies behind `by`; nothing where it is no such sum. `within`: the condition it stands in.
std::optional<std::int64_t> Offset(const TypedExpression& e, const TypedExpression& by, const TypedExpression& within, const check::CheckedContract& contract) {
  if (e.op == TypedOp::field) return by.op == TypedOp::field && by.field == e.field ? std::optional<std::int64_t>(0) : Bound(within, e.field, by, contract);
  if (e.op == TypedOp::choose) {
    const auto now = Offset(e.operands[1], by, within, contract), before = Offset(e.operands[2], by, within, contract);
    return now && before ? std::optional(std::max(*now, *before)) : std::nullopt;
  }
  if (e.operands.size() != 2) return std::nullopt;
  const auto start = Offset(e.operands[0], by, within, contract);
  const auto range = check::ConstantsOf(e.operands[1]);
  if (!start || !range) return std::nullopt;
  const std::int64_t more = e.op == TypedOp::subtract ? range->least : range->most;
  constexpr std::int64_t kLongDay = 25 * 3600 * kMicrosPerSecond;
  constexpr std::int64_t kMost = 100'000;  // days; beyond that no grace suffices anyway
  switch (e.op) {
    case TypedOp::add: return *start + more;
    case TypedOp::subtract: return *start - more;
    case TypedOp::add_days: return *start + std::min(more, kMost) * kLongDay;
    case TypedOp::add_months: return *start + std::min(more, kMost / 31) * 31 * kLongDay;
    case TypedOp::add_business_time: return *start + contract.calendars[e.place].hours->LongestOpen(more, contract.term_first, contract.term_last);
    case TypedOp::add_business_days: return *start + contract.calendars[e.place].hours->LongestDays(more, contract.term_first, contract.term_last);
    default: return std::nullopt;
  }
}

std::int64_t LongestIn(const TypedExpression& condition, const TypedExpression& whole, const check::CheckedMetric& metric, const check::CheckedContract& contract) {
  std::int64_t longest = 0;
  for (const TypedExpression& operand : condition.operands) longest = std::max(longest, LongestIn(operand, whole, metric, contract));
  if (condition.op != TypedOp::less && condition.op != TypedOp::less_equal) return longest;
  const Maturity maturity(contract.events[metric.event], {});
  for (int side = 0; side < 2; ++side) {
    const auto deadline = Offset(condition.operands[1 - side], metric.by, whole, contract);
    if (deadline && maturity.DependsOnMissing(condition.operands[side])) longest = std::max(longest, *deadline);
  }
  return longest;
}

// Every condition that says what becomes of an item, in the order in which they are asked.
std::vector<const TypedExpression*> ConditionsOf(const check::CheckedMetric& metric) {
  std::vector<const TypedExpression*> conditions;
  if (metric.where) conditions.push_back(&*metric.where);
  for (const check::CheckedExclusion& exclusion : metric.exclusions) conditions.push_back(&exclusion.when);
  if (metric.numerator) conditions.push_back(&*metric.numerator);
  return conditions;
}

std::optional<TypedExpression> UndecidedBy(const Maturity& maturity, const check::CheckedMetric& metric, const check::CheckedEvent& event, std::optional<std::uint32_t> group) {
  const std::vector<const TypedExpression*> conditions = ConditionsOf(metric);
  const bool by_missing_group = group && event.fields[*group].type.optional;
  bool depends = by_missing_group || maturity.DependsOnMissing(metric.by) || (metric.value && maturity.DependsOnMissing(*metric.value));
  for (const TypedExpression* condition : conditions) depends = depends || maturity.DependsOnMissing(*condition);
  if (!depends) return std::nullopt;
  // From the last question to the first: an item is open at a question, or comes through it and is open later.
  TypedExpression open = metric.numerator ? maturity.OpenCondition(*metric.numerator) : Truth(false, metric.span);
  if (metric.value) open = Or(std::move(open), maturity.OpenValue(*metric.value));
  for (std::size_t i = metric.exclusions.size(); i-- > 0;) {
    const TypedExpression& when = metric.exclusions[i].when;
    open = Or(maturity.OpenCondition(when), And(maturity.Of(when).may_fail, std::move(open)));
  }
  open = Or(std::move(open), maturity.OpenValue(metric.by));
  TypedExpression grouped = check::Condition(TypedOp::recorded, metric.span, {});
  grouped.field = group.value_or(0);
  // Where `where` asks for the group's field, a record without it is in no group, whatever `otherwise` says.
  const bool moves = by_missing_group && event.fields[*group].otherwise && !metric.selected_with.contains(*group);
  if (moves) open = Or(std::move(open), Not(grouped));
  if (metric.where) open = Or(maturity.OpenCondition(*metric.where), And(maturity.Of(*metric.where).may_hold, std::move(open)));
  open = And(maturity.Placed(metric.by), std::move(open));
  return by_missing_group && !moves ? And(std::move(grouped), std::move(open)) : open;
}

// --- clocks --------------------------------------------------------------------------------------------------------

// A moment more than the time itself: what is used up at closing passes at the next opening.
std::int64_t LongestElapsed(const measure::TimeAmount& amount, std::int64_t more, const check::CheckedContract& contract) {
  if (amount.calendar == nullptr) return amount.micros + more;
  return amount.calendar->LongestOpen(amount.micros + more + 1, contract.term_first, contract.term_last);
}

std::int64_t LongestWindow(const check::CheckedCase& one, const measure::ClockRules& rules, const check::CheckedContract& contract) {
  if (!one.rules.reopening || !rules.resumes) return 0;
  const measure::Reopening& reopening = *one.rules.reopening;
  return reopening.business_days ? reopening.within.calendar->LongestDays(reopening.days, contract.term_first, contract.term_last)
                                 : LongestElapsed(reopening.within, 0, contract);
}

// How long after its start a clock is decided at the latest.
std::optional<std::int64_t> LongestRun(const measure::ClockRules& rules, const check::CheckedContract& contract) {
  if (rules.begin || rules.resumes || rules.change == measure::ClassChange::restart) return std::nullopt;
  std::int64_t paused = 0, longest = 0;
  for (const measure::ClockPause& pause : rules.pauses) {
    if (!pause.at_most) return std::nullopt;
    paused += LongestElapsed(*pause.at_most, 0, contract);
  }
  for (const measure::ClockLimit& limit : rules.limits) longest = std::max(longest, LongestElapsed(limit.most, paused, contract));
  return longest;
}

void FieldsOf(const TypedExpression& e, std::set<std::uint32_t>& fields) {
  if (e.op == TypedOp::field) fields.insert(e.field);
  for (const TypedExpression& operand : e.operands) FieldsOf(operand, fields);
}

// Of what the metric asks of clocks; nothing where one of them may run for any time after the moment that places the case.
std::optional<std::int64_t> LongestClock(const check::CheckedMetric& metric, const check::CheckedContract& contract) {
  const check::CheckedEvent& rows = contract.events[metric.event];
  if (rows.folded != check::Folded::cases) return 0;
  const check::CheckedCase& one = contract.cases[rows.folded_from];
  std::set<std::uint32_t> fields;
  FieldsOf(metric.by, fields);
  for (const TypedExpression* condition : ConditionsOf(metric)) FieldsOf(*condition, fields);
  if (metric.value) FieldsOf(*metric.value, fields);
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < one.clocks.size(); ++i) {
    const std::uint32_t kept = one.clocks[i].first_field, decided = kept + 1, elapsed = kept + 2;
    if (fields.contains(elapsed)) return std::nullopt;
    if (!fields.contains(kept) && !fields.contains(decided)) continue;
    std::optional<std::int64_t> own;
    if (metric.by.op == TypedOp::field && metric.by.field == decided) own = LongestWindow(one, one.rules.clocks[i], contract);
    else if (metric.by.op == TypedOp::field && metric.by.field == one.carried.size() + one.rules.clocks[i].start) own = LongestRun(one.rules.clocks[i], contract);
    if (!own) return std::nullopt;
    longest = std::max(longest, *own);
  }
  return longest;
}

}  // namespace

std::optional<TypedExpression> Undecided(const check::CheckedMetric& metric, const check::CheckedEvent& event, std::optional<std::uint32_t> group, Instant known) {
  if (event.folded == check::Folded::buckets) return check::FieldValue(event, check::IndexOf(event, check::BucketField::undecided), metric.span);
  return UndecidedBy(Maturity(event, known), metric, event, group);
}

std::optional<TypedExpression> UndecidedByClocks(const check::CheckedMetric& metric, const check::CheckedEvent& event) {
  return UndecidedBy(Maturity(event, {}, true), metric, event, std::nullopt);
}

std::optional<std::int64_t> LongestDeadline(const check::CheckedMetric& metric, const check::CheckedContract& contract) {
  std::optional<std::int64_t> longest = LongestClock(metric, contract);
  const check::CheckedEvent& rows = contract.events[metric.event];
  if (longest && rows.folded == check::Folded::timeline_pieces) {
    // A decision on time that is left out comes some time after a notice that comes some time before it.
    for (const check::CheckedTimeExclusion& exclusion : contract.timelines[rows.folded_from].exclusions) {
      if (exclusion.decision) longest = std::max(*longest, *exclusion.decision - exclusion.notice.value_or(0));
    }
  }
  for (const TypedExpression* condition : ConditionsOf(metric)) {
    if (longest) longest = std::max(*longest, LongestIn(*condition, *condition, metric, contract));
  }
  return longest;
}

}  // namespace slate::plan
