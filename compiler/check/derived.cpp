// A metric calculated from others: its operands are checked first, however they are ordered in the text; then what it is of, and
// whether the scope it is measured at gives its words a meaning.
#include "compiler/check/derived.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

constexpr std::int64_t kMostPeriods = 3660;

void RefuseItems(Scope& scope, const syntax::Metric& metric) {
  const auto refuse = [&](bool stated, Span span, std::string_view what) {
    if (stated) {
      scope.Report(DiagnosticKind::dead_decision, span, fmt::format("a calculated metric has no items of its own, so it has no {}", what))
          .help = "say it in the metric that has the items";
    }
  };
  refuse(metric.where.has_value(), metric.where ? metric.where->span : Span{}, "`where`");
  refuse(metric.numerator.has_value(), metric.numerator ? metric.numerator->span : Span{}, "numerator");
  refuse(metric.value.has_value(), metric.value ? metric.value->span : Span{}, "`value`");
  refuse(!metric.exclusions.empty(), metric.exclusions.empty() ? Span{} : metric.exclusions.front().span, "exclusions");
  if (!metric.measure && !metric.share) return;
  scope.Report(DiagnosticKind::clause_repeated, metric.derivation->span, "what is measured is stated twice").help = "two statements of one thing invite two readings: keep one";
}

bool OfRank(const CheckedMetric& metric) {
  return metric.derivation ? metric.derivation->of_rank : metric.aggregate.kind == measure::AggregateKind::percentile;
}

class DerivationChecker {
 public:
  DerivationChecker(Scope& scope, const syntax::Derivation& source, CheckedMetric& checked)
      : scope_(scope), source_(source), checked_(checked), derivation_(checked.derivation.emplace()) {}

  bool Run() {
    using enum syntax::DerivationKind;
    derivation_.span = source_.span;
    if (source_.kind == arithmetic) {
      derivation_.kind = DerivationKind::arithmetic;
      if (!source_.value || !CheckArithmetic(scope_, *source_.value, checked_)) return false;
    } else {
      const auto operand = OperandOf(scope_, source_.metric);
      if (!operand || !Single(*operand)) return false;
    }
    checked_.measured.calculated = !IsPooled(derivation_.kind);
    for (const std::uint32_t operand : derivation_.operands) {
      const CheckedMetric& metric = scope_.contract.metrics[operand];
      derivation_.of_rank = derivation_.of_rank || OfRank(metric);
      const std::vector<std::uint32_t> own = metric.derivation ? metric.derivation->bases : std::vector<std::uint32_t>{operand};
      for (const std::uint32_t base : own) {
        if (std::find(derivation_.bases.begin(), derivation_.bases.end(), base) == derivation_.bases.end()) derivation_.bases.push_back(base);
      }
    }
    checked_.event = scope_.contract.metrics[derivation_.bases.front()].event;
    return true;
  }

 private:
  const CheckedMetric& Operand() const { return scope_.contract.metrics[derivation_.operands.front()]; }

  // All kinds but arithmetic.
  bool Single(std::uint32_t operand) {
    derivation_.operands = {operand};
    checked_.measured = Operand().measured;
    using enum syntax::DerivationKind;
    switch (source_.kind) {
      case since_start: derivation_.kind = DerivationKind::since_start; return Pooled() && Since();
      case over_last: derivation_.kind = DerivationKind::over_last; return Pooled() && Window();
      case mean_over_last: derivation_.kind = DerivationKind::mean_over_last; return Mean() && Window();
      case mean_over_groups: derivation_.kind = DerivationKind::mean_over_groups; return Mean() && Groups();
      default: derivation_.kind = DerivationKind::change; return Change();
    }
  }

  bool Pooled() {
    if (Operand().derivation) {
      scope_.Report(DiagnosticKind::type_mismatch, source_.metric.span, fmt::format("`{}` is itself calculated: it has no items that could be added up over several periods", source_.metric.text))
          .help = fmt::format("write `mean of {} over last 3 periods`, or pool the metrics that it comes from and calculate with those", source_.metric.text);
      return false;
    }
    checked_.aggregate = Operand().aggregate;
    derivation_.always_defined = measure::DefinedWhenEmpty(checked_.aggregate.kind);
    return true;
  }

