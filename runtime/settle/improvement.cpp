#include "runtime/settle/improvement.h"

#include <algorithm>

namespace slate::settle {
namespace {

// What is due by a day is late from the day after.
Instant EndOf(Date by, const Clockwork& clock) {
  return clock.zone->StartOf(Date{by.days + 1});
}

std::optional<Told> ToldOf(const ImprovementTerms& terms, Date by, std::string_view action, const Acts& acts,
                           const Clockwork& clock) {
  if (terms.to.empty()) return std::nullopt;
  return Told{terms.to, DeadlineAfterPeriod(Date{by.days + 1}, terms.within, *clock.zone),
              acts.FirstOf({.kind = ActKind::acknowledged,
                            .concerns = terms.name,
                            .party = terms.to,
                            .action = action,
                            .must_name_action = false,
                            .from = EndOf(by, clock)})};
}

Improvement::Goal GoalOf(const ImprovementTerms& terms, const std::vector<Row>& values, const Acts& acts,
                         const Clockwork& clock, const std::function<bool(const abi::Value&)>& reaches) {
  Improvement::Goal goal;
  goal.terms = *terms.goal;
  const Row* last = nullptr;
  for (const Row& row : values) {
    if (row.end_day.days > goal.terms.by.days + 1 || clock.as_of < clock.zone->StartOf(row.end_day)) continue;
    if (last == nullptr || last->end_day < row.end_day) last = &row;
  }
  if (last != nullptr) {
    goal.period = last->period;
    goal.status = last->status;
    goal.value = last->value;
    goal.exact = last->exact;
  }
  if (clock.as_of < EndOf(goal.terms.by, clock)) return goal;
  goal.state = !goal.value ? GoalState::no_data : reaches(*goal.value) ? GoalState::reached : GoalState::missed;
  if (goal.state == GoalState::missed) goal.told = ToldOf(terms, goal.terms.by, "", acts, clock);
  return goal;
}

Improvement::Action ActionOf(const ImprovementTerms& terms, const ImprovementTerms::Action& action, const Acts& acts,
                             const Clockwork& clock) {
  const auto of_party =
      std::count_if(terms.actions.begin(), terms.actions.end(),
                    [&](const ImprovementTerms::Action& other) { return other.party == action.party; });
  Improvement::Action result;
  result.terms = action;
  result.done = acts.FirstOf({.kind = ActKind::completed,
                              .concerns = terms.name,
                              .party = action.party,
                              .action = action.text,
                              .must_name_action = of_party > 1,
                              .from = {INT64_MIN}});
  const Instant end = EndOf(action.by, clock);
  if (result.done)
    result.state = *result.done < end ? ActionState::done : ActionState::done_late;
  else
    result.state = clock.as_of < end ? ActionState::open : ActionState::overdue;
  if (result.state == ActionState::overdue || result.state == ActionState::done_late)
    result.told = ToldOf(terms, action.by, action.text, acts, clock);
  return result;
}

// A credit counts once nothing of it can be earned back any more; what was earned back does not.
Improvement::Funded FundedBy(const ImprovementTerms& terms, const std::vector<Row>& rows, std::string& problem) {
  Exact credits;
  for (const Row& row : rows) {
    if (std::find(terms.credits_of.begin(), terms.credits_of.end(), row.obligation) == terms.credits_of.end()) continue;
    const bool open = row.earn_back && row.earn_back->state == EarnBackState::open;
    if (row.credit && !open) credits = credits + Exact(*row.credit);
    credits = credits - Exact(EarnedBackIn(row));
  }
  Improvement::Funded funded{terms.funded_text, 0, 0};
  const auto sum = credits.Round(RoundingMode::down);
  const auto amount = (credits * Exact(terms.funded->numerator, terms.funded->denominator)).Round(RoundingMode::down);
  if (!sum || !amount) problem = "the credits that fund it do not fit 127 bits";
  funded.credits = sum.value_or(0);
  funded.amount = amount.value_or(0);
  return funded;
}

}  // namespace

Improvement ImprovementOf(const ImprovementTerms& terms, const std::vector<Row>& values, const std::vector<Row>& rows,
                          const Acts& acts, const Clockwork& clock,
                          const std::function<bool(const abi::Value&)>& reaches) {
  Improvement improvement;
  improvement.name = terms.name;
  improvement.title = terms.title;
  improvement.clause = terms.clause;
  improvement.owner = terms.owner;
  if (terms.goal) improvement.goal = GoalOf(terms, values, acts, clock, reaches);
  for (const ImprovementTerms::Action& action : terms.actions)
    improvement.actions.push_back(ActionOf(terms, action, acts, clock));
  if (terms.funded) improvement.funded = FundedBy(terms, rows, improvement.problem);
  return improvement;
}

}  // namespace slate::settle
