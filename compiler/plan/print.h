// Plan to text, for --dump=plan and golden tests: stable, one node a line.
#pragma once

#include <string>

#include "compiler/plan/plan.h"

namespace slate::plan {
std::string Print(const Plan& plan);
std::string Print(const CaseFold& fold);  // its lines
std::string Print(const Settlement& settlement);
std::string PrintJoint(const Plan& plan);
}
