// `share of db_state in up`: the time a timeline is in a state, of all its time. In: the metric's tree. Out: a metric over the
// timeline's pieces, each weighted by its length.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/pieces.h"

namespace slate::check {
namespace {

void UseExclusion(Scope& scope, const CheckedTimeline& timeline, const CheckedEvent& pieces, const syntax::ExclusionUse& use, CheckedMetric& checked) {
  if (!use.name) {
    scope.Report(DiagnosticKind::type_mismatch, use.span, "time is excluded by an exclusion of the timeline, not by a condition")
        .help = fmt::format("declare `exclusion NAME of {} {{ ... }}` and write `excluding NAME`", timeline.name);
    return;
  }
  if (scope.Find(*use.name, NameKind::exclusion) == nullptr) return;
  for (std::uint32_t i = 0; i < timeline.exclusions.size(); ++i) {
    const CheckedTimeExclusion& exclusion = timeline.exclusions[i];
    if (exclusion.name != use.name->text) continue;
    for (const CheckedExclusion& other : checked.exclusions) {
      if (other.name != exclusion.name) continue;
      scope.Report(DiagnosticKind::clause_repeated, use.span, fmt::format("`{}` is excluded already", other.name)).help = "what is left out once can't be left out again";
      return;
    }
    checked.exclusions.push_back({exclusion.name, exclusion.title, exclusion.clause, FieldValue(pieces, kFirstExclusion + i, use.span), use.span});
    return;
  }
  scope.Report(DiagnosticKind::wrong_kind_of_name, use.span, fmt::format("exclusion `{}` is not of timeline `{}`", use.name->text, timeline.name));
}

}  // namespace

bool CheckShare(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked) {
  const syntax::Share& share = *metric.share;
  const auto refuse = [&](bool stated, Span span, std::string_view what) {
    if (stated) scope.Report(DiagnosticKind::dead_decision, span, fmt::format("a share of time has no {}: the state decides", what)).help = "take it out";
  };
  refuse(metric.where.has_value(), metric.where ? metric.where->span : Span{}, "`where`");
  refuse(metric.numerator.has_value(), metric.numerator ? metric.numerator->span : Span{}, "numerator");
  refuse(metric.value.has_value(), metric.value ? metric.value->span : Span{}, "value");
  Declaration* declaration = scope.Find(share.timeline, NameKind::timeline);
  if (declaration == nullptr || declaration->index == UINT32_MAX) return false;
  const CheckedTimeline& timeline = scope.contract.timelines[declaration->index];
  const CheckedEvent& pieces = scope.contract.events[timeline.pieces];
  checked.event = timeline.pieces;
  checked.by = FieldValue(pieces, kStart, share.span);
  checked.value = FieldValue(pieces, kLength, share.span);
  checked.aggregate.kind = measure::AggregateKind::time_share;
  checked.measured.of_time = true;
  const std::vector<std::string> known(timeline.states.begin(), timeline.states.end() - 1);
  for (const syntax::Identifier& name : share.states) {
    const auto found = std::find(known.begin(), known.end(), name.text);
    if (found == known.end()) {
      scope.Report(DiagnosticKind::value_not_in_enumeration, name.span, fmt::format("timeline `{}` has no state `{}`{}", timeline.name, name.text, DidYouMean(name.text, known)))
          .help = "its states are " + ListOf(known);
      continue;
    }
    TypedExpression is = FieldIs(pieces, kState, found - known.begin(), name.span);
    if (!checked.numerator) {
      checked.numerator = std::move(is);
      continue;
    }
    checked.numerator = Condition(TypedOp::logical_or, share.span, {std::move(*checked.numerator), std::move(is)});
  }
  if (timeline.leaves_out) {
    checked.exclusions.push_back({"left out", "", timeline.clause, FieldIs(pieces, kState, static_cast<std::int64_t>(known.size()), share.span), timeline.span});
  }
  for (const syntax::ExclusionUse& use : metric.exclusions) UseExclusion(scope, timeline, pieces, use, checked);
  return checked.numerator.has_value();
}

}  // namespace slate::check
