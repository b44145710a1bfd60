// What a metric says about itself beside what it measures: whether it is an outcome or an activity, which outcome it leads to, where
// it started, what a miss costs. Nothing is computed from these facts, but they must not contradict the rest of the contract.
#include <fmt/format.h>

#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

void CheckLeadingFor(Scope& scope, const syntax::Metric& metric) {
  const syntax::Identifier& outcome = *metric.facts.leading_for;
  if (outcome.text.empty()) return;  // left by recovery
  const Declaration* found = scope.Find(outcome, NameKind::metric);
  if (found == nullptr) return;
  if (outcome.text == metric.name.text) {
    scope.Report(DiagnosticKind::wrong_kind_of_name, outcome.span, fmt::format("`{}` can't lead to itself", outcome.text)).help = "name the outcome that it announces";
    return;
  }
  const auto* other = found->body == nullptr ? nullptr : std::get_if<syntax::Metric>(found->body);
  if (other == nullptr || !other->facts.concern || other->facts.concern->text == "outcome") return;
  Diagnostic& problem = scope.Report(DiagnosticKind::wrong_kind_of_name, outcome.span, fmt::format("`{}` is leading for `{}`, which is an activity, not an outcome", metric.name.text, outcome.text));
  problem.notes.push_back({found->span, "declared here"});
  problem.help = "name the outcome that customers feel, or declare the other metric as `outcome`";
}

}  // namespace

void CheckDesignFacts(Scope& scope, const syntax::Metric& metric) {
  if (metric.name.text.empty()) return;  // left by recovery
  if (metric.facts.leading_for) CheckLeadingFor(scope, metric);
  if (metric.impact) CheckMoney(scope, *metric.impact);
  const auto own = scope.names.find(metric.name.text);
  if (!metric.baseline || own == scope.names.end() || own->second.kind != NameKind::metric || own->second.index == UINT32_MAX) return;
  CheckedMetric& checked = scope.contract.metrics[own->second.index];
  checked.baseline = CheckLevel(scope, *metric.baseline, checked.measured, nullptr);
}

}  // namespace slate::check
