#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/amendment.h"
#include "compiler/check/bands.h"
#include "compiler/check/declarations.h"
#include "compiler/check/governance.h"
#include "compiler/check/incentives.h"
#include "compiler/check/joint.h"
#include "compiler/check/seasons.h"
#include "compiler/check/targets.h"

namespace slate::check {
namespace {

// The unit of a level as it is written, also where a Defined Term stands for it; empty: a sum, or none.
std::string UnitAsWritten(Scope& scope, const syntax::Expression& level) {
  if (const auto* number = std::get_if<syntax::NumberLiteral>(&level.form)) return number->unit.empty() ? "" : number->unit.back().text;
  const auto* path = std::get_if<syntax::PathExpression>(&level.form);
  if (path == nullptr || path->parts.size() != 1) return "";
  const auto found = scope.names.find(path->parts[0].text);
  const auto* define = found == scope.names.end() || found->second.kind != NameKind::define ? nullptr : std::get_if<syntax::Define>(found->second.body);
  return define == nullptr ? "" : UnitAsWritten(scope, TermWithoutItem(scope, *define, level.span));  // circles were reported when the level was checked
}

// Between which percentages, or percentage points, all values lie.
std::string RangeWords(const MeasuredType& type) {
  const auto words = [&](const Ratio& share) {
    const auto percent = Multiply(share, Ratio{100, 1});
    std::string text = ToDecimalText(percent.value_or(share), 4);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + (type.kind == TypeKind::ratio ? "%" : " pp");
  };
  if (type.kind == TypeKind::ratio && type.least == Ratio{0, 1} && type.most == Ratio{1, 1}) return "the best a ratio can be is 100%, the least 0%";
  return fmt::format("all its values lie between {} and {}", words(type.least), words(type.most));
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

// As an answer to `empty_period`.
std::string WordsOf(syntax::VerdictWord verdict) {
  switch (verdict) {
    case syntax::VerdictWord::met: return "met";
    case syntax::VerdictWord::missed: return "missed";
    case syntax::VerdictWord::not_assessed: return "not_assessed";
    case syntax::VerdictWord::no_data: return "no_data";
  }
  return "";
}

void CheckVolume(Scope& scope, const syntax::Volume& volume, bool excludes, CheckedObligation& obligation, std::vector<std::string>& open) {
  const auto* number = std::get_if<syntax::NumberLiteral>(&volume.minimum.form);
  if (number == nullptr || number->value.scale != 0 || !number->unit.empty() || number->value.digits > 1'000'000'000) {
    if (!std::holds_alternative<syntax::MissingExpression>(volume.minimum.form)) {
      scope.Report(DiagnosticKind::type_mismatch, volume.minimum.span, "a volume is a whole number of items, at most 1,000,000,000")
          .help = "write `volume at least 50 after exclusions, else not assessed`";
    }
    return;
  }
  const bool order_open = excludes && !volume.exclusions_stated;
  CheckedVolume checked{.minimum = number->value.digits, .after_exclusions = volume.after_exclusions,
                        .below = VerdictWord::not_assessed, .span = volume.span};
  if (order_open || !volume.otherwise) {
    const std::string otherwise = "else " + (volume.otherwise ? OneLine(scope.sources.Text(volume.otherwise->span)) : "not assessed");
    open.push_back(fmt::format("volume at least {} {} exclusions, {}   // or: {}{}", checked.minimum, checked.after_exclusions ? "after" : "before",
                               otherwise, order_open ? "before exclusions" : "", volume.otherwise ? "" : order_open ? "; else met, else missed" : "else met, else missed"));
  }
  if (volume.otherwise && volume.otherwise->pooled_by) {
    checked.pooled_by = CheckPeriodApart(scope, *volume.otherwise->pooled_by, "a pool of them would count an item several times");
    if (checked.pooled_by && obligation.period.kind == PeriodKind::rolling) {
      scope.Report(DiagnosticKind::type_mismatch, volume.otherwise->span, "rolling windows overlap: a pool of them would count an item several times")
          .help = "choose a longer window, or say `else not assessed`";
    } else if (checked.pooled_by && !IsLonger(*checked.pooled_by, obligation.period)) {
      scope.Report(DiagnosticKind::type_mismatch, volume.otherwise->span,
                   fmt::format("a {} can't be pooled by {}: that is no longer period", PeriodWords(obligation.period), PeriodWords(*checked.pooled_by)));
    } else if (checked.pooled_by) {
      CheckStraddling(scope, *checked.pooled_by, obligation.period, "pool", volume.otherwise->span);
    }
    if (!checked.after_exclusions) {
      scope.Report(DiagnosticKind::type_mismatch, volume.span, "a pooled volume counts the items that are left after exclusions")
          .help = "write `after exclusions`";
    }
  } else if (const auto below = volume.otherwise ? ToVerdict(volume.otherwise->verdict) : std::nullopt) {
    checked.below = *below;
  }
  obligation.volume = checked;
}

}  // namespace

bool CheckChargeScope(Scope& scope, const CheckedCharge& charge, Span span, const CheckedObligation& obligation) {
  const Span declared = scope.names.at(charge.name).span;
  if (charge.period != obligation.period) {
    Diagnostic& problem = scope.Report(DiagnosticKind::charge_period_mismatch, span,
                                       fmt::format("`{}` is paid each {}, but the obligation is measured each {}", charge.name,
                                                   PeriodWords(charge.period), PeriodWords(obligation.period)));
    problem.notes.push_back({declared, "the charge"});
    problem.help = "measure each period the charge is paid for; a sum of charges is never assumed";
  }
  const bool each = !charge.group.empty() && obligation.group.value_or("") != charge.group;
  if (each) {
    Diagnostic& problem = scope.Report(DiagnosticKind::charge_period_mismatch, span,
                                       fmt::format("`{}` is paid for each {}, but the obligation is measured for {}", charge.name, charge.group,
                                                   obligation.group ? "each " + *obligation.group : "all together"));
    problem.notes.push_back({declared, "the charge"});
  }
  return charge.period == obligation.period && !each;
}

namespace {

std::optional<std::uint32_t> CheckCreditCharge(Scope& scope, const syntax::Identifier& name, const CheckedObligation& obligation) {
  Declaration* declaration = scope.Find(name, NameKind::charge);
  if (declaration == nullptr || declaration->index == UINT32_MAX) return std::nullopt;
  CheckChargeScope(scope, scope.contract.charges[declaration->index], name.span, obligation);
  return declaration->index;
}

// What shares are shares of: a charge, or, of credits, what a pool allocates.
std::optional<std::uint32_t> CheckBase(Scope& scope, const syntax::Identifier& name, TableKind kind, CheckedObligation& obligation) {
  const auto found = scope.names.find(name.text);
  if (found == scope.names.end() || found->second.kind != NameKind::pool) return CheckCreditCharge(scope, name, obligation);
  if (kind == TableKind::credit) return CheckCreditOfPool(scope, name, obligation);
  scope.Report(DiagnosticKind::type_mismatch, name.span, fmt::format("`{}` is what the party that owes has at risk, and a bonus is paid by the other", name.text)).help =
      "name a charge: `bonus of fee { ... }`";
  return std::nullopt;
}

// False after reporting a period that is none.
bool CheckCapWindow(Scope& scope, const syntax::Cap& cap, const CheckedObligation& obligation, CheckedCap& checked) {
  const auto period = obligation.period.kind == PeriodKind::rolling ? CheckPeriod(scope, *cap.period)
                                                                     : CheckPeriodApart(scope, *cap.period, "a credit would lie in several caps");
  if (!period) return false;
  if (*period != obligation.period) {
    checked.window = *period;
    CheckStraddling(scope, *period, obligation.period, "cap", cap.period->span);
    if (IsLonger(obligation.period, *period)) {  // of two that are as long, each credit lies in one
      scope.Report(DiagnosticKind::type_mismatch, cap.period->span,
                   fmt::format("credits are given each {}, so a cap can't hold for each {}", PeriodWords(obligation.period), PeriodWords(*period)));
    }
  }
  return true;
}

// `excess carried to next calendar month`: the window after the cap's own.
void CheckCarried(Scope& scope, const syntax::Cap& cap, const CheckedObligation& obligation, CheckedCap& checked) {
  if (!cap.carried_to) return;
  const Period own = checked.window.value_or(obligation.period);
  const std::string help = checked.whole_term ? "take it out: there is no window after the term" : fmt::format("write `excess carried to next {}`", PeriodWords(own));
  const bool words = cap.carried.size() == 2 && cap.carried[0].text == "excess" && cap.carried[1].text == "carried";
  const auto next = CheckPeriod(scope, *cap.carried_to);
  if (!next) return;
  checked.carried = words && !checked.whole_term && *next == own;
  if (!checked.carried) scope.Report(DiagnosticKind::type_mismatch, cap.carried_to->span, "what a cap takes can be carried to the window after its own, and to no other").help = help;
}

// How long a cap holds, over which groups, and in which order credits use it up.
void CheckCapScope(Scope& scope, const syntax::Cap& cap, const CheckedObligation& obligation, CheckedCap& checked) {
  checked.whole_term = cap.whole_term;
  if (!cap.period && !cap.whole_term) {
    scope.Report(DiagnosticKind::undecided, cap.span, "the cap does not say for how long it holds")
        .help = fmt::format("add `each {}`, or `over the term`", PeriodWords(obligation.period));
    return;
  }
  if (cap.period && !CheckCapWindow(scope, cap, obligation, checked)) return;
  if (cap.together) checked.together = NamesGroup(scope, obligation, *cap.together, "cap");
  if (cap.each_group) NamesGroup(scope, obligation, *cap.each_group, "cap");
  if (obligation.group && !cap.together && !cap.each_group) {
    scope.Report(DiagnosticKind::undecided, cap.span, fmt::format("the cap does not say whether it holds for each {} or for all of them together", *obligation.group))
        .help = fmt::format("write `cap credit at ... for each {} each ...`, or add `, all {} together, earliest first`", *obligation.group, PluralOf(*obligation.group));
  }
  const bool shared = checked.IsShared();
  if (shared && cap.order == syntax::CapOrder::unstated) {
    scope.Report(DiagnosticKind::undecided, cap.span, "several credits share this cap, and nothing says which of them it cuts")
        .help = "add `, earliest first`, or `, pro rata`";
  }
  if (!shared && cap.order != syntax::CapOrder::unstated) {
    scope.Report(DiagnosticKind::dead_decision, cap.span, "the cap holds for one credit alone, so there is no order").help = "take the order out";
  }
  checked.pro_rata = cap.order == syntax::CapOrder::pro_rata;
  CheckCarried(scope, cap, obligation, checked);
}

// A share of what a longer window or all groups are charged needs to be known before the window ends: which groups there will be
// must not depend on what is seen.
void CheckSharedCharge(Scope& scope, const syntax::Cap& cap, const CheckedObligation& obligation, const CheckedEvent& event, const CheckedCap& checked) {
  const CheckedCharge& charge = scope.contract.charges[checked.charge];
  if (!checked.IsShared() || charge.group.empty()) return;
  for (const CheckedField& field : event.fields) {
    if (field.name != obligation.group.value_or("") || field.groups == GroupsKind::roster || field.groups == GroupsKind::closed_values) continue;
    scope.Report(DiagnosticKind::undecided, cap.limit.span,
                 fmt::format("`{}` is paid for each {}, but a {} exists only once it is seen, so nothing says which charges the cap is a share of", charge.name, charge.group, charge.group))
        .help = fmt::format("let them exist by a roster (`dimension {} : text from ROSTER`), or cap at an amount, or at a share of a charge that is paid whole", charge.group);
  }
}

void CheckCap(Scope& scope, const syntax::Cap& cap, const CheckedEvent* event, CheckedObligation& obligation) {
  CheckedCap checked;
  checked.span = cap.span;
  checked.text = OneLine(scope.sources.Text(cap.span));
  checked.of_bonus = cap.of_bonus;
  if (cap.kind != syntax::LimitKind::cap) {
    checked.kind = cap.kind == syntax::LimitKind::floor ? LimitWord::floor : LimitWord::de_minimis;
    checked.fixed = CheckMoney(scope, cap.limit);
    if (checked.fixed) obligation.caps.push_back(std::move(checked));
    return;
  }
  CheckCapScope(scope, cap, obligation, checked);
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
    if (event != nullptr) CheckSharedCharge(scope, cap, obligation, *event, checked);
    if (Ask(scope, "cap_rounding", cap.span) == nullptr) {
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
  bool mode_stated = mode != nullptr, order_stated = order != nullptr || source.caps.empty();
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
      if (stated) AnswerInClause(scope, "credit_rounding", words, rounding.span);
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
      obligation.rounding_order_stated = true;
      order_stated = true;
      AnswerInClause(scope, "rounding_order", *rounding.before_caps ? "before_caps" : "after_caps", rounding.span);
    }
  }
  const Span paying = source.credit ? source.credit->span : source.bonus->span;
  if (!source.rounding || source.rounding->mode.empty()) Ask(scope, "credit_rounding", paying);
  if (!source.caps.empty() && !(source.rounding && source.rounding->before_caps)) Ask(scope, "rounding_order", paying);
  if (!mode_stated) open.push_back("rounding half away from zero                         // or: half even, down, up");
  else if (!order_stated) open.push_back("rounding half away from zero before caps             // or: after caps");
}

// What pays: the tables, and what rounds and limits them.
void CheckPayments(Scope& scope, const syntax::Obligation& source, const CheckedEvent* event, bool periodic, bool has_target, CheckedObligation& checked, std::vector<std::string>& open) {
  for (const auto& [table, charge, kind] : {std::tuple{&source.credit, &checked.charge, TableKind::credit}, {&source.bonus, &checked.bonus_charge, TableKind::bonus}}) {
    if (*table && (*table)->charge && periodic) *charge = CheckBase(scope, *(*table)->charge, kind, checked);
  }
  if (has_target) CheckTables(scope, source, scope.contract.term_first, checked);
  if (source.credit || source.bonus) CheckRounding(scope, source, checked, open);
  else if (source.rounding) scope.Report(DiagnosticKind::dead_decision, source.rounding->span, fmt::format("obligation `{}` gives no credit that could be rounded", checked.name)).help = "take it out";
  for (const syntax::Cap& cap : source.caps) {
    if (!(cap.of_bonus ? source.bonus : source.credit)) {
      const std::string_view what = cap.of_bonus ? "pays no bonus" : "gives no credit";
      scope.Report(DiagnosticKind::dead_decision, cap.span, fmt::format("obligation `{}` {} that could be limited", checked.name, what)).help = "take it out";
    } else if (periodic) {
      CheckCap(scope, cap, event, checked);
    }
  }
}

}  // namespace

std::optional<CheckedLevel> CheckTarget(Scope& scope, const syntax::Level& level, const MeasuredType& type, std::string_view what, const Ratio* target) {
  const auto value = CheckLevel(scope, level.value, type, target);
  if (!value) return std::nullopt;
  CheckedLevel checked{.direction = {}, .level = *value, .unit = {}, .span = level.span};
  if (type.kind == TypeKind::duration || type.kind == TypeKind::business_time) checked.unit = UnitAsWritten(scope, level.value);
  if (!checked.unit.empty() && checked.unit != "ms" && checked.unit.back() != 's') checked.unit += 's';
  using enum CheckedLevel::Direction;
  switch (level.op) {
    case syntax::ComparisonOperator::at_least: checked.direction = at_least; break;
    case syntax::ComparisonOperator::more_than: checked.direction = more_than; break;
    case syntax::ComparisonOperator::at_most: checked.direction = at_most; break;
    case syntax::ComparisonOperator::less_than: checked.direction = less_than; break;
    default:
      scope.Report(DiagnosticKind::type_mismatch, level.span, fmt::format("a {} is a level, not a moment", what))
          .help = fmt::format("write `{0} at least {1}` or `{0} at most {1}`", what, LevelExample(type));
      return std::nullopt;
  }
  const bool share = type.kind == TypeKind::ratio || type.kind == TypeKind::points;
  const bool never = (share && checked.direction == more_than && Compare(*value, type.most) == 0) || (share && checked.direction == less_than && Compare(*value, type.least) == 0) ||
                     (!share && checked.direction == less_than && type.non_negative && value->numerator == 0);
  if (never) {
    scope.Report(DiagnosticKind::number_out_of_range, level.span, fmt::format("no value can meet this {}", what))
        .help = share ? RangeWords(type) : "the least it can be is zero";
    return std::nullopt;
  }
  if (share && (Compare(type.most, *value) < 0 || Compare(*value, type.least) < 0)) {
    scope.Report(DiagnosticKind::number_out_of_range, level.span, type.kind == TypeKind::ratio && type.most == Ratio{1, 1} ? "a ratio of items is never above 100%" : RangeWords(type));
    return std::nullopt;
  }
  return checked;
}

void CheckObligation(Scope& scope, const syntax::Obligation& source, Span span) {
  const std::size_t errors = scope.diagnostics.ErrorCount();
  CheckedObligation checked;
  checked.name = source.name.text;
  checked.title = source.title ? source.title->value : "";
  checked.clause = scope.clause;
  checked.span = span;
  for (const auto& [party, name] : {std::pair{&source.owed_by, &checked.owed_by}, std::pair{&source.owed_to, &checked.owed_to}}) {
    if (!*party) continue;
    if (scope.Find(**party, NameKind::party) != nullptr) *name = (*party)->text;
  }
  if (!checked.owed_by.empty() && checked.owed_by == checked.owed_to) {
    scope.Report(DiagnosticKind::obligation_incomplete, source.owed_to->span, fmt::format("`{}` can't owe this to itself", checked.owed_by))
        .help = "name the party that pays first, then the one that is paid";
  }
  if (!source.owed_by || !source.owed_to) {
    scope.Report(DiagnosticKind::obligation_incomplete, source.name.span, fmt::format("obligation `{}` does not say who owes it to whom", checked.name))
        .help = fmt::format("write `obligation {} owed by PARTY to PARTY`", checked.name);
  }

  std::vector<std::string> missing;  // parts no obligation can do without
  if (!source.measure) missing.emplace_back("measure METRIC each calendar month");
  if (source.target && source.target_by) {
    scope.Report(DiagnosticKind::duplicate_name, source.target_by->span, fmt::format("the obligation has one target, or one for each {}, not both", IsByMonth(source, *source.target_by) ? "season" : "class"))
        .notes.push_back({source.target->span, "the other target"});
  }
  if (!source.target && !source.target_by) missing.emplace_back("target at least 98%");
  if (!missing.empty()) {
    std::string block;
    for (const std::string& line : missing) block += "\n  " + line;
    scope.Report(DiagnosticKind::obligation_incomplete, source.name.span,
                 fmt::format("obligation `{}` does not say {}", checked.name,
                             missing.size() == 2 ? "what is measured and what must be reached" : source.measure ? "what must be reached" : "what is measured"))
        .help = "add:" + block;
    return;
  }

  bool measurable = false, grouped = true;
  const CheckedEvent* event = nullptr;
  const auto group = SingleGroup(scope, source.measure->scope);
  if (Declaration* metric = scope.Find(source.measure->metric, NameKind::metric); metric != nullptr && metric->index != UINT32_MAX) {
    checked.metric = metric->index;
    event = &scope.contract.events[scope.contract.metrics[metric->index].event];
    if (group) checked.group = CheckGroupOf(scope, scope.contract.metrics[metric->index], *group);
    measurable = grouped = !group || checked.group;
  }
  if (group && !checked.group) checked.group = group->text;  // caps and charges are still read as those of this group
  bool periodic = false;
  if (!source.measure->scope.period) {
    scope.Report(DiagnosticKind::undecided, source.measure->span, "the measure does not say over which period")
        .help = fmt::format("write `measure {} each calendar month`", source.measure->metric.text);
    measurable = false;
  } else if (const auto period = CheckPeriod(scope, *source.measure->scope.period)) {
    checked.period = *period;
    periodic = true;
    CheckTermFits(scope, *period, source.measure->scope.period->span);
    if (event != nullptr && checked.group && grouped) CheckLivesFit(scope, *event, *checked.group, *period);
    if (measurable) measurable = CheckDerivedScope(scope, scope.contract.metrics[checked.metric], checked.group, *period, source.measure->span);
  } else {
    measurable = false;
  }
  std::optional<CheckedLevel> target;
  if (event != nullptr) target = CheckTargets(scope, source, scope.contract.term_first, grouped, checked);

  std::vector<std::string> open;  // decisions that are missing: one message, one block to paste
  const bool has_exclusions = measurable && !scope.contract.metrics[checked.metric].exclusions.empty();
  const auto& derivation = event == nullptr ? std::nullopt : scope.contract.metrics[checked.metric].derivation;
  if (source.volume && derivation) {
    scope.Report(DiagnosticKind::type_mismatch, source.volume->span, fmt::format("`{}` is calculated from other metrics: it has no items that a volume could count", scope.contract.metrics[checked.metric].name))
        .help = "take `volume` out; where an operand has no value, there is none, and `empty` decides";
  } else if (source.volume && measurable && scope.contract.metrics[checked.metric].measured.of_time) {
    scope.Report(DiagnosticKind::type_mismatch, source.volume->span, fmt::format("a share of {} has no items that a volume could count", scope.contract.metrics[checked.metric].measured.per_bucket > 0 ? "buckets" : "time"))
        .help = "take `volume` out; a period without any time is decided by `empty`";
  } else if (source.volume && periodic) {
    CheckVolume(scope, *source.volume, has_exclusions, checked, open);
  }
  const std::size_t for_this_clause = open.size();  // no convention answers what a volume asks
  bool seen_in_period = false;
  if (event != nullptr && checked.group && !derivation) {
    for (const CheckedField& field : event->fields) {
      if (field.name == *checked.group) seen_in_period = field.groups == GroupsKind::seen_in_period;
    }
  }
  const bool never_empty = event != nullptr && (derivation ? derivation->always_defined : measure::DefinedWhenEmpty(scope.contract.metrics[checked.metric].aggregate.kind));
  const bool may_be_empty = !never_empty && (!seen_in_period || has_exclusions);
  if (source.empty) {
    checked.empty = *ToVerdict(source.empty->verdict);
    if (may_be_empty) AnswerInClause(scope, "empty_period", WordsOf(source.empty->verdict), source.empty->span);
    if (never_empty) {
      scope.Report(DiagnosticKind::dead_decision, source.empty->span, "`empty` can't occur: a count or a sum of nothing is zero").help = "take it out";
    } else if (seen_in_period && !has_exclusions) {
      scope.Report(DiagnosticKind::dead_decision, source.empty->span,
                   fmt::format("`empty` can't occur: a {} exists only in periods in which it was seen", *checked.group))
          .help = "take it out, or let groups exist by a roster or `seen since the term began`";
    }
  } else if (const Decided* decided = may_be_empty ? Ask(scope, "empty_period", source.measure->span) : Decision(scope, "empty_period")) {
    checked.empty = VerdictFromWords(decided->answer).value_or(VerdictWord::no_data);
  } else if (may_be_empty) {
    open.emplace_back("empty no data                                        // or: met, missed, not assessed");
  }
  if (target) checked.target = *target;
  CheckPayments(scope, source, event, periodic, target.has_value(), checked, open);
  if (measurable && target) CheckIncentives(scope, source, checked);
  if (measurable && target) CheckRemedies(scope, source, checked);
  if (!open.empty()) {
    std::string block;
    for (const std::string& line : open) block += "\n  " + line;
    scope.Report(DiagnosticKind::undecided, source.name.span,
                 fmt::format("obligation `{}` leaves {} open that its result depends on", checked.name, open.size() == 1 ? "a question" : "questions"))
        .help = "decide in the clause:" + block +
                (for_this_clause == open.size() ? ""
                 : for_this_clause == 0         ? "\nor name conventions that do, such as `conventions slate_2026`, in the contract's header"
                                                : "\nonly the clause can say what a volume is; for the rest name conventions that do, such as `conventions slate_2026`, in the contract's header");
  }
  if (!measurable || !target) return;
  if (scope.diagnostics.ErrorCount() == errors) CheckVersions(scope, source, checked);
  scope.contract.obligations.push_back(std::move(checked));
}

}  // namespace slate::check
