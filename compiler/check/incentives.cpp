#include "compiler/check/incentives.h"

#include <fmt/format.h>

#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

void CheckRepeats(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation) {
  if (!source.repeats_span) return;
  if (!source.credit) {
    scope.Report(DiagnosticKind::dead_decision, *source.repeats_span, fmt::format("obligation `{}` gives no credit that could be multiplied", obligation.name)).help = "take `repeats` out";
    return;
  }
  if (source.repeats.empty()) {
    scope.Report(DiagnosticKind::obligation_incomplete, *source.repeats_span, "nothing says what repeated misses cost").help = "write `2 consecutive misses : 150%`";
  }
  for (const syntax::Repeat& repeat : source.repeats) {
    const auto when = CheckMissCount(scope, repeat.when, obligation);
    const auto factor = CheckRatio(scope, repeat.factor, nullptr);
    if (!when || !factor) continue;
    if (Compare(*factor, Ratio{1, 1}) <= 0) {
      scope.Report(DiagnosticKind::number_out_of_range, repeat.factor.span, "what is paid for repeated misses is more than 100% of the credit").help = "write `150%`: one and a half times the credit";
      continue;
    }
    obligation.repeats.push_back({*when, *factor});
    obligation.repeats.back().when.text += fmt::format(": {}", scope.sources.Text(repeat.factor.span));
  }
}

void CheckGuard(Scope& scope, const syntax::Guard& source, CheckedObligation& obligation) {
  Declaration* found = scope.Find(source.metric, NameKind::metric);
  if (found == nullptr || found->index == UINT32_MAX) return;
  const CheckedMetric& metric = scope.contract.metrics[found->index];
  const auto level = CheckTarget(scope, source.level, metric.measured);
  if (obligation.group && CheckGroupOf(scope, metric, syntax::Identifier{*obligation.group, source.metric.span}) != obligation.group) return;
  if (!CheckDerivedScope(scope, metric, obligation.group, obligation.period, source.span)) return;
  if (!source.no_bonus && !source.no_earn_back) {
    scope.Report(DiagnosticKind::undecided, source.span, "nothing says what is lost when the guard is not held").help = "add `, else no bonus`, `, else no earn back`, or both with `and`";
    return;
  }
  for (const auto& [stated, there, what] : {std::tuple{source.no_bonus, !obligation.bonus.empty(), "bonus"}, {source.no_earn_back, obligation.earn_back.has_value(), "earn back"}}) {
    if (stated && !there) scope.Report(DiagnosticKind::dead_decision, source.span, fmt::format("the obligation has no {} that the guard could take", what)).help = fmt::format("take `no {}` out", what);
  }
  const Decided* without_value = Ask(scope, "guard_no_data", source.span);
  if (without_value == nullptr) {
    scope.Report(DiagnosticKind::undecided, source.span, fmt::format("nothing says whether the guard is held in a period in which `{}` has nothing to measure", metric.name))
        .help = "put `decide guard_no_data is fails` into the header (or: holds), or name conventions that do";
  }
  if (!level) return;
  obligation.guards.push_back({.metric = found->index, .level = *level, .no_bonus = source.no_bonus, .no_earn_back = source.no_earn_back,
                               .held_without_value = without_value != nullptr && without_value->answer == "holds", .text = OneLine(scope.sources.Text(source.span)), .span = source.span});
}

void CheckEarnBack(Scope& scope, const syntax::EarnBack& source, CheckedObligation& obligation) {
  if (obligation.bands.empty() && obligation.classes.empty()) {
    scope.Report(DiagnosticKind::dead_decision, source.span, fmt::format("obligation `{}` gives no credit that could be earned back", obligation.name)).help = "take `earn back` out";
    return;
  }
  const auto share = Divide(FromDecimal(source.percent), Ratio{100, 1});
  if (!share || share->numerator <= 0 || Compare(*share, Ratio{1, 1}) > 0) {
    scope.Report(DiagnosticKind::number_out_of_range, source.span, "what is earned back is a share of the credit: more than 0%, at most 100%").help = "write `earn back 50% when met in each of next 2 assessed periods`";
    return;
  }
  if (source.periods < 1 || source.periods > kMostPeriods) {
    scope.Report(DiagnosticKind::number_out_of_range, source.span, fmt::format("a credit is earned back over 1 to {} periods", kMostPeriods)).help = "write `when met in each of next 2 assessed periods`";
    return;
  }
  obligation.earn_back = CheckedEarnBack{*share, source.periods, OneLine(scope.sources.Text(source.span)), source.span};
}

