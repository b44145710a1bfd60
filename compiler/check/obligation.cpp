#include <fmt/format.h>

#include "compiler/check/bands.h"
#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

std::optional<CheckedLevel> CheckTarget(Scope& scope, const syntax::Level& level, const MeasuredType& type) {
  const auto value = CheckLevel(scope, level.value, type, nullptr);
  if (!value) return std::nullopt;
  CheckedLevel checked{.direction = {}, .level = *value, .unit = {}, .span = level.span};
  if (const auto* number = std::get_if<syntax::NumberLiteral>(&level.value.form); number != nullptr && type.kind == TypeKind::duration && !number->unit.empty()) {
    checked.unit = number->unit.front().text;
    if (checked.unit != "ms" && checked.unit.back() != 's') checked.unit += 's';
  }
  using enum CheckedLevel::Direction;
  switch (level.op) {
    case syntax::ComparisonOperator::at_least: checked.direction = at_least; break;
    case syntax::ComparisonOperator::more_than: checked.direction = more_than; break;
    case syntax::ComparisonOperator::at_most: checked.direction = at_most; break;
    case syntax::ComparisonOperator::less_than: checked.direction = less_than; break;
    default:
      scope.Report(DiagnosticKind::type_mismatch, level.span, "a target is a level, not a moment")
          .help = fmt::format("write `target at least {0}` or `target at most {0}`", LevelExample(type));
      return std::nullopt;
  }
  if (type.kind == TypeKind::ratio && Compare(MakeRatio(1, 1), *value) < 0) {
    scope.Report(DiagnosticKind::number_out_of_range, level.span, "a ratio of items is never above 100%");
    return std::nullopt;
  }
  return checked;
}

std::optional<VerdictWord> ToVerdict(std::optional<syntax::VerdictWord> word) {
  if (!word) return std::nullopt;
  switch (*word) {
    case syntax::VerdictWord::met: return VerdictWord::met;
    case syntax::VerdictWord::missed: return VerdictWord::missed;
    case syntax::VerdictWord::not_assessed: return VerdictWord::not_assessed;
    case syntax::VerdictWord::no_data: return VerdictWord::no_data;
  }
  return std::nullopt;
}

void CheckVolume(Scope& scope, const syntax::Volume& volume, CheckedObligation& obligation, std::vector<std::string>& open) {
  const auto* number = std::get_if<syntax::NumberLiteral>(&volume.minimum.form);
  if (number == nullptr || number->value.scale != 0 || !number->unit.empty() || number->value.digits > 1'000'000'000) {
    if (!std::holds_alternative<syntax::MissingExpression>(volume.minimum.form)) {
      scope.Report(DiagnosticKind::type_mismatch, volume.minimum.span, "a volume is a whole number of items, at most 1,000,000,000")
          .help = "write `volume at least 50 after exclusions, else not assessed`";
    }
    return;
  }
  CheckedVolume checked{.minimum = number->value.digits, .after_exclusions = volume.after_exclusions,
                        .below = VerdictWord::not_assessed, .span = volume.span};
  if (!volume.otherwise) {
    open.push_back(fmt::format("volume at least {} {} exclusions, else not assessed   // or: else met, else missed", checked.minimum,
                               checked.after_exclusions ? "after" : "before"));
  } else if (volume.otherwise->pooled_by) {
    scope.NotEvaluatedYet(volume.otherwise->span, "a volume pooled over a longer period");
  } else if (const auto below = ToVerdict(volume.otherwise->verdict)) {
    checked.below = *below;
  }
  obligation.volume = checked;
}

std::optional<std::uint32_t> CheckCreditCharge(Scope& scope, const syntax::Identifier& name, const CheckedObligation& obligation) {
  Declaration* declaration = scope.Find(name, NameKind::charge);
  if (declaration == nullptr) return std::nullopt;
  const CheckedCharge& charge = scope.contract.charges[declaration->index];
  if (charge.period != obligation.period) {
    Diagnostic& problem = scope.Report(DiagnosticKind::charge_period_mismatch, name.span,
                                       fmt::format("`{}` is paid each {}, but the obligation is measured each {}", charge.name,
                                                   PeriodWords(charge.period), PeriodWords(obligation.period)));
    problem.notes.push_back({declaration->span, "the charge"});
    problem.help = "measure each period the charge is paid for; a sum of charges is never assumed";
  }
  if (!charge.group.empty() && obligation.group.value_or("") != charge.group) {
    Diagnostic& problem = scope.Report(DiagnosticKind::charge_period_mismatch, name.span,
                                       fmt::format("`{}` is paid for each {}, but the obligation is measured for {}", charge.name, charge.group,
                                                   obligation.group ? "each " + *obligation.group : "all together"));
    problem.notes.push_back({declaration->span, "the charge"});
  }
  return declaration->index;
}