  bool Since() {
    const auto since = source_.since ? CheckPeriodApart(scope_, *source_.since, "a result would lie in several of them") : std::nullopt;
    if (since) derivation_.since = *since;
    return since.has_value();
  }

  bool Window() {
    if (source_.periods < 2 || source_.periods > kMostPeriods) {
      scope_.Report(DiagnosticKind::number_out_of_range, source_.span, fmt::format("a window has 2 to {} periods, not {}", kMostPeriods, source_.periods));
      return false;
    }
    derivation_.periods = static_cast<std::uint32_t>(source_.periods);
    const Decided* decided = Ask(scope_, "moving_average", source_.span);
    if (decided == nullptr) {
      scope_.Report(DiagnosticKind::undecided, source_.span, fmt::format("in the term's first {} periods there are fewer than {}, and nothing says what the value is then", source_.periods - 1, source_.periods))
          .help = "put `decide moving_average is no_data` into the header, or `shorter` (of the periods there are), or name conventions that decide it";
      return false;
    }
    derivation_.part_of_window = decided->answer == "shorter";
    if (!derivation_.part_of_window) derivation_.always_defined = false;
    return true;
  }

  bool Mean() {
    if (OfRank(Operand())) {
      scope_.Report(DiagnosticKind::type_mismatch, source_.metric.span,
                    fmt::format("`{}` is a percentile, and a mean of percentiles is no percentile of anything: it can lie far from that of all items together", source_.metric.text))
          .help = Operand().derivation ? "calculate from metrics that are ratios, sums or averages"
                                       : fmt::format("write `{} over last 3 periods`, which ranks the items of all of them, or measure it without groups", source_.metric.text);
      return false;
    }
    if (checked_.measured.kind == TypeKind::count) checked_.measured.kind = TypeKind::number;
    checked_.measured.of_time = false;
    derivation_.always_defined = Operand().derivation ? Operand().derivation->always_defined : measure::DefinedWhenEmpty(Operand().aggregate.kind);
    return true;
  }

  bool Groups() {
    const auto group = CheckGroupOf(scope_, Operand(), source_.group);
    if (!group) return false;
    if (Operand().derivation && !CheckDerivedScope(scope_, Operand(), group, Period{.kind = PeriodKind::day}, source_.span, false)) return false;
    derivation_.group = *group;
    derivation_.always_defined = false;  // there may be no group
    const Decided* decided = Ask(scope_, "mean_over_groups", source_.span);
    if (decided == nullptr) {
      scope_.Report(DiagnosticKind::undecided, source_.span, fmt::format("a {} may have no value in a period, and nothing says what becomes of the mean then", *group))
          .help = "put `decide mean_over_groups is left_out` into the header (the mean is of the others), or `no_data`, or name conventions that decide it";
      return false;
    }
    derivation_.every_group = decided->answer == "no_data";
    return true;
  }

  bool Change() {
    if (source_.previous.text != "previous") {
      if (!source_.previous.text.empty()) {
        scope_.Report(DiagnosticKind::unknown_name, source_.previous.span, fmt::format("a change is from the previous period, not from the `{}` one", source_.previous.text))
            .help = fmt::format("write `change of {} from previous period`", source_.metric.text);
      }
      return false;
    }
    MeasuredType& type = checked_.measured;
    type.of_time = false;
    type.non_negative = false;
    if (type.kind != TypeKind::ratio && type.kind != TypeKind::points) return true;
    const auto least = Subtract(type.least, type.most), most = Subtract(type.most, type.least);
    type.kind = TypeKind::points;
    if (least && most) {
      type.least = *least;
      type.most = *most;
      return true;
    }
    scope_.Report(DiagnosticKind::number_out_of_range, source_.span, "this can't be computed exactly: its numbers have too many digits");
    return false;
  }

  Scope& scope_;
  const syntax::Derivation& source_;
  CheckedMetric& checked_;
  CheckedDerivation& derivation_;
};

