#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/calendar.h"
#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"
#include "compiler/check/pieces.h"
#include "runtime/measure/aggregate.h"

namespace slate::check {
namespace {

// An exclusion's condition, seen from a metric: its own variable, the metric's facts.
void CheckExclusionUse(Scope& scope, const CheckedEvent& event, const std::string& variable, const syntax::ExclusionUse& use,
                       std::uint32_t index, Facts& facts, CheckedMetric& metric) {
  CheckedExclusion checked{.name = fmt::format("excluding {}", index), .title = {}, .clause = scope.clause, .when = {}, .span = use.span};
  const syntax::Expression* when = use.condition ? &*use.condition : nullptr;
  const syntax::Exclusion* declared = nullptr;
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
    for (const CheckedExclusion& other : metric.exclusions) {
      if (other.name == exclusion->name.text) {
        scope.Report(DiagnosticKind::clause_repeated, use.span, fmt::format("`{}` is excluded already", other.name)).help = "what is left out once can't be left out again";
        return;
      }
    }
    checked.name = exclusion->name.text;
    checked.title = exclusion->title ? exclusion->title->value : "";
    checked.clause = declaration->clause;
    when = exclusion->when ? &*exclusion->when : nullptr;
    declared = exclusion;
    item = exclusion->source.variable.text;
  }
  const InClause declaring(scope, checked.clause);
  if (when == nullptr) {
    scope.Report(DiagnosticKind::metric_incomplete, declared == nullptr ? use.span : declared->name.span, "the exclusion does not say when it applies").help = "add `when` and a condition";
    return;
  }
  const ItemScope items{scope, &event, item};
  CheckedCondition condition = CheckCondition(items, *when, facts);
  checked.when = std::move(condition.expression);
  auto effect = declared == nullptr ? std::nullopt : CheckEffect(items, *declared, condition.if_true);
  const auto ceiling = declared == nullptr ? scope.ceilings.end() : scope.ceilings.find(checked.name);
  if (ceiling != scope.ceilings.end()) checked.ceiling = ceiling->second;
  if (effect) {
    const Span span = checked.when.span;
    checked.when = Condition(TypedOp::logical_and, span, {std::move(checked.when), std::move(*effect)});
  }
  // Without effect, or beyond a ceiling, the condition may hold for an item that is measured.
  if (!effect && !checked.ceiling) facts = condition.if_false;
  metric.exclusions.push_back(std::move(checked));
}

// A metric that can't be checked still uses its exclusions.
void UseAll(Scope& scope, const std::vector<syntax::ExclusionUse>& uses) {
  for (const syntax::ExclusionUse& use : uses) {
    if (use.name) scope.Find(*use.name, NameKind::exclusion);
  }
}

std::string_view WordOf(const syntax::Aggregate& aggregate) {
  using enum syntax::AggregateKind;
  switch (aggregate.kind) {
    case ratio: return "ratio";
    case count: return "count";
    case sum: return "sum";
    case average: return "average";
    case minimum: return "minimum";
    case maximum: return "maximum";
    case percentile: return aggregate.median ? "median" : "percentile";
    case distinct: return "distinct";
  }
  return "";
}

measure::AggregateKind KindOf(const syntax::Aggregate& aggregate) {
  using enum syntax::AggregateKind;
  switch (aggregate.kind) {
    case ratio: return aggregate.weight ? measure::AggregateKind::weighted_ratio : measure::AggregateKind::ratio;
    case count: return measure::AggregateKind::count;
    case sum: return measure::AggregateKind::sum;
    case average: return measure::AggregateKind::average;
    case minimum: return measure::AggregateKind::minimum;
    case maximum: return measure::AggregateKind::maximum;
    case percentile: return measure::AggregateKind::percentile;
    case distinct: return measure::AggregateKind::distinct;
  }
  return measure::AggregateKind::ratio;
}

// percentile 95 approximate within 1%: how much of each value must be kept for that.
void CheckApproximate(Scope& scope, const syntax::Aggregate& aggregate, CheckedMetric& checked) {
  if (aggregate.approximate->text != "approximate") {
    scope.Report(DiagnosticKind::unexpected_text, aggregate.approximate->span, fmt::format("`{}` is no way to take a percentile", aggregate.approximate->text))
        .help = "write `percentile 95`, `percentile 95 interpolated`, or `percentile 95 approximate within 1%`";
    return;
  }
  const auto within = aggregate.within ? Divide(FromDecimal(*aggregate.within), Ratio{100, 1}) : std::nullopt;
  if (!within || Compare(*within, Ratio{1, 100'000}) < 0 || Compare(*within, Ratio{1, 4}) > 0) {
    scope.Report(DiagnosticKind::number_out_of_range, aggregate.span, "an approximate percentile is within 0.001% to 25% of the exact one").help = "leave `approximate` out for the exact one";
    return;
  }
  checked.aggregate.kept_bits = measure::BitsFor(*within);
}

void CheckRank(Scope& scope, const syntax::Aggregate& aggregate, CheckedMetric& checked) {
  checked.aggregate.interpolated = aggregate.interpolated;
  if (aggregate.kind != syntax::AggregateKind::percentile) return;
  if (aggregate.approximate) CheckApproximate(scope, aggregate, checked);
  const auto rank = Divide(FromDecimal(aggregate.percentile), Ratio{100, 1});
  if (rank && rank->numerator > 0 && Compare(*rank, Ratio{1, 1}) <= 0) {
    checked.aggregate.rank = *rank;
    return;
  }
  scope.Report(DiagnosticKind::number_out_of_range, aggregate.span, "a percentile lies above 0 and is at most 100")
      .help = "write `percentile 95 of ...`; the smallest and largest values are `minimum of` and `maximum of`";
}

// Weights make a share only if none is negative.
void CheckWeight(Scope& scope, const ItemScope& items, const syntax::Expression& weight, const Facts& facts, CheckedMetric& checked) {
  TypedExpression value = CheckValue(items, weight, facts);
  const TypeKind kind = value.type.kind;
  if (kind != TypeKind::poison && kind != TypeKind::count && kind != TypeKind::number && kind != TypeKind::money) {
    scope.Report(DiagnosticKind::type_mismatch, weight.span, fmt::format("an item is weighted by a count, a number or an amount, not by {}", Describe(value.type)));
  } else if (kind != TypeKind::poison && !value.type.non_negative) {
    scope.Report(DiagnosticKind::type_mismatch, weight.span, "this weight may be negative, and then the share could be below 0% or above 100%")
        .help = "declare its field `at least 0`: records below it are rejected, with their line";
  }
  checked.measured.scale = value.type.scale;
  checked.measured.unit = kind == TypeKind::money ? scope.contract.currency.code : value.type.unit;
  checked.value = std::move(value);
}

// What is summed, averaged, ranked or told apart; decides the type of the result.
void CheckAggregateValue(Scope& scope, const ItemScope& items, const syntax::Metric& metric, const Facts& facts, CheckedMetric& checked) {
  const std::string_view word = WordOf(*metric.measure);
  if (metric.numerator) {
    scope.Report(DiagnosticKind::dead_decision, metric.numerator->span, fmt::format("`{} of` has no numerator: only a ratio does", word))
        .help = "choose the items with `where`";
  }
  checked.measured = {.kind = TypeKind::count, .scale = 0, .unit = "", .non_negative = true};
  if (metric.measure->kind == syntax::AggregateKind::count) {
    checked.measured.unit = "items";
    if (metric.value) {
      scope.Report(DiagnosticKind::dead_decision, metric.value->span, "`count of` counts items, whatever their values")
          .help = "write `sum of` to add the values up, or `distinct of` to count different ones";
    }
    return;
  }
  if (!metric.value) {
    scope.Report(DiagnosticKind::metric_incomplete, metric.name.span, fmt::format("metric `{}` does not say of what it takes the {}", checked.name, word))
        .help = fmt::format("add `value` and what it is, such as `value {0}.delivered - {0}.promised`", items.variable);
    checked.measured.kind = TypeKind::poison;
    return;
  }
  TypedExpression value = CheckValue(items, *metric.value, facts);
  const TypeKind kind = value.type.kind;
  if (metric.measure->kind != syntax::AggregateKind::distinct) {
    if (kind != TypeKind::poison && kind != TypeKind::count && kind != TypeKind::number && kind != TypeKind::money && kind != TypeKind::duration && !IsBusiness(kind)) {
      scope.Report(DiagnosticKind::type_mismatch, metric.value->span, fmt::format("no {} can be taken of {}", word, Describe(value.type)))
          .help = "a value is a count, a number, an amount of money, or the elapsed or business time between two instants";
      value.type.kind = TypeKind::poison;
    }
    checked.measured = {.kind = value.type.kind, .scale = value.type.scale, .unit = value.type.unit, .non_negative = value.type.non_negative};
  }
  checked.value = std::move(value);
}

}  // namespace

void MakeMoment(Scope& scope, TypedExpression& by) {
  if (by.type.kind == TypeKind::date) {
    TypedExpression start{.op = TypedOp::start_of_date, .type = {.kind = TypeKind::instant}, .span = by.span};
    start.place = ZoneOf(scope, by.type);
    start.operands.push_back(std::move(by));
    by = std::move(start);
  } else if (by.type.kind != TypeKind::instant && by.type.kind != TypeKind::poison) {
    scope.Report(DiagnosticKind::type_mismatch, by.span, fmt::format("an item is placed by a point in time or a date, not by {}", Describe(by.type)));
    by.type.kind = TypeKind::poison;
  }
}

std::optional<std::string> CheckGroup(Scope& scope, const CheckedEvent& event, const std::set<std::uint32_t>& recorded, const syntax::Identifier& name) {
  std::vector<std::string> dimensions;
  for (std::uint32_t i = 0; i < event.fields.size(); ++i) {
    const CheckedField& field = event.fields[i];
    if (!field.dimension) continue;
    dimensions.push_back(field.name);
    if (field.name != name.text) continue;
    if (field.type.optional && !field.otherwise && !recorded.contains(i)) {
      Diagnostic& problem = scope.Report(DiagnosticKind::missing_value_unhandled, name.span, fmt::format("dimension `{}` may be missing, so an item may belong to no group", field.name));
      problem.notes.push_back({field.span, fmt::format("`{}` is declared with `?`: a record may come without it", field.name)});
      problem.help = fmt::format("name their group where it is declared: `dimension {0} : ...? otherwise {1}`;\n"
                                 "or leave such items out of the metric: `where x.{0} is recorded`; or take the `?` away: records without it are rejected",
                                 field.name, field.type.kind == TypeKind::enumeration && !field.values.empty() ? field.values.front() : "\"unassigned\"");
      return std::nullopt;
    }
    return field.name;
  }
  if (name.text.empty()) return std::nullopt;
  scope.Report(DiagnosticKind::unknown_name, name.span,
               fmt::format("{} `{}` has no dimension `{}`{}", event.kind, event.name, name.text, DidYouMean(name.text, dimensions)))
      .help = dimensions.empty() ? fmt::format("declare `dimension {} : text` in the event", name.text) : "its dimensions are " + ListOf(dimensions);
  return std::nullopt;
}

void CheckTermFits(Scope& scope, const Period& period, Span span) {
  if (scope.contract.zone == nullptr || scope.contract.term_last < scope.contract.term_first) return;
  const Date first = scope.contract.term_first, last = scope.contract.term_last;
  const bool cut_first = PeriodStart(period, first) != first;
  const Date after{last.days + 1};
  const bool cut_last = PeriodStart(period, after) != after;
  const bool rolling = period.kind == PeriodKind::rolling;
  if (!cut_first && !cut_last && !rolling) return;
  if (const Decided* decided = Ask(scope, "partial_period", span)) {
    scope.contract.partial_periods = decided->answer == "met" ? PartialPeriods::met : decided->answer == "prorated" ? PartialPeriods::prorated : PartialPeriods::ignored;
    return;
  }
  if (rolling) {
    scope.Report(DiagnosticKind::partial_period, span,
                 fmt::format("the windows that end in the term's first {} days reach before it, and nothing says how a part of a window is measured", period.length - 1))
        .help = fmt::format("put `decide partial_period is ignored` into the header (the first window is then the one that ends with {}),\n"
                            "or `prorated` (measured over its days in the term, with credits, caps and volume in proportion), or `met`", ToString(Date{first.days + period.length - 1}));
    return;
  }
  const Date edge = cut_first ? first : last;
  Diagnostic& problem = scope.Report(DiagnosticKind::partial_period, span,
                                     fmt::format("the term {} on {}, inside {} {}, and nothing says how a part of a period is measured",
                                                 cut_first ? "begins" : "ends", ToString(edge), PeriodWords(period),
                                                 PeriodName(period, PeriodStart(period, edge))));
  problem.help = fmt::format("let the term begin and end with whole periods of one {}, or put `decide partial_period is prorated` into the header\n"
                             "(measured over its days, with credits, caps and volume in proportion; or `met`; or `ignored`)", PeriodWords(period));
}

bool CutsPeriod(const Scope& scope, const CheckedRosterMember& member, const Period& period) {
  const Date after_term{scope.contract.term_last.days + 1};
  const auto cuts = [&](Date day) {
    return day != scope.contract.term_first && day != after_term && (period.kind == PeriodKind::rolling || PeriodStart(period, day) != day);
  };
  return cuts(member.from) || cuts(member.until);
}

void CheckLivesFit(Scope& scope, const CheckedEvent& event, const std::string& group, const Period& period) {
  for (const CheckedField& field : event.fields) {
    if (field.name != group || field.groups != GroupsKind::roster) continue;
    for (const CheckedRoster& roster : scope.contract.rosters) {
      if (roster.name != field.roster) continue;
      for (const CheckedRosterMember& member : roster.members) {
        if (CutsPeriod(scope, member, period)) ReportCutLife(scope, member, period, roster.span);
      }
    }
  }
}

namespace {

// In the contract's own checks or, when a binding is checked, in the finished contract.
bool IsDecided(const Scope& scope, std::string_view question) {
  const auto& all = scope.contract.decisions;
  return Decision(scope, question) != nullptr || std::any_of(all.begin(), all.end(), [&](const Decided& one) { return one.question == question; });
}

}  // namespace

void ReportCutLife(Scope& scope, const CheckedRosterMember& member, const Period& period, Span span) {
  scope.Report(DiagnosticKind::partial_period, span,
               fmt::format("\"{}\" is on the roster from {} until {}, which cuts a {}, and {}", member.key, ToString(member.from), ToString(member.until), PeriodWords(period),
                           IsDecided(scope, "partial_period") ? "`partial_period` decides only about periods that the term cuts, not about those a life on a roster cuts"
                                                              : "nothing says how a part of a period is measured"))
      .help = period.kind == PeriodKind::rolling ? std::string("let it be on the roster for the whole term, or measure a period that does not reach back, such as `calendar month`")
                                                 : fmt::format("let it begin and end with whole periods of one {}", PeriodWords(period));
}

namespace {

// What one item is, where it belongs, and what of it counts; false where nothing more can be said of the metric.
bool CheckItems(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked) {
  const std::optional<syntax::Aggregate>& aggregate = metric.measure;
  if (!aggregate) {
    if (metric.unevaluated.empty()) {
      scope.Report(DiagnosticKind::metric_incomplete, metric.name.span, fmt::format("metric `{}` does not say what it measures", checked.name))
          .help = "begin with `ratio of EVENT x by x.FIELD`, then `numerator when ...`; or with `average of EVENT x by x.FIELD`, then `value ...`";
    }
    UseAll(scope, metric.exclusions);
    return false;
  }
  checked.aggregate.kind = KindOf(*aggregate);
  CheckRank(scope, *aggregate, checked);
  const syntax::ItemSource& source = aggregate->source;
  const auto named = scope.names.find(source.event.text);
  const bool spans = named != scope.names.end() && named->second.kind == NameKind::timeline;
  const bool cases = named != scope.names.end() && named->second.kind == NameKind::case_clause;
  Declaration* declaration = scope.Find(source.event, spans ? NameKind::timeline : cases ? NameKind::case_clause : NameKind::event);
  if (declaration == nullptr || declaration->index == UINT32_MAX) {
    UseAll(scope, metric.exclusions);
    return false;
  }
  checked.event = spans ? scope.contract.timelines[declaration->index].spans : cases ? scope.contract.cases[declaration->index].rows : declaration->index;
  const CheckedEvent& event = scope.contract.events[checked.event];
  const ItemScope items{scope, &event, source.variable.text};

  Facts facts;
  if (metric.where) {
    CheckedCondition where = CheckCondition(items, *metric.where, facts);
    facts = where.if_true;
    checked.selected_with = facts;
    checked.where = std::move(where.expression);
  }
  if (!source.by) {
    scope.Report(DiagnosticKind::metric_incomplete, source.span, fmt::format("metric `{}` does not say which moment places an item in a period", checked.name))
        .help = fmt::format("add `by {}.FIELD`: the promised moment, say, so that late items count in the month they were promised for", source.variable.text);
  } else {
    checked.by = CheckValue(items, *source.by, facts);
    MakeMoment(scope, checked.by);
  }
  for (std::uint32_t i = 0; i < metric.exclusions.size(); ++i) {
    CheckExclusionUse(scope, event, source.variable.text, metric.exclusions[i], i + 1, facts, checked);
  }
  if (aggregate->kind != syntax::AggregateKind::ratio) {
    CheckAggregateValue(scope, items, metric, facts, checked);
  } else if (!metric.numerator) {
    scope.Report(DiagnosticKind::metric_incomplete, metric.name.span, fmt::format("metric `{}` does not say which items count as good", checked.name))
        .help = "add `numerator when` and a condition";
  } else {
    if (aggregate->weight) CheckWeight(scope, items, *aggregate->weight, facts, checked);
    checked.numerator = CheckCondition(items, *metric.numerator, facts).expression;
    if (metric.value) {
      scope.Report(DiagnosticKind::dead_decision, metric.value->span, "a ratio of items has no value of its own")
          .help = "write `ratio of EVENT x by x.FIELD weighted by ...` to weigh items";
    }
  }
  return true;
}

}  // namespace

void CheckMetric(Scope& scope, const syntax::Metric& metric, Span span) {
  CheckedMetric checked{.name = metric.name.text, .title = metric.title ? metric.title->value : "", .clause = scope.clause, .span = span,
                        .event = 0, .by = {}, .where = {}, .selected_with = {}, .aggregate = {}, .measured = {}, .numerator = {}, .value = {},
                        .exclusions = {}, .derivation = {}, .reported = false, .group = {}, .period = {}};
  if ((metric.share && metric.measure) || (metric.derivation && (metric.share || metric.measure))) {
    scope.Report(DiagnosticKind::clause_repeated, metric.share ? metric.share->span : metric.derivation->span, "what is measured is stated twice").help = "two statements of one thing invite two readings: keep one";
  }
  if (metric.derivation && !metric.derivation->buckets) return UseAll(scope, metric.exclusions);  // derived.cpp, once all metrics with items are known
  if (!(metric.derivation ? CheckOverBuckets(scope, metric, checked) : metric.share ? CheckShare(scope, metric, checked) : CheckItems(scope, metric, checked))) return;
  LimitItems(scope, checked);
  const CheckedEvent& event = scope.contract.events[checked.event];
  if (metric.reported) {
    checked.reported = true;
    if (const auto group = SingleGroup(scope, *metric.reported)) checked.group = CheckGroup(scope, event, checked.selected_with, *group);
    const auto period = metric.reported->period ? CheckPeriod(scope, *metric.reported->period) : checked.period;
    if (period) CheckTermFits(scope, *period, metric.reported->span);
    checked.period = period.value_or(checked.period);
  }
  if (checked.measured.kind == TypeKind::poison) return;  // nobody knows what it measures, so no level of it can be wrong
  scope.names.find(metric.name.text)->second.index = static_cast<std::uint32_t>(scope.contract.metrics.size());
  scope.contract.metrics.push_back(std::move(checked));
}

}  // namespace slate::check
