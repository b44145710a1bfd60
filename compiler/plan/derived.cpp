#include "compiler/plan/derived.h"

#include <algorithm>

namespace slate::plan {
namespace {

settle::DerivedKind KindOf(check::DerivationKind kind) {
  switch (kind) {
    case check::DerivationKind::arithmetic: return settle::DerivedKind::arithmetic;
    case check::DerivationKind::since_start: return settle::DerivedKind::since_start;
    case check::DerivationKind::over_last: return settle::DerivedKind::over_last;
    case check::DerivationKind::mean_over_last: return settle::DerivedKind::mean_over_last;
    case check::DerivationKind::mean_over_groups: return settle::DerivedKind::mean_over_groups;
    case check::DerivationKind::change: return settle::DerivedKind::change;
  }
  return settle::DerivedKind::arithmetic;
}

}  // namespace

Derived DerivedOf(const check::CheckedMetric& metric) {
  const check::CheckedDerivation& derivation = *metric.derivation;
  Derived derived;
  derived.metric = metric.name;
  derived.origin = {metric.clause, metric.span};
  derived.terms = {.kind = KindOf(derivation.kind), .since = derivation.since, .periods = derivation.periods,
                   .part_of_window = derivation.part_of_window, .every_group = derivation.every_group};
  derived.arithmetic = derivation.arithmetic;
  return derived;
}

bool LooksBack(const check::CheckedContract& contract) {
  const auto remembers = [](const check::CheckedObligation& obligation) { return !obligation.repeats.empty() || !obligation.rungs.empty() || obligation.earn_back || obligation.recalibration; };
  if (std::any_of(contract.obligations.begin(), contract.obligations.end(), remembers)) return true;
  return std::any_of(contract.metrics.begin(), contract.metrics.end(), [](const check::CheckedMetric& metric) {
    return metric.derivation && metric.derivation->kind != check::DerivationKind::arithmetic && metric.derivation->kind != check::DerivationKind::mean_over_groups;
  });
}

}  // namespace slate::plan
