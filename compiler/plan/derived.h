// Calculated metrics. In: a checked derivation. Out: the plan's part of it, without operands and scope, which its caller lowers first.
#pragma once

#include "compiler/check/checked.h"
#include "compiler/plan/plan.h"

namespace slate::plan {

Derived DerivedOf(const check::CheckedMetric& metric);

// Whether a result rests on periods before its own: then these are measured from the term's first day on, whatever days are asked for.
bool LooksBack(const check::CheckedContract& contract);

}  // namespace slate::plan