void CheckCap(Scope& scope, const syntax::Cap& cap, CheckedObligation& obligation) {
  CheckedCap checked;
  checked.span = cap.span;
  checked.text = OneLine(scope.sources.Text(cap.span));
  if (cap.together) scope.NotEvaluatedYet(cap.span, "a cap over all groups together");
  if (cap.order != syntax::CapOrder::unstated) scope.NotEvaluatedYet(cap.span, "a cap shared out in an order");
  if (cap.period) {
    const auto period = CheckPeriod(scope, *cap.period);
    if (period && *period != obligation.period) scope.NotEvaluatedYet(cap.span, "a cap over a longer period than is measured");
  } else {
    scope.Report(DiagnosticKind::undecided, cap.span, "the cap does not say for how long it holds")
        .help = fmt::format("add `each {}`", PeriodWords(obligation.period));
  }
  if (const auto* share = std::get_if<syntax::PercentOfExpression>(&cap.limit.form)) {
    const Ratio percent = FromDecimal(share->percent);
    checked.share = MakeRatio(percent.numerator, percent.denominator * 100);
    const auto* path = share->operand ? std::get_if<syntax::PathExpression>(&share->operand->form) : nullptr;
    if (path == nullptr || path->parts.size() != 1) {
      scope.Report(DiagnosticKind::type_mismatch, cap.limit.span, "a cap is an amount, or a percentage of a charge");
      return;
    }
    const auto charge = CheckCreditCharge(scope, path->parts[0], obligation);
    if (!charge) return;
    checked.charge = *charge;
    if (Decision(scope, "cap_rounding") == nullptr) {
      scope.Report(DiagnosticKind::undecided, cap.span, "the cap is a share of a charge, and nothing says how it is rounded")
          .help = "put `decide cap_rounding is down` into the contract's header, or name conventions that do";
    }
  } else {
    checked.fixed = CheckMoney(scope, cap.limit);
    if (!checked.fixed) return;
  }
  obligation.caps.push_back(std::move(checked));
}

std::optional<RoundingMode> ModeFromWords(const std::string& words) {
  if (words == "half_away_from_zero") return RoundingMode::half_away_from_zero;
  if (words == "half_even") return RoundingMode::half_even;
  if (words == "down") return RoundingMode::down;
  if (words == "up") return RoundingMode::up;
  return std::nullopt;
}

void CheckRounding(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation, std::vector<std::string>& open) {
  obligation.rounding_places = scope.contract.currency.scale;
  const Decided* mode = Decision(scope, "credit_rounding");
  const Decided* order = Decision(scope, "rounding_order");
  if (mode != nullptr) {
    obligation.rounding_mode = ModeFromWords(mode->answer).value_or(RoundingMode::half_away_from_zero);
    obligation.rounding_decided_by = mode->decided_by;
  }
  if (order != nullptr) obligation.rounding_before_caps = order->answer == "before_caps";
  bool mode_stated = mode != nullptr, order_stated = order != nullptr || obligation.caps.empty();
  if (source.rounding) {
    const syntax::Rounding& rounding = *source.rounding;
    std::string words;
    for (const syntax::Identifier& word : rounding.mode) words += (words.empty() ? "" : "_") + word.text;
    if (!words.empty()) {
      const auto stated = ModeFromWords(words);
      if (stated) {
        obligation.rounding_mode = *stated;
      } else {
        scope.Report(DiagnosticKind::unknown_decision, rounding.span, "this is no way of rounding")
            .help = "round `half away from zero`, `half even`, `down` (towards zero) or `up` (away from zero)";
      }
      obligation.rounding_decided_by = scope.clause;
      mode_stated = true;
    }
    if (rounding.places) {
      if (*rounding.places < 0 || *rounding.places > scope.contract.currency.scale) {
        scope.Report(DiagnosticKind::number_out_of_range, rounding.span,
                     fmt::format("{} amounts have {} places, not {}", scope.contract.currency.code, scope.contract.currency.scale, *rounding.places));
      } else {
        obligation.rounding_places = *rounding.places;
      }
    }
    if (rounding.before_caps) {
      obligation.rounding_before_caps = *rounding.before_caps;
      order_stated = true;
    }
  }
  if (!mode_stated) open.push_back("rounding half away from zero                         // or: half even, down, up");
  else if (!order_stated) open.push_back("rounding half away from zero before caps             // or: after caps");
}

}  // namespace

