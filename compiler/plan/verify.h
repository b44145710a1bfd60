// What must hold of every plan before it is run. In: a plan. Out: the broken rules in words; empty: the plan is sound.
#pragma once

#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace slate::plan {
std::vector<std::string> Verify(const Plan& plan);
}
