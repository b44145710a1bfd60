// What an exclusion of items may take at most: a share of the volume of each group and period. A metric that applies one reads
// rows that are made of its records and say which items lie beyond the ceiling (compiler/driver/fold_ceiling.cpp).
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/pieces.h"

namespace slate::check {

std::optional<CheckedCeiling> CheckCeiling(Scope& scope, const syntax::Budget& source, const CheckedEvent& event) {
  const auto share = source.percent ? Divide(FromDecimal(*source.percent), Ratio{100, 1}) : std::nullopt;
  if (!share || !source.scope.period || source.scope.groups.size() > 1) {
    scope.Report(DiagnosticKind::undecided, source.span, "the ceiling does not say which share of the items it leaves out at most, and of which period")
        .help = "write `at most 2% of volume for each GROUP each calendar month`, or without the group";
    return std::nullopt;
  }
  if (Compare(*share, Ratio{0, 1}) < 0 || Compare(*share, Ratio{1, 1}) >= 0) {
    scope.Report(DiagnosticKind::number_out_of_range, source.span, "a ceiling is a share of the volume below 100%").help = "write the share, such as `at most 2% of volume`, or take the ceiling out";
    return std::nullopt;
  }
  CheckedCeiling ceiling{.share = *share, .group = {}, .period = {}, .span = source.span};
  if (!source.scope.groups.empty()) {
    ceiling.group = CheckGroup(scope, event, {}, source.scope.groups[0]);
    if (!ceiling.group) return std::nullopt;
  }
  const auto period = CheckPeriodApart(scope, *source.scope.period, "an item would use up several ceilings");
  if (!period) return std::nullopt;
  ceiling.period = *period;
  return ceiling;
}

void LimitItems(Scope& scope, CheckedMetric& metric) {
  if (std::none_of(metric.exclusions.begin(), metric.exclusions.end(), [](const CheckedExclusion& one) { return one.ceiling.has_value(); })) return;
  CheckedCeilings limited{.records = metric.event, .where = metric.where, .by = metric.by, .exclusions = {}, .clause = metric.clause, .span = metric.span};
  CheckedEvent rows = scope.contract.events[metric.event];
  rows.folded = Folded::ceilings;
  rows.folded_from = static_cast<std::uint32_t>(scope.contract.ceilings.size());
  for (CheckedExclusion& exclusion : metric.exclusions) {
    if (!exclusion.ceiling) continue;
    limited.exclusions.push_back(exclusion);
    CheckedField beyond = FieldOf(exclusion.name + " beyond ceiling", TypeKind::boolean, exclusion.span);
    beyond.hidden = true;
    AddField(rows, std::move(beyond));
    const Span span = exclusion.when.span;
    TypedExpression within = Condition(TypedOp::logical_not, span, {FieldValue(rows, static_cast<std::uint32_t>(rows.fields.size() - 1), span)});
    exclusion.when = Condition(TypedOp::logical_and, span, {std::move(exclusion.when), std::move(within)});
  }
  scope.contract.ceilings.push_back(std::move(limited));
  metric.event = AddEvent(scope, std::move(rows));
}

}  // namespace slate::check
