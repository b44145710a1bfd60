// What people did under a contract, out of the records of its event `acts`.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/fold.h"
#include "compiler/plan/plan.h"
#include "runtime/settle/acts.h"
#include "runtime/settle/settle.h"

namespace slate::driver {

std::vector<settle::Act> ActsOf(const Kept& records);

// Why some can have no effect, whatever happens: they name a group, a period or a review that there is none of, or whoever has nothing to approve. `rows`: of
// obligations.
std::vector<std::string> ActsThatNameNothing(const std::vector<settle::Act>& acts, const plan::Plan& plan, const std::vector<settle::Row>& rows);

}  // namespace slate::driver
