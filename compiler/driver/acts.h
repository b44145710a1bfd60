// What people did under a contract, out of the records of its event `acts`.
#pragma once

#include <vector>

#include "compiler/driver/fold.h"
#include "runtime/settle/acts.h"

namespace slate::driver {

std::vector<settle::Act> ActsOf(const Kept& records);

}  // namespace slate::driver