// An item fails a ratio that selects it and does not leave it out, and whose numerator it does not pass.
TypedExpression Fails(const CheckedMetric& metric, Span span) {
  TypedExpression fails = Condition(TypedOp::logical_not, span, {*metric.numerator});
  for (const CheckedExclusion& exclusion : metric.exclusions) fails = Condition(TypedOp::logical_and, span, {Condition(TypedOp::logical_not, span, {exclusion.when}), std::move(fails)});
  return metric.where ? Condition(TypedOp::logical_and, span, {*metric.where, std::move(fails)}) : fails;
}

void CheckReliefToTheExtent(Scope& scope, const syntax::Relief& source, CheckedObligation& obligation) {
  Declaration* event = scope.Find(*source.event, NameKind::event);
  Declaration* found = scope.Find(source.by, NameKind::metric);
  if (event == nullptr || found == nullptr || found->index == UINT32_MAX) return;
  const CheckedMetric& own = scope.contract.metrics[obligation.metric];
  const CheckedMetric& other = scope.contract.metrics[found->index];
  if (found->index == obligation.metric) {
    scope.Report(DiagnosticKind::type_mismatch, source.by.span, fmt::format("`{}` is what the obligation measures: it can't excuse its own misses", other.name)).help = "name a metric of what the other party owes";
    return;
  }
  const auto of_items = [](const CheckedMetric& metric) { return !metric.derivation && metric.numerator && (metric.aggregate.kind == measure::AggregateKind::ratio || metric.aggregate.kind == measure::AggregateKind::weighted_ratio); };
  if (!of_items(other)) {
    scope.Report(DiagnosticKind::type_mismatch, source.by.span, fmt::format("`{}` is no ratio of items, so no item fails it", other.name)).help = "name a ratio of the same event";
    return;
  }
  // A ceiling of its own exclusions lets a metric read the same records again, each with what lies beyond (ceiling.cpp).
  const CheckedEvent& items = scope.contract.events[own.event];
  const std::uint32_t records = items.folded == Folded::ceilings ? scope.contract.ceilings[items.folded_from].records : own.event;
  if (own.derivation || records != other.event || scope.contract.events[records].name != source.event->text) {
    scope.Report(DiagnosticKind::type_mismatch, source.span, fmt::format("`{}` and `{}` do not count the same items of `{}`", own.name, other.name, source.event->text))
        .help = "relief to the extent that items fail needs two metrics of one event, of which the other has no exclusion with a ceiling; or write `relief when OBLIGATION is missed`";
    return;
  }
  CheckedMetric without = own;
  without.hidden = true;
  without.reported = false;
  without.exclusions.push_back({});
  CheckedExclusion& fails = without.exclusions.back();
  fails.name = "fails " + other.name;
  fails.clause = scope.clause;
  fails.span = source.span;
  fails.when = Fails(other, source.span);
  obligation.relief.push_back({true, static_cast<std::uint32_t>(scope.contract.metrics.size()), other.name, OneLine(scope.sources.Text(source.span)), source.span});
  scope.contract.metrics.push_back(std::move(without));
}

void CheckReliefs(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation) {
  bool extent = false;
  for (const syntax::Relief& relief : source.relief) {
    if (!relief.event) {
      if (scope.Find(relief.by, NameKind::obligation) == nullptr) continue;
      if (relief.by.text == obligation.name) {
        scope.Report(DiagnosticKind::type_mismatch, relief.by.span, "an obligation can't excuse its own misses").help = "name what the other party owes";
        continue;
      }
      obligation.relief.push_back({false, 0, relief.by.text, OneLine(scope.sources.Text(relief.span)), relief.span});
    } else if (extent) {
      scope.Report(DiagnosticKind::clause_repeated, relief.span, "relief is given to one extent").help = "let one metric say what the other party failed at";
    } else {
      extent = true;
      CheckReliefToTheExtent(scope, relief, obligation);
    }
  }
}

}  // namespace

syntax::PeriodName Singular(syntax::PeriodName name) {
  if (!name.words.empty() && name.words.back().text.ends_with('s')) name.words.back().text.pop_back();
  return name;
}

bool NamesGroup(Scope& scope, const CheckedObligation& obligation, const syntax::Identifier& name, std::string_view what) {
  if (obligation.group && (name.text == *obligation.group || name.text == PluralOf(*obligation.group))) return true;
  for (const CheckedRoster& roster : scope.contract.rosters) {
    if (obligation.group && roster.name == name.text && roster.of == *obligation.group) {
      scope.Find(name, NameKind::roster);
      return true;
    }
  }
  Diagnostic& problem = scope.Report(DiagnosticKind::unknown_name, name.span,
                                     obligation.group ? fmt::format("the obligation is measured for each {}, not for `{}`", *obligation.group, name.text)
                                                      : fmt::format("the obligation is not measured by groups, so a {} can't name one", what));
  if (obligation.group) problem.help = fmt::format("write `for each {}`, or `all {} together`", *obligation.group, PluralOf(*obligation.group));
  return false;
}

