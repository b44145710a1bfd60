// The terms that an obligation settles on (runtime/settle/terms.h). In: a checked contract. Out: numbers; sources of values are the plan's.
#pragma once

#include <vector>

#include "compiler/check/checked.h"
#include "compiler/diagnostics/diagnostic.h"
#include "runtime/settle/terms.h"

namespace slate::plan {

// One; with a target by class one for each class, with a recalibration one for each level that its target can come to. How values are shown is left open.
std::vector<settle::Terms> TermsOf(const check::CheckedContract& contract, const check::CheckedObligation& obligation, Diagnostics& diagnostics);

// What spans several of them.
settle::JointTerms JointTermsOf(const check::CheckedContract& contract);

// How values are shown is left open.
settle::ImprovementTerms ImprovementTermsOf(const check::CheckedContract& contract, const check::CheckedImprovement& improvement);

}  // namespace slate::plan
