// What an obligation makes of verdicts besides its credit and bonus: repeated misses, guards, relief, stacking, earning back.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// Fills the obligation, whose scope, target and tables are known.
void CheckIncentives(Scope& scope, const syntax::Obligation& source, CheckedObligation& obligation);

// What only shows when all obligations are known: relief when another is missed asks for it at the same scope.
void CheckReliefByObligations(Scope& scope);

// A ring of verdicts holds as many periods: ten years of days.
inline constexpr std::int32_t kMostPeriods = 3660;
// `calendar months` of `in any 6 calendar months`.
syntax::PeriodName Singular(syntax::PeriodName name);

// Whether a name means the groups that an obligation is measured for: the dimension, its plural or its roster; false after reporting.
bool NamesGroup(Scope& scope, const CheckedObligation& obligation, const syntax::Identifier& name, std::string_view what);

// 2 consecutive misses; 3 misses in any 6 of the obligation's periods. Nothing after reporting.
std::optional<CheckedMissCount> CheckMissCount(Scope& scope, const syntax::MissCount& source, const CheckedObligation& obligation);

}  // namespace slate::check
