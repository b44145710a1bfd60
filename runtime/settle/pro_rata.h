// A limit that several amounts share in proportion. In: the limit in minor units, and the amounts. Out: what each
// keeps, in their order.
#pragma once

#include <vector>

#include "runtime/number/exact.h"
#include "runtime/number/money.h"

namespace slate::settle {

// Each its part of the limit, where they come to more. `whole`: rounded down to minor units, with what is left going to
// the largest remainders, of equal ones to the earlier.
std::vector<Exact> ShareProRata(Int128 limit, std::vector<Exact> amounts, bool whole);

}  // namespace slate::settle
