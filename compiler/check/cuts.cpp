#include "compiler/check/cuts.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/joint.h"
#include "runtime/time/periods.h"

namespace slate::check {
namespace {

// An amendment that begins or ends on the day, and something that is another thing from then on.
struct Cause {
  Amended::Amendment* by = nullptr;
  bool ends = false;
  std::string what;
};

std::vector<Cause> CausesOf(Scope& scope, Date day, const std::map<std::string, std::int64_t, std::less<>>& before) {
  std::vector<Cause> causes;
  for (const auto& [name, amendment] : scope.amended.asked) {
    const auto found = before.find(name);
    const std::int64_t other = found == before.end() ? 0 : found->second;
    if (other == amendment) continue;
    for (Amended::Amendment& one : scope.amended.all) {
      const bool begins_here = one.number == amendment && one.from == day, ends_here = one.number == other && Date{one.last.days + 1} == day;
      if (begins_here || ends_here) causes.push_back({&one, ends_here, name});
    }
  }
  return causes;
}

// Of a period that the term cuts nothing is measured: there is nothing to split.
bool IsLeftOut(const Scope& scope, const Period& period, Date day) {
  const CheckedContract& contract = scope.contract;
  return contract.partial_periods == PartialPeriods::ignored && (PeriodStart(period, day) < contract.term_first || contract.term_last.days + 1 < NextPeriod(period, day).days);
}

// A calculated metric that counts whole periods back, among what a metric is made of; null: none.
const CheckedMetric* CountsPeriodsBack(const CheckedContract& contract, std::uint32_t index) {
  const CheckedMetric& metric = contract.metrics[index];
  if (!metric.derivation) return nullptr;
  const DerivationKind kind = metric.derivation->kind;
  if (kind == DerivationKind::over_last || kind == DerivationKind::mean_over_last || kind == DerivationKind::change) return &metric;
  for (const std::uint32_t operand : metric.derivation->operands) {
    if (const CheckedMetric* found = CountsPeriodsBack(contract, operand)) return found;
  }
  return nullptr;
}

class CheckingSplits {
 public:
  explicit CheckingSplits(Scope& scope) : scope_(scope), contract_(scope.contract) {}

  void Run() {
    for (const CheckedObligation& obligation : contract_.obligations) Calculated(obligation);
    for (const CheckedStacking& stacking : contract_.stackings) {
      for (const std::uint32_t one : stacking.obligations) Together(contract_.obligations[one], contract_.obligations[stacking.obligations.front()], stacking.clause, "stacks their credits");
    }
    for (const CheckedPool& pool : contract_.pools) {
      const CheckedObligation* first = nullptr;
      for (const CheckedPool::Member& member : pool.members) {
        if (!member.index) continue;
        const CheckedObligation& obligation = contract_.obligations[*member.index];
        if (first == nullptr) first = &obligation;
        Together(obligation, *first, pool.clause, "lets their credits share what is at risk");
      }
    }
    for (const CheckedObligation& obligation : contract_.obligations) {
      for (const CheckedRelief& relief : obligation.relief) {
        const auto by = [&](const CheckedObligation& other) { return !relief.to_the_extent && other.name == relief.by; };
        const auto other = std::find_if(contract_.obligations.begin(), contract_.obligations.end(), by);
        if (other != contract_.obligations.end()) Together(obligation, *other, obligation.clause, "relieves one when the other is missed");
      }
    }
    if (scope_.diagnostics.HasErrors()) return;  // what is cut may not be known
    for (const Amended::Amendment& amendment : scope_.amended.all) {
      if (!amendment.split || amendment.cuts) continue;
      scope_.Report(DiagnosticKind::dead_decision, *amendment.split, fmt::format("amendment {} splits no period: nothing that it changes settles one that it begins or ends inside of", amendment.number))
          .help = "take `, split the period` out; what measures items goes by a moment of each item, and needs no split";
    }
  }

 private:
  void Calculated(const CheckedObligation& obligation) {
    if (obligation.splits.empty()) return;
    std::vector<std::uint32_t> metrics{obligation.metric};
    for (const CheckedGuard& guard : obligation.guards) metrics.push_back(guard.metric);
    for (const CheckedRelief& relief : obligation.relief) {
      if (relief.to_the_extent) metrics.push_back(relief.metric);
    }
    for (const std::uint32_t metric : metrics) {
      const CheckedMetric* counting = CountsPeriodsBack(contract_, metric);
      if (counting == nullptr) continue;
      const InClause citing(scope_, obligation.clause);
      Refuse(obligation, obligation.splits.front(), fmt::format("`{}` is calculated from one period and those before it, which the parts of one are not", counting->name));
      return;
    }
  }

