// Checked contract to plan. In: a contract and binding without errors, and the days to evaluate. Out: a plan that verifies.
#pragma once

#include "compiler/check/checked.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/plan/plan.h"

namespace slate::plan {

// Evaluates the whole periods inside [from, through] (both days included, within the term), as known at `as_of`; without it
// everything is taken as decided.
struct Window {
  Date from, through;
  std::optional<Instant> as_of = {};
};

// Without a binding (`slate check`, --dump=plan): charges have no values and binding rosters no members.
// Reports what only lowering can see: an expression too wide for 63 bits.
Plan FromChecked(const check::CheckedContract& contract, const check::CheckedBinding* binding, Window window,
                 Diagnostics& diagnostics);

}  // namespace slate::plan