void CheckObligation(Scope& scope, const syntax::Obligation& source, Span span) {
  CheckedObligation checked;
  checked.name = source.name.text;
  checked.title = source.title ? source.title->value : "";
  checked.clause = scope.clause;
  checked.span = span;
  for (const auto& [party, name] : {std::pair{&source.owed_by, &checked.owed_by}, std::pair{&source.owed_to, &checked.owed_to}}) {
    if (!*party) continue;
    if (scope.Find(**party, NameKind::party) != nullptr) *name = (*party)->text;
  }
  if (!source.owed_by || !source.owed_to) {
    scope.Report(DiagnosticKind::obligation_incomplete, source.name.span, fmt::format("obligation `{}` does not say who owes it to whom", checked.name))
        .help = fmt::format("write `obligation {} owed by PARTY to PARTY`", checked.name);
  }

  std::vector<std::string> missing;  // parts no obligation can do without
  if (!source.measure) missing.emplace_back("measure METRIC each calendar month");
  bool target_by_table = false;
  for (const syntax::Unevaluated& construct : source.unevaluated) target_by_table = target_by_table || construct.construct == "`target by`";
  if (!source.target && target_by_table) return;  // reported as not evaluated yet
  if (!source.target) missing.emplace_back("target at least 98%");
  if (!missing.empty()) {
    std::string block;
    for (const std::string& line : missing) block += "\n  " + line;
    scope.Report(DiagnosticKind::obligation_incomplete, source.name.span,
                 fmt::format("obligation `{}` does not say {}", checked.name,
                             missing.size() == 2 ? "what is measured and what must be reached" : source.measure ? "what must be reached" : "what is measured"))
        .help = "add:" + block;
    return;
  }

  bool measurable = false;
  const CheckedEvent* event = nullptr;
  if (Declaration* metric = scope.Find(source.measure->metric, NameKind::metric); metric != nullptr && metric->index != UINT32_MAX) {
    checked.metric = metric->index;
    event = &scope.contract.events[scope.contract.metrics[metric->index].event];
    measurable = true;
    if (const auto group = SingleGroup(scope, source.measure->scope)) {
      checked.group = CheckGroup(scope, *event, *group);
      measurable = checked.group.has_value();
    }
  }
  if (!source.measure->scope.period) {
    scope.Report(DiagnosticKind::undecided, source.measure->span, "the measure does not say over which period")
        .help = fmt::format("write `measure {} each calendar month`", source.measure->metric.text);
    measurable = false;
  } else if (const auto period = CheckPeriod(scope, *source.measure->scope.period)) {
    checked.period = *period;
    CheckTermFits(scope, *period, source.measure->scope.period->span);
  } else {
    measurable = false;
  }
  const auto target = event == nullptr ? std::nullopt : CheckTarget(scope, *source.target, scope.contract.metrics[checked.metric].measured);

  std::vector<std::string> open;  // decisions that are missing: one message, one block to paste
  if (source.volume) CheckVolume(scope, *source.volume, checked, open);
  bool seen_in_period = false;
  if (event != nullptr && checked.group) {
    for (const CheckedField& field : event->fields) {
      if (field.name == *checked.group) seen_in_period = field.groups == GroupsKind::seen_in_period;
    }
  }
  const bool never_empty = event != nullptr && measure::DefinedWhenEmpty(scope.contract.metrics[checked.metric].aggregate.kind);
  const bool has_exclusions = measurable && !scope.contract.metrics[checked.metric].exclusions.empty();
  if (source.empty) {
    checked.empty = *ToVerdict(source.empty->verdict);
    if (never_empty) {
      scope.Report(DiagnosticKind::dead_decision, source.empty->span, "`empty` can't occur: a count or a sum of nothing is zero").help = "take it out";
    } else if (seen_in_period && !has_exclusions) {
      scope.Report(DiagnosticKind::dead_decision, source.empty->span,
                   fmt::format("`empty` can't occur: a {} exists only in periods in which it was seen", *checked.group))
          .help = "take it out, or let groups exist by a roster or `seen since the term began`";
    }
  } else if (const Decided* decided = Decision(scope, "empty_period")) {
    checked.empty = VerdictFromWords(decided->answer).value_or(VerdictWord::no_data);
  } else if (!never_empty && (!seen_in_period || has_exclusions)) {
    open.emplace_back("empty no data                                        // or: met, missed, not assessed");
  }
  if (target) checked.target = *target;
  if (source.credit) {
    if (source.credit->charge) checked.charge = CheckCreditCharge(scope, *source.credit->charge, checked);
    if (target) CheckBands(scope, *source.credit, checked);
    for (const syntax::Cap& cap : source.caps) CheckCap(scope, cap, checked);
    CheckRounding(scope, source, checked, open);
  } else if (!source.caps.empty() || source.rounding) {
    scope.Report(DiagnosticKind::dead_decision, source.rounding ? source.rounding->span : source.caps.front().span,
                 fmt::format("obligation `{}` gives no credit that could be capped or rounded", checked.name));
  }
  if (!open.empty()) {
    std::string block;
    for (const std::string& line : open) block += "\n  " + line;
    scope.Report(DiagnosticKind::undecided, source.name.span,
                 fmt::format("obligation `{}` leaves {} open that its result depends on", checked.name, open.size() == 1 ? "a question" : "questions"))
        .help = "decide in the clause:" + block + "\nor name conventions that do, such as `conventions slate_2026`, in the contract's header";
  }
  if (measurable && target) scope.contract.obligations.push_back(std::move(checked));
}

}  // namespace slate::check