std::optional<CheckedMissCount> CheckMissCount(Scope& scope, const syntax::MissCount& source, const CheckedObligation& obligation) {
  const std::string_view below = source.below_minimum ? " below minimum" : "";
  CheckedMissCount checked{source.misses, source.window.value_or(0), source.below_minimum, OneLine(scope.sources.Text(source.span)), source.span};
  if (source.below_minimum && !obligation.minimum) {
    scope.Report(DiagnosticKind::obligation_incomplete, source.span, fmt::format("misses below the minimum count here, but `{}` has none", obligation.name))
        .help = "say `minimum at least 90%` beside the target, or take `below minimum` out: then misses of the target count";
    return std::nullopt;
  }
  if (checked.misses < 1 || checked.misses > kMostPeriods || checked.window > kMostPeriods) {
    scope.Report(DiagnosticKind::number_out_of_range, source.span, fmt::format("misses are counted from 1 to {}", kMostPeriods)).help = "write `2 consecutive misses`, or `3 misses in any 6 calendar months`";
    return std::nullopt;
  }
  if (source.window) {
    const auto period = source.of ? CheckPeriod(scope, Singular(*source.of)) : std::nullopt;
    if (!period) return std::nullopt;
    if (*period != obligation.period) {
      scope.Report(DiagnosticKind::type_mismatch, source.of->span, fmt::format("the obligation is measured each {}, so its misses are counted by that", PeriodWords(obligation.period)))
          .help = fmt::format("write `{} {}{} in any {} {}s`", checked.misses, checked.misses == 1 ? "miss" : "misses", below, checked.window, PeriodWords(obligation.period));
      return std::nullopt;
    }
    if (checked.window < checked.misses) {
      scope.Report(DiagnosticKind::number_out_of_range, source.span, fmt::format("{} periods can't hold {} misses", checked.window, checked.misses)).help = "count in more periods, or fewer misses";
      return std::nullopt;
    }
    if (source.consecutive) {
      scope.Report(DiagnosticKind::type_mismatch, source.span, "misses are counted in a row, or in any of some periods, not both").help = "write `2 consecutive misses`, or `3 misses in any 6 calendar months`";
      return std::nullopt;
    }
  } else if (!source.consecutive && checked.misses > 1) {
    scope.Report(DiagnosticKind::undecided, source.span, fmt::format("nothing says within what time {} misses count", checked.misses))
        .help = fmt::format("write `{0} consecutive misses{2}`, or `{0} misses{2} in any 6 {1}s`", checked.misses, PeriodWords(obligation.period), below);
    return std::nullopt;
  }
  return checked;
}

void CheckIncentives(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation) {
  CheckRepeats(scope, source, obligation);
  if (source.earn_back) CheckEarnBack(scope, *source.earn_back, obligation);
  for (const syntax::Guard& guard : source.guards) CheckGuard(scope, guard, obligation);
  CheckReliefs(scope, source, obligation);
  if (!source.stack) return;
  if (!source.credit) {
    scope.Report(DiagnosticKind::dead_decision, source.stack->span, fmt::format("obligation `{}` gives no credits that could stack", obligation.name)).help = "take `stack` out";
  } else if (NamesGroup(scope, obligation, source.stack->of, "stack")) {
    obligation.stack = OneLine(scope.sources.Text(source.stack->span));
  }
}

void CheckReliefByObligations(Scope& scope) {
  for (const CheckedObligation& obligation : scope.contract.obligations) {
    const InClause declaring(scope, obligation.clause);
    for (const CheckedRelief& relief : obligation.relief) {
      if (relief.to_the_extent) continue;
      for (const CheckedObligation& other : scope.contract.obligations) {
        if (other.name != relief.by) continue;
        if (other.period != obligation.period || (other.group && other.group != obligation.group)) {
          scope.Report(DiagnosticKind::type_mismatch, relief.span, fmt::format("`{}` is measured for other groups or periods than `{}`", other.name, obligation.name))
              .help = "measure both at one scope, or the other for all groups together";
        } else if (other.owed_by == obligation.owed_by) {
          scope.Report(DiagnosticKind::type_mismatch, relief.span, fmt::format("`{}` owes both: a party's own failure does not excuse it", other.owed_by)).help = "name what the other party owes";
        }
      }
    }
  }
}

}  // namespace slate::check
