#include "compiler/plan/maturity.h"

#include <algorithm>
#include <set>

namespace slate::plan {
namespace {

using check::TypedExpression;
using check::TypedOp;
using check::TypeKind;

TypedExpression Boolean(TypedOp op, Span span, std::vector<TypedExpression> operands) {
  TypedExpression e;
  e.op = op;
  e.type.kind = TypeKind::boolean;
  e.span = span;
  e.operands = std::move(operands);
  return e;
}

TypedExpression True(Span span) {
  TypedExpression e = Boolean(TypedOp::constant, span, {});
  e.value = 1;
  return e;
}
TypedExpression Not(TypedExpression e) {
  const Span span = e.span;
  return Boolean(TypedOp::logical_not, span, {std::move(e)});
}
TypedExpression And(TypedExpression a, TypedExpression b) {
  const Span span = a.span;
  return Boolean(TypedOp::logical_and, span, {std::move(a), std::move(b)});
}
TypedExpression Or(TypedExpression a, TypedExpression b) {
  const Span span = a.span;
  return Boolean(TypedOp::logical_or, span, {std::move(a), std::move(b)});
}

// What a condition may still come to.
struct Outcomes {
  TypedExpression may_hold, may_fail;
};

class Maturity {
 public:
  Maturity(const check::CheckedEvent& event, Instant known) : event_(event), known_(known) {}

  bool DependsOnMissing(const TypedExpression& e) const { return !MissingFields(e).empty(); }

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
    if ((e.op == TypedOp::field || e.op == TypedOp::recorded) && event_.fields[e.field].type.optional) fields.insert(e.field);
    for (const TypedExpression& operand : e.operands) fields.merge(MissingFields(operand));
    return fields;
  }

  TypedExpression AllRecorded(const TypedExpression& e) const {
    std::optional<TypedExpression> all;
    for (const std::uint32_t field : MissingFields(e)) {
      TypedExpression one = Boolean(TypedOp::recorded, e.span, {});
      one.field = field;
      all = all ? And(std::move(*all), std::move(one)) : std::move(one);
    }
    return *all;
  }

  // As it is where everything is recorded, else as given.
  Outcomes Unknown(const TypedExpression& e, TypedExpression may_hold, TypedExpression may_fail) const {
    const TypedExpression recorded = AllRecorded(e);
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

  Outcomes Comparison(const TypedExpression& e) const {
    const TypedExpression &left = e.operands[0], &right = e.operands[1];
    TypedExpression at_earliest = e;
    if (GrowsWithOneInstant(left) && !DependsOnMissing(right)) {
      at_earliest.operands[0] = Earliest(left);
      return Unknown(e, std::move(at_earliest), True(e.span));
    }
    if (GrowsWithOneInstant(right) && !DependsOnMissing(left)) {
      at_earliest.operands[1] = Earliest(right);
      return Unknown(e, True(e.span), Not(std::move(at_earliest)));
    }
    return Unknown(e, True(e.span), True(e.span));
  }

  const check::CheckedEvent& event_;
  Instant known_;
};

std::optional<std::int64_t> Constant(const TypedExpression& e) {
  if (e.op == TypedOp::constant) return e.value;
  if (e.operands.size() != 2) return std::nullopt;
  const auto left = Constant(e.operands[0]), right = Constant(e.operands[1]);
  if (!left || !right) return std::nullopt;
  std::int64_t result = 0;
  const bool overflow = e.op == TypedOp::add        ? __builtin_add_overflow(*left, *right, &result)
                        : e.op == TypedOp::subtract ? __builtin_sub_overflow(*left, *right, &result)
                        : e.op == TypedOp::multiply ? __builtin_mul_overflow(*left, *right, &result)
                                                    : true;
  return overflow ? std::nullopt : std::optional(result);
}

// How far an instant lies behind `by`; nothing where it is no such sum.
std::optional<std::int64_t> Offset(const TypedExpression& e, const TypedExpression& by, const check::CheckedContract& contract) {
  if (e.op == TypedOp::field) return by.op == TypedOp::field && by.field == e.field ? std::optional<std::int64_t>(0) : std::nullopt;
  if (e.operands.size() != 2) return std::nullopt;
  const auto start = Offset(e.operands[0], by, contract);
  const auto more = Constant(e.operands[1]);
  if (!start || !more) return std::nullopt;
  constexpr std::int64_t kLongDay = 25 * 3600 * kMicrosPerSecond;
  constexpr std::int64_t kMost = 100'000;  // days; beyond that no grace suffices anyway
  switch (e.op) {
    case TypedOp::add: return *start + *more;
    case TypedOp::subtract: return *start - *more;
    case TypedOp::add_days: return *start + std::min(*more, kMost) * kLongDay;
    case TypedOp::add_months: return *start + std::min(*more, kMost / 31) * 31 * kLongDay;
    case TypedOp::add_business_time: return *start + contract.calendars[e.place].hours->LongestOpen(*more, contract.term_first, contract.term_last);
    case TypedOp::add_business_days: return *start + contract.calendars[e.place].hours->LongestDays(*more, contract.term_first, contract.term_last);
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<TypedExpression> Undecided(const TypedExpression& condition, const check::CheckedEvent& event, Instant known) {
  const Maturity maturity(event, known);
  if (!maturity.DependsOnMissing(condition)) return std::nullopt;
  Outcomes outcomes = maturity.Of(condition);
  return And(std::move(outcomes.may_hold), std::move(outcomes.may_fail));
}

std::int64_t LongestDeadline(const TypedExpression& condition, const TypedExpression& by, const check::CheckedContract& contract, std::uint32_t event) {
  std::int64_t longest = 0;
  for (const TypedExpression& operand : condition.operands) longest = std::max(longest, LongestDeadline(operand, by, contract, event));
  if (condition.op != TypedOp::less && condition.op != TypedOp::less_equal) return longest;
  const Maturity maturity(contract.events[event], {});
  for (int side = 0; side < 2; ++side) {
    const auto deadline = Offset(condition.operands[1 - side], by, contract);
    if (deadline && maturity.DependsOnMissing(condition.operands[side])) longest = std::max(longest, *deadline);
  }
  return longest;
}

}  // namespace slate::plan
