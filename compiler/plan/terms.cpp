#include "compiler/plan/terms.h"

#include <algorithm>

#include "compiler/plan/plan.h"
#include "runtime/number/ratio.h"

namespace slate::plan {
namespace {

Verdict ToVerdict(check::VerdictWord word) {
  switch (word) {
    case check::VerdictWord::met: return Verdict::met;
    case check::VerdictWord::missed: return Verdict::missed;
    case check::VerdictWord::not_assessed: return Verdict::not_assessed;
    case check::VerdictWord::no_data: return Verdict::no_data;
  }
  return Verdict::no_data;
}

// intercept + slope * n/d over a common denominator: (a*d + b*n) / (c*d); money in minor units.
Band LowerBand(const check::CheckedContract& contract, const check::CheckedObligation& obligation, const check::CheckedBand& band, Diagnostics& diagnostics) {
  Band lowered{.lower = band.lower_unbounded ? Ratio{} : band.lower, .upper = band.upper_unbounded ? Ratio{} : band.upper,
               .lower_unbounded = band.lower_unbounded, .upper_unbounded = band.upper_unbounded,
               .lower_inclusive = band.lower_inclusive, .upper_inclusive = band.upper_inclusive,
               .none = band.none, .of_charge = band.of_charge, .a = 0, .b = 0, .c = 1, .per = static_cast<settle::Per>(band.per), .step = band.step, .text = band.text};
  if (band.none) return lowered;
  Ratio scale = MakeRatio(1, 1);
  if (!band.of_charge) {
    for (int i = 0; i < contract.currency.scale; ++i) scale.numerator *= 10;
  }
  const auto intercept = Multiply(band.intercept, scale);
  const auto slope = Multiply(band.slope, scale);
  const auto common = intercept && slope ? Multiply(MakeRatio(intercept->denominator, 1), MakeRatio(slope->denominator, 1)) : std::nullopt;
  const auto a = common ? Multiply(*intercept, *common) : std::nullopt;
  const auto b = common ? Multiply(*slope, *common) : std::nullopt;
  constexpr Int128 kLimit = static_cast<Int128>(1) << 100;  // terms keep coefficients in 127 bits
  if (!a || !b || common->numerator > kLimit || a->numerator > kLimit || b->numerator > kLimit || -a->numerator > kLimit || -b->numerator > kLimit) {
    diagnostics.Report(DiagnosticKind::expression_too_wide, band.span, "this consequence can't be computed exactly: its numbers have too many digits", obligation.clause)
        .help = "use bounds and percentages with fewer digits";
    return lowered;
  }
  lowered.a = a->numerator;
  lowered.b = b->numerator;
  lowered.c = common->numerator;
  return lowered;
}

Cap LowerCap(const check::CheckedContract& contract, const check::CheckedCap& cap) {
  Cap lowered;
  switch (cap.kind) {
    case check::LimitWord::cap: lowered.kind = settle::CapKind::cap; break;
    case check::LimitWord::floor: lowered.kind = settle::CapKind::floor; break;
    case check::LimitWord::de_minimis: lowered.kind = settle::CapKind::de_minimis; break;
  }
  if (cap.fixed) lowered.fixed = RoundToScale(*cap.fixed, contract.currency.scale, RoundingMode::down);
  lowered.share = cap.share;
  lowered.charge = cap.charge;
  lowered.window = cap.window;
  lowered.whole_term = cap.whole_term;
  lowered.of_bonus = cap.of_bonus;
  lowered.carried = cap.carried;
  lowered.together = cap.together;
  lowered.order = cap.pro_rata ? settle::CapOrder::pro_rata : settle::CapOrder::earliest_first;
  lowered.text = cap.text;
  return lowered;
}

Target TargetOf(const check::CheckedLevel& level) { return {static_cast<Direction>(level.direction), level.level}; }

settle::MissCount MissCountOf(const check::CheckedMissCount& count) {
  return {static_cast<std::uint32_t>(count.misses), static_cast<std::uint32_t>(count.window), count.text, count.below_minimum};
}

settle::Guard LowerGuard(const check::CheckedContract& contract, const check::CheckedGuard& guard) {
  const check::CheckedMetric& metric = contract.metrics[guard.metric];
  return {.metric = metric.name, .clause = metric.clause, .text = guard.text, .form = {}, .target = TargetOf(guard.level), .no_bonus = guard.no_bonus,
          .no_earn_back = guard.no_earn_back, .held_without_value = guard.held_without_value};
}

}  // namespace

std::vector<settle::Terms> TermsOf(const check::CheckedContract& contract, const check::CheckedObligation& obligation, Diagnostics& diagnostics) {
  settle::Terms common;
  common.obligation = obligation.name;
  common.title = obligation.title;
  common.clause = obligation.clause;
  common.owed_by = obligation.owed_by;
  common.owed_to = obligation.owed_to;
  common.partial_met = contract.partial_periods == check::PartialPeriods::met;
  common.partial_ignored = contract.partial_periods == check::PartialPeriods::ignored;
  if (obligation.volume) common.volume = Volume{obligation.volume->minimum, obligation.volume->after_exclusions, ToVerdict(obligation.volume->below), obligation.volume->pooled_by};
  common.empty = ToVerdict(obligation.empty);
  common.charge = obligation.charge;
  if (obligation.allocation) common.allocation = settle::Allocation{obligation.allocation->share, obligation.allocation->text};
  common.bonus_charge = obligation.bonus_charge;
  for (const check::CheckedRepeat& repeat : obligation.repeats) common.repeats.push_back({MissCountOf(repeat.when), repeat.factor});
  if (const auto& claim = obligation.claim) common.claim = settle::Claim{claim->by, claim->within, claim->text};
  for (const check::CheckedRung& rung : obligation.rungs) {
    common.rungs.push_back({.when = MissCountOf(rung.when), .to = rung.to, .within = rung.within, .plan_by = rung.plan_by, .plan_within = rung.plan_within,
                            .terminate_by = rung.terminate_by, .ends = rung.ends, .notice = rung.notice, .text = rung.text});
  }
  common.watch = obligation.watch;
  for (const check::CheckedGuard& guard : obligation.guards) common.guards.push_back(LowerGuard(contract, guard));
  for (const check::CheckedRelief& relief : obligation.relief) common.relief.push_back({relief.to_the_extent, relief.by, obligation.clause, relief.text});
  if (const auto& earned = obligation.earn_back) common.earn_back = settle::EarnBack{earned->share, static_cast<std::uint32_t>(earned->periods), earned->text};
  common.stack = obligation.stack;
  for (const check::CheckedCap& cap : obligation.caps) common.caps.push_back(LowerCap(contract, cap));
  common.rounding = {obligation.rounding_mode, obligation.rounding_places, obligation.rounding_before_caps, obligation.rounding_decided_by};

  std::vector<settle::Terms> all;
  const auto add = [&](const check::CheckedClass* only, const auto& of) {
    settle::Terms& terms = all.emplace_back(common);
    if (only != nullptr && !only->otherwise) (obligation.class_of_group ? terms.only_class : terms.only_group) = only->value;
    terms.target = TargetOf(of.target);
    if (of.minimum) terms.minimum = TargetOf(*of.minimum);
    for (const check::CheckedBand& band : of.bands) terms.bands.push_back(LowerBand(contract, obligation, band, diagnostics));
    for (const check::CheckedBand& band : of.bonus) terms.bonus_bands.push_back(LowerBand(contract, obligation, band, diagnostics));
  };
  if (obligation.recalibration) {
    for (const check::CheckedClass& level : obligation.recalibration->levels) add(nullptr, level);
    return all;
  }
  // The obligation itself, or what amendments and seasons make of it; what holds for the groups that no other names comes last.
  const auto add_all = [&](const auto& version) {
    if (version.classes.empty()) add(nullptr, version);
    for (const check::CheckedClass& one : version.classes) add(&one, one);
  };
  common.season = obligation.season;
  if (!obligation.versions.empty()) common.until = obligation.versions.front().from;
  add_all(obligation);
  for (std::size_t i = 0; i < obligation.versions.size(); ++i) {
    common.from = obligation.versions[i].from;
    common.until = i + 1 < obligation.versions.size() ? std::optional(obligation.versions[i + 1].from) : std::nullopt;
    common.amendments = obligation.versions[i].amendments;
    common.season = obligation.versions[i].season;
    add_all(obligation.versions[i]);
  }
  return all;
}

settle::JointTerms JointTermsOf(const check::CheckedContract& contract) {
  settle::JointTerms joint;
  for (const check::CheckedStacking& stacking : contract.stackings) {
    joint.stackings.push_back({stacking.clause, stacking.text, stacking.highest, {stacking.obligations.begin(), stacking.obligations.end()}});
  }
  for (const check::CheckedPool& pool : contract.pools) {
    settle::RiskPool lowered{pool.name, pool.clause, pool.text, pool.at_risk, pool.charge, pool.pro_rata ? settle::CapOrder::pro_rata : settle::CapOrder::earliest_first, {}};
    for (const check::CheckedPool::Member& member : pool.members) {
      if (member.index) lowered.obligations.push_back(*member.index);
    }
    joint.pools.push_back(std::move(lowered));
  }
  for (std::size_t place = 0; place < contract.obligations.size(); ++place) {
    const auto& source = contract.obligations[place].recalibration;
    if (!source) continue;
    joint.recalibrations.push_back({.obligation = place, .clause = source->clause, .text = source->text, .move = source->move, .each = source->each,
                                    .reached_in = static_cast<std::uint32_t>(source->reached_in), .met_in = static_cast<std::uint32_t>(source->met_in),
                                    .unassessed_left_out = source->unassessed_left_out, .approvers = source->approvers, .within = source->within,
                                    .silence_accepts = source->silence_accepts, .effective = source->effective});
  }
  return joint;
}

settle::ImprovementTerms ImprovementTermsOf(const check::CheckedContract& contract, const check::CheckedImprovement& improvement) {
  settle::ImprovementTerms terms;
  terms.name = improvement.name;
  terms.title = improvement.title;
  terms.clause = improvement.clause;
  terms.owner = improvement.owner;
  if (const auto& goal = improvement.goal) {
    terms.goal = settle::ImprovementTerms::Goal{.metric = contract.metrics[goal->metric].name, .text = goal->text, .form = {}, .from = goal->from, .to = TargetOf(goal->to), .by = goal->by};
  }
  for (const check::CheckedImprovement::Action& action : improvement.actions) terms.actions.push_back({action.party, action.text, action.by});
  terms.funded = improvement.funded;
  terms.funded_text = improvement.funded_text;
  terms.credits_of = improvement.credits_of;
  terms.to = improvement.to;
  terms.within = improvement.within;
  return terms;
}

}  // namespace slate::plan
