#include <fmt/format.h>

#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"

namespace slate::check {
namespace {

// An exclusion's condition, seen from a metric: its own variable, the metric's facts.
void CheckExclusionUse(Scope& scope, const CheckedEvent& event, const std::string& variable, const syntax::ExclusionUse& use,
                       std::uint32_t index, Facts& facts, CheckedMetric& metric) {
  CheckedExclusion checked{.name = fmt::format("excluding {}", index), .title = {}, .clause = scope.clause, .when = {}, .span = use.span};
  const syntax::Expression* when = use.condition ? &*use.condition : nullptr;
  std::string item = variable;
  if (use.name) {
    Declaration* declaration = scope.Find(*use.name, NameKind::exclusion);
    const auto* exclusion = declaration == nullptr ? nullptr : std::get_if<syntax::Exclusion>(declaration->body);
    if (exclusion == nullptr) return;
    if (exclusion->source.event.text != event.name) {
      scope.Report(DiagnosticKind::wrong_kind_of_name, use.span,
                   fmt::format("exclusion `{}` is of `{}`, but this metric measures `{}`", use.name->text, exclusion->source.event.text, event.name));
      return;
    }
    checked.name = exclusion->name.text;
    checked.title = exclusion->title ? exclusion->title->value : "";
    checked.clause = declaration->clause;
    when = exclusion->when ? &*exclusion->when : nullptr;
    item = exclusion->source.variable.text;
  }
  if (when == nullptr) {
    scope.Report(DiagnosticKind::metric_incomplete, use.span, "the exclusion does not say when it applies")
        .help = "add `when` and a condition";
    return;
  }
  const ItemScope items{scope, &event, item};
  CheckedCondition condition = CheckCondition(items, *when, facts);
  checked.when = std::move(condition.expression);
  facts = condition.if_false;
  metric.exclusions.push_back(std::move(checked));
}

// A metric that can't be checked still uses its exclusions.
void UseAll(Scope& scope, const std::vector<syntax::ExclusionUse>& uses) {
  for (const syntax::ExclusionUse& use : uses) {
    if (use.name) scope.Find(*use.name, NameKind::exclusion);
  }
}

}  // namespace

std::optional<std::string> CheckGroup(Scope& scope, const CheckedEvent& event, const syntax::Identifier& name) {
  std::vector<std::string> dimensions;
  for (const CheckedField& field : event.fields) {
    if (!field.dimension) continue;
    dimensions.push_back(field.name);
    if (field.name != name.text) continue;
    if (field.type.optional) {
      scope.Report(DiagnosticKind::missing_value_unhandled, name.span, fmt::format("dimension `{}` may be missing, so an item may belong to no group", field.name))
          .help = "take the `?` away in the event; records without it are rejected, with their line";
      return std::nullopt;
    }
    return field.name;
  }
  if (name.text.empty()) return std::nullopt;
  scope.Report(DiagnosticKind::unknown_name, name.span,
               fmt::format("event `{}` has no dimension `{}`{}", event.name, name.text, DidYouMean(name.text, dimensions)))
      .help = dimensions.empty() ? fmt::format("declare `dimension {} : text` in the event", name.text) : "its dimensions are " + ListOf(dimensions);
  return std::nullopt;
}

void CheckTermFits(Scope& scope, PeriodKind period, Span span) {
  if (scope.contract.zone == nullptr || scope.contract.term_last < scope.contract.term_first) return;
  const Date first = scope.contract.term_first, last = scope.contract.term_last;
  const bool cut_first = PeriodStart(period, first) != first;
  const Date after{last.days + 1};
  const bool cut_last = PeriodStart(period, after) != after;
  if (!cut_first && !cut_last) return;
  const Date edge = cut_first ? first : last;
  Diagnostic& problem = scope.Report(DiagnosticKind::partial_period, span,
                                     fmt::format("the term {} on {}, inside {} {}, and nothing says how a part of a period is measured",
                                                 cut_first ? "begins" : "ends", ToString(edge), PeriodWords(period),
                                                 PeriodName(period, PeriodStart(period, edge))));
  problem.help = fmt::format("let the term begin and end with whole periods of one {}", PeriodWords(period));
}

void CheckMetric(Scope& scope, const syntax::Metric& metric, Span span) {
  CheckedMetric checked{.name = metric.name.text, .title = metric.title ? metric.title->value : "", .clause = scope.clause, .span = span,
                        .event = 0, .by = {}, .where = {}, .numerator = {}, .exclusions = {}, .group = {},
                        .period = PeriodKind::calendar_month};
  const std::optional<syntax::RatioMeasure>& ratio = metric.measure;
  if (!ratio) {
    if (metric.unevaluated.empty()) {
      scope.Report(DiagnosticKind::metric_incomplete, metric.name.span, fmt::format("metric `{}` does not say what it measures", checked.name))
          .help = "begin with `ratio of EVENT x by x.FIELD`, then `numerator when ...`";
    }
    UseAll(scope, metric.exclusions);
    return;
  }
  if (ratio->weight) scope.NotEvaluatedYet(ratio->weight->span, "`weighted by`");
  const syntax::ItemSource& source = ratio->source;
  Declaration* declaration = scope.Find(source.event, NameKind::event);
  if (declaration == nullptr || declaration->index == UINT32_MAX) {
    UseAll(scope, metric.exclusions);
    return;
  }
  checked.event = declaration->index;
  const CheckedEvent& event = scope.contract.events[checked.event];
  const ItemScope items{scope, &event, source.variable.text};

  Facts facts;
  if (metric.where) {
    CheckedCondition where = CheckCondition(items, *metric.where, facts);
    facts = where.if_true;
    checked.where = std::move(where.expression);
  }
  if (!source.by) {
    scope.Report(DiagnosticKind::metric_incomplete, source.span, fmt::format("metric `{}` does not say which moment places an item in a period", checked.name))
        .help = fmt::format("add `by {}.FIELD`: the promised moment, say, so that late items count in the month they were promised for", source.variable.text);
  } else {
    checked.by = CheckValue(items, *source.by, facts);
    if (checked.by.type.kind == TypeKind::date) {
      TypedExpression start{.op = TypedOp::start_of_date, .type = {.kind = TypeKind::instant}, .span = checked.by.span};
      start.operands.push_back(std::move(checked.by));
      checked.by = std::move(start);
    } else if (checked.by.type.kind != TypeKind::instant && checked.by.type.kind != TypeKind::poison) {
      scope.Report(DiagnosticKind::type_mismatch, checked.by.span, fmt::format("an item is placed by a point in time or a date, not by {}", Describe(checked.by.type)));
    }
  }
  for (std::uint32_t i = 0; i < metric.exclusions.size(); ++i) {
    CheckExclusionUse(scope, event, source.variable.text, metric.exclusions[i], i + 1, facts, checked);
  }
  if (!metric.numerator) {
    scope.Report(DiagnosticKind::metric_incomplete, metric.name.span, fmt::format("metric `{}` does not say which items count as good", checked.name))
        .help = "add `numerator when` and a condition";
  } else {
    checked.numerator = CheckCondition(items, *metric.numerator, facts).expression;
  }
  if (metric.reported) {
    if (const auto group = SingleGroup(scope, *metric.reported)) checked.group = CheckGroup(scope, event, *group);
    if (metric.reported->period) checked.period = CheckPeriod(scope, *metric.reported->period).value_or(checked.period);
    CheckTermFits(scope, checked.period, metric.reported->span);
  }
  scope.names.find(metric.name.text)->second.index = static_cast<std::uint32_t>(scope.contract.metrics.size());
  scope.contract.metrics.push_back(std::move(checked));
}

}  // namespace slate::check