// Once for each metric, whoever asks first.
void Resolve(Scope& scope, Declaration& declaration, const syntax::Metric& metric) {
  declaration.resolved = declaration.resolving = true;
  const std::string clause = std::exchange(scope.clause, declaration.clause);
  CheckedMetric checked{.name = metric.name.text, .title = metric.title ? metric.title->value : "", .clause = scope.clause, .span = metric.derivation->span,
                        .event = 0, .by = {}, .where = {}, .selected_with = {}, .aggregate = {}, .measured = {}, .numerator = {}, .value = {},
                        .exclusions = {}, .derivation = {}, .reported = false, .group = {}, .period = {}};
  RefuseItems(scope, metric);
  bool sound = DerivationChecker(scope, *metric.derivation, checked).Run();
  declaration.resolving = false;
  for (std::size_t i = 0; sound && i < checked.derivation->operands.size(); ++i) {
    const auto& operand = scope.contract.metrics[checked.derivation->operands[i]].derivation;
    if (operand) checked.derivation->levels = std::max(checked.derivation->levels, operand->levels + 1);
  }
  // Evidence names the operands of operands: what it takes doubles with every level.
  constexpr std::uint32_t kMostLevels = 8;
  if (sound && checked.derivation->levels > kMostLevels) {
    scope.Report(DiagnosticKind::number_out_of_range, metric.derivation->span, fmt::format("`{}` is calculated over more than {} levels of other metrics, which nobody could retrace", metric.name.text, kMostLevels))
        .help = "calculate it from metrics that are measured, or from fewer steps";
    sound = false;
  }
  if (sound) {
    bool placed = true;
    if (metric.reported) {
      checked.reported = true;
      if (const auto group = SingleGroup(scope, *metric.reported)) {
        checked.group = CheckGroupOf(scope, checked, *group);
        placed = checked.group.has_value();
      }
      if (metric.reported->period) checked.period = CheckPeriod(scope, *metric.reported->period).value_or(checked.period);
      CheckTermFits(scope, checked.period, metric.reported->span);
      if (placed) CheckDerivedScope(scope, checked, checked.group, checked.period, metric.reported->span);
    }
    declaration.index = static_cast<std::uint32_t>(scope.contract.metrics.size());
    scope.contract.metrics.push_back(std::move(checked));
  }
  scope.clause = clause;
}

}  // namespace

std::optional<std::uint32_t> OperandOf(Scope& scope, const syntax::Identifier& name) {
  Declaration* declaration = scope.Find(name, NameKind::metric);
  if (declaration == nullptr) return std::nullopt;
  if (declaration->resolving) {
    scope.Report(DiagnosticKind::circular_definition, name.span, fmt::format("`{}` is calculated from itself", name.text))
        .notes.push_back({declaration->span, "the metric"});
    return std::nullopt;
  }
  const auto* metric = std::get_if<syntax::Metric>(declaration->body);
  if (metric != nullptr && metric->derivation && !metric->derivation->buckets && !declaration->resolved) Resolve(scope, *declaration, *metric);
  return declaration->index == UINT32_MAX ? std::nullopt : std::optional(declaration->index);
}

void CheckDerived(Scope& scope, const syntax::Metric& metric, Span span) {
  if (!metric.derivation || metric.derivation->buckets) return;
  const auto found = scope.names.find(metric.name.text);
  if (found == scope.names.end() || found->second.body == nullptr || std::get_if<syntax::Metric>(found->second.body) != &metric) return;  // reported: two of one name
  if (!found->second.resolved) Resolve(scope, found->second, metric);
  if (found->second.index != UINT32_MAX) scope.contract.metrics[found->second.index].span = span;
}