  // Period by period, so both have the same ones.
  void Together(const CheckedObligation& one, const CheckedObligation& other, const std::string& clause, std::string_view why) {
    if (one.period != other.period || one.splits == other.splits) return;  // other periods are told elsewhere
    std::vector<Date> days;
    std::set_symmetric_difference(one.splits.begin(), one.splits.end(), other.splits.begin(), other.splits.end(), std::back_inserter(days));
    const bool first = std::binary_search(one.splits.begin(), one.splits.end(), days.front());
    const CheckedObligation &split = first ? one : other, &whole = first ? other : one;
    const InClause citing(scope_, clause);
    Refuse(split, days.front(), fmt::format("that of `{}` stays whole, and clause {} {} period by period", whole.name, clause, why));
  }

  void Refuse(const CheckedObligation& obligation, Date day, const std::string& why) {
    for (const Amended::Amendment& amendment : scope_.amended.all) {
      if (!amendment.split || (amendment.from != day && amendment.last.days + 1 != day.days)) continue;
      const Period& period = obligation.period;
      const bool ends = amendment.from != day;
      const std::string_view word = ends ? "until" : "from";
      scope_.Report(DiagnosticKind::amendment_cuts_period, *amendment.split,
                    fmt::format("amendment {} splits {} {} of `{}`, but {}", amendment.number, PeriodWords(period), PeriodName(period, day), obligation.name, why))
          .help = fmt::format("let it {} with whole periods: write `{} {}` or `{} {}`", ends ? "end" : "begin", word, ToString(PeriodStart(period, day)), word, ToString(NextPeriod(period, day)));
      return;
    }
  }

  Scope& scope_;
  const CheckedContract& contract_;
};

}  // namespace

void CutPeriod(Scope& scope, CheckedObligation& obligation, Date day, const std::map<std::string, std::int64_t, std::less<>>& before) {
  const std::vector<Cause> causes = CausesOf(scope, day, before);
  if (causes.empty()) return;
  const auto& [by, ends, what] = causes.back();
  const Period& period = obligation.period;
  const std::string changed = fmt::format("amendment {} {} {} on {}", by->number, ends ? "ceases to change" : "changes",
                                          what == "target" ? fmt::format("the target of `{}`", obligation.name) : fmt::format("`{}`, by which `{}` settles,", what, obligation.name), ToString(day));
  if (period.kind == PeriodKind::rolling) {
    for (const Cause& cause : causes) cause.by->cuts = true;
    scope.Report(DiagnosticKind::amendment_cuts_period, by->effect, fmt::format("{}, and each of its windows of {} days that holds that day lies before it and after it", changed, period.length))
        .help = "measure the obligation over periods that do not overlap, such as each `calendar month`, to amend it";
    return;
  }
  bool split = false;
  for (const Cause& cause : causes) {
    if (!cause.by->split) continue;
    cause.by->cuts = split = true;
  }
  if (split) {
    if (!IsLeftOut(scope, period, day)) obligation.splits.push_back(day);
    return;
  }
  const Date start = PeriodStart(period, day), next = NextPeriod(period, day);
  const std::string_view word = ends ? "until" : "from";
  scope.Report(DiagnosticKind::amendment_cuts_period, by->effect, fmt::format("{}, inside {} {}", changed, PeriodWords(period), PeriodName(period, start)))
      .help = fmt::format("what settles a period holds for all of it: write `{} {}` or `{} {}`; or write `, split the period` behind it,\n"
                          "to settle the days before and the days from then on by themselves", word, ToString(start), word, ToString(next));
}

void CheckSplits(Scope& scope) { CheckingSplits(scope).Run(); }

std::vector<std::string> PartNames(const CheckedContract& contract, const Period& period, const std::vector<Date>& splits, Date day) {
  PeriodGrid grid;
  grid.period = period;
  grid.splits = splits;
  const Date after_term{contract.term_last.days + 1}, end = std::min(NextPeriod(period, day), after_term);
  std::vector<std::string> names;
  for (Date at = std::max(PeriodStart(period, day), contract.term_first); at < end; at = grid.NextAfter(at)) names.push_back(PieceName(at, std::min(grid.NextAfter(at), after_term)));
  return names;
}

}  // namespace slate::check
