// Improvements: what they ask for must be better than what there is, by days of the term, of parties and a metric that
// exist.
#include <algorithm>
#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/governance.h"
#include "compiler/check/literals.h"

namespace slate::check {
namespace {

bool InTerm(Scope& scope, Date by, Span span) {
  const CheckedContract& contract = scope.contract;
  if (contract.term_first <= by && by <= contract.term_last) return true;
  if (contract.term_last.days == 0 || by.days == 0) return false;  // a date that did not read was told
  scope
      .Report(DiagnosticKind::improvement_invalid, span,
              fmt::format("{} is no day of the term, {} through {}", ToString(by), ToString(contract.term_first),
                          ToString(contract.term_last)))
      .help = fmt::format("name a day of the term, such as {}", ToString(contract.term_last));
  return false;
}

// Whether a whole period, or what the term leaves of one, ends by a day.
bool PeriodEndsBy(const CheckedContract& contract, const Period& period, Date by) {
  if (period.kind == PeriodKind::rolling) return by.days - contract.term_first.days + 1 >= period.length;
  const Date end = PeriodStart(period, Date{by.days + 1});
  if (end <= contract.term_first) return false;
  return contract.partial_periods != PartialPeriods::ignored ||
         contract.term_first <= PeriodStart(period, Date{end.days - 1});
}

bool IsBetter(const CheckedLevel& to, const Ratio& from) {
  using enum CheckedLevel::Direction;
  const auto order = Compare(to.level, from);
  return to.direction == at_least || to.direction == more_than ? order > 0 : order < 0;
}

void CheckGoal(Scope& scope, const syntax::ImprovementGoal& source, CheckedImprovement& improvement) {
  const bool in_term = InTerm(scope, source.by, source.by_span);
  Declaration* found = scope.Find(source.metric, NameKind::metric);
  if (found == nullptr || found->index == UINT32_MAX) return;
  const CheckedMetric& metric = scope.contract.metrics[found->index];
  const auto from = CheckLevel(scope, source.from, metric.measured, nullptr);
  const auto to = CheckTarget(scope, source.to, metric.measured);
  if (!CheckDerivedScope(scope, metric, std::nullopt, metric.period, source.metric.span) || !from || !to) return;
  if (!IsBetter(*to, *from)) {
    const bool up =
        to->direction == CheckedLevel::Direction::at_least || to->direction == CheckedLevel::Direction::more_than;
    scope
        .Report(DiagnosticKind::improvement_invalid, source.to.span,
                fmt::format("`{}` is no better than `{}`, from where `{}` starts",
                            OneLine(scope.sources.Text(source.to.span)), OneLine(scope.sources.Text(source.from.span)),
                            metric.name))
        .help = up ? "write a level above it; where less is better, write `at most`"
                   : "write a level below it; where more is better, write `at least`";
    return;
  }
  if (!in_term) return;
  if (!PeriodEndsBy(scope.contract, metric.period, source.by)) {
    scope
        .Report(DiagnosticKind::improvement_invalid, source.by_span,
                fmt::format("no {} of the term ends by {}, so the goal could never be judged",
                            PeriodWords(metric.period), ToString(source.by)))
        .help = fmt::format("`{}` is judged on the last {} that ended by the goal's date: name a later one",
                            metric.name, PeriodWords(metric.period));
    return;
  }
  improvement.goal = CheckedImprovement::Goal{found->index, metric.period, *from,
                                              *to,          source.by,     OneLine(scope.sources.Text(source.span))};
}

void CheckActions(Scope& scope, const syntax::Improvement& source, CheckedImprovement& improvement) {
  for (const syntax::ImprovementAction& action : source.actions) {
    const bool party = scope.Find(action.party, NameKind::party) != nullptr;
    const bool in_term = InTerm(scope, action.by, action.by_span);
    if (action.text.value.find_first_not_of(' ') == std::string::npos) {
      scope.Report(DiagnosticKind::improvement_invalid, action.text.span, "the action does not say what is to be done")
          .help = "write what whoever looks can see was done: `\"Slot planner live\"`";
      continue;
    }
    const auto* first =
        &*std::find_if(source.actions.begin(), source.actions.end(),
                       [&](const syntax::ImprovementAction& other) { return other.text.value == action.text.value; });
    if (first != &action) {
      Diagnostic& problem = scope.Report(DiagnosticKind::duplicate_name, action.text.span,
                                         fmt::format("two actions are called \"{}\"", action.text.value));
      problem.notes.push_back({first->text.span, "the first is here"});
      problem.help = "an act says by these words which action was completed: give each its own";
      continue;
    }
    if (party && in_term) improvement.actions.push_back({action.party.text, action.text.value, action.by});
  }
}

// The outcome that a metric announces.
std::string LeadsTo(const Scope& scope, const std::string& metric) {
  const auto found = scope.names.find(metric);
  const auto* source = found == scope.names.end() || found->second.body == nullptr
                           ? nullptr
                           : std::get_if<syntax::Metric>(found->second.body);
  return source == nullptr || !source->facts.leading_for ? "" : source->facts.leading_for->text;
}

void CheckFunding(Scope& scope, const syntax::Improvement& source, CheckedImprovement& improvement) {
  const syntax::Funding& funding = *source.funded;
  if (!source.goal) {
    scope.Report(DiagnosticKind::improvement_invalid, funding.span, "nothing says which credits fund the improvement")
        .help = "add `metric NAME from LEVEL to at least LEVEL by DATE`: the credits are those of its obligations";
    return;
  }
  const auto share = Divide(FromDecimal(funding.percent), Ratio{100, 1});
  if (!share || share->numerator <= 0 || Compare(*share, Ratio{1, 1}) > 0) {
    scope
        .Report(DiagnosticKind::number_out_of_range, funding.span,
                "what funds an improvement is a share of credits: more than 0%, at most 100%")
        .help = "write `funded by 50% of credits not earned back`";
    return;
  }
  if (!improvement.goal) return;
  const std::string& metric = scope.contract.metrics[improvement.goal->metric].name;
  const std::string outcome = LeadsTo(scope, metric);
  for (const CheckedObligation& obligation : scope.contract.obligations) {
    const std::string& measured = scope.contract.metrics[obligation.metric].name;
    const bool pays =
        !obligation.bands.empty() || std::any_of(obligation.classes.begin(), obligation.classes.end(),
                                                 [](const CheckedClass& one) { return !one.bands.empty(); });
    if (pays && (measured == metric || measured == outcome)) improvement.credits_of.push_back(obligation.name);
  }
  if (improvement.credits_of.empty()) {
    scope
        .Report(DiagnosticKind::dead_decision, funding.span,
                fmt::format("no obligation gives credits on `{}`{}, so nothing would fund the improvement", metric,
                            outcome.empty() ? "" : fmt::format(" or on `{}`, to which it leads", outcome)))
        .help = fmt::format(
        "take `funded by` out, or declare the metric as `leading for` the one whose obligation gives credits");
    return;
  }
  improvement.funded = *share;
  improvement.funded_text = OneLine(scope.sources.Text(funding.span));
}

void CheckOwner(Scope& scope, const syntax::Improvement& source, const syntax::Contract& contract) {
  if (source.owner.text != "both" || scope.names.contains("both")) {
    scope.Find(source.owner, NameKind::party);
  } else if (contract.parties.size() > 2) {
    scope
        .Report(DiagnosticKind::improvement_invalid, source.owner.span,
                fmt::format("`both` means two parties, and this contract has {}", contract.parties.size()))
        .help = fmt::format("name the one that answers for it: `owned by {}`", contract.parties.front().name.text);
  }
}

}  // namespace

void CheckImprovement(Scope& scope, const syntax::Improvement& source, const syntax::Contract& contract) {
  CheckedImprovement improvement;
  improvement.name = source.name.text;
  improvement.title = source.title ? source.title->value : "";
  improvement.clause = scope.clause;
  improvement.owner = source.owner.text;
  improvement.span = source.span;
  CheckOwner(scope, source, contract);
  if (!source.goal && source.actions.empty()) {
    scope
        .Report(DiagnosticKind::improvement_invalid, source.span,
                fmt::format("improvement `{}` asks for nothing", source.name.text))
        .help =
        "say what gets better, `metric NAME from LEVEL to at least LEVEL by DATE`, or who does what, `action PARTY "
        "\"TEXT\" by DATE`";
  }
  if (source.goal) CheckGoal(scope, *source.goal, improvement);
  CheckActions(scope, source, improvement);
  if (source.funded) CheckFunding(scope, source, improvement);
  if (source.if_missed) {
    const auto to = CheckAddressee(scope, source.if_missed->to);
    const auto within = CheckWithin(scope, source.if_missed->within);
    if (to && within) {
      improvement.to = *to;
      improvement.within = *within;
    }
  }
  scope.contract.improvements.push_back(std::move(improvement));
}

}  // namespace slate::check