std::optional<std::string> CheckGroupOf(Scope& scope, const CheckedMetric& metric, const syntax::Identifier& name) {
  const auto field_of = [&](const CheckedMetric& base) -> const CheckedField* {
    for (const CheckedField& field : scope.contract.events[base.event].fields) {
      if (field.dimension && field.name == name.text) return &field;
    }
    return nullptr;
  };
  if (!metric.derivation) return CheckGroup(scope, scope.contract.events[metric.event], metric.selected_with, name);
  const CheckedField* first = nullptr;
  for (const std::uint32_t index : metric.derivation->bases) {
    const CheckedMetric& base = scope.contract.metrics[index];
    if (!CheckGroup(scope, scope.contract.events[base.event], base.selected_with, name)) return std::nullopt;
    const CheckedField* field = field_of(base);
    if (first == nullptr) first = field;
    if (first->groups == field->groups && first->roster == field->roster && first->values == field->values) continue;
    Diagnostic& problem = scope.Report(DiagnosticKind::type_mismatch, name.span, fmt::format("each {0} of `{1}` is not each {0} of `{2}`: their events say differently which there are", name.text, scope.contract.metrics[metric.derivation->bases.front()].name, base.name));
    problem.notes.push_back({first->span, "here"});
    problem.notes.push_back({field->span, "and here"});
    problem.help = fmt::format("let both exist by one roster, `dimension {} : text from ROSTER`, or in the same way", name.text);
    return std::nullopt;
  }
  return name.text;
}

bool CheckDerivedScope(Scope& scope, const CheckedMetric& metric, const std::optional<std::string>& group, const Period& period, Span span, bool period_known) {
  if (!metric.derivation) return true;
  const CheckedDerivation& derivation = *metric.derivation;
  const auto report = [&](std::string message, std::string help) {
    Diagnostic& problem = scope.Report(DiagnosticKind::type_mismatch, span, std::move(message));
    problem.notes.push_back({derivation.span, fmt::format("`{}` is calculated here", metric.name)});
    problem.help = std::move(help);
    return false;
  };
  using enum DerivationKind;
  if (derivation.kind == mean_over_groups && group) {
    return report(fmt::format("`{}` is a mean over each {}: it has one value for all of them, and none for each {}", metric.name, derivation.group, *group), "measure it without `for each`");
  }
  if (period_known && IsPooled(derivation.kind) && period.kind == PeriodKind::rolling) {
    return report(fmt::format("windows of {} days seen from each day overlap: added up they would count an item several times", period.length), "measure a period that ends before the next one begins, such as `calendar month`");
  }
  if (period_known && derivation.kind == since_start) {
    if (!IsLonger(derivation.since, period)) {
      return report(fmt::format("a {0} is no part of a {1}, so nothing is added up since the {1} began", PeriodWords(period), PeriodWords(derivation.since)), fmt::format("measure a period shorter than one {}", PeriodWords(derivation.since)));
    }
    CheckStraddling(scope, derivation.since, period, "sum", span);
  }
  const std::optional<std::string> inner = derivation.kind == mean_over_groups ? std::optional(derivation.group) : group;
  return std::all_of(derivation.operands.begin(), derivation.operands.end(),
                     [&](std::uint32_t operand) { return CheckDerivedScope(scope, scope.contract.metrics[operand], inner, period, span, period_known); });
}

void CheckUnmeasuredDerived(Scope& scope) {
  if (scope.diagnostics.HasErrors()) return;  // what measures it may be what was reported
  const CheckedContract& contract = scope.contract;
  for (std::uint32_t i = 0; i < contract.metrics.size(); ++i) {
    const CheckedMetric& metric = contract.metrics[i];
    if (!metric.derivation || metric.reported || !IsReported(contract, i)) continue;
    scope.clause = metric.clause;
    CheckDerivedScope(scope, metric, metric.group, metric.period, metric.derivation->span);
  }
  scope.clause.clear();
}

bool IsReported(const CheckedContract& contract, std::uint32_t metric) {
  if (contract.metrics[metric].reported) return true;
  if (contract.metrics[metric].measured_over_buckets || contract.metrics[metric].hidden) return false;
  const auto obliged = [&](const CheckedObligation& one) {
    return one.metric == metric || std::any_of(one.guards.begin(), one.guards.end(), [&](const CheckedGuard& guard) { return guard.metric == metric; });
  };
  const auto made_of = [&](const CheckedMetric& one) {
    return one.derivation && std::find(one.derivation->operands.begin(), one.derivation->operands.end(), metric) != one.derivation->operands.end();
  };
  return std::none_of(contract.obligations.begin(), contract.obligations.end(), obliged) && std::none_of(contract.metrics.begin(), contract.metrics.end(), made_of);
}

}  // namespace slate::check
