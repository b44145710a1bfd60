// What limits the rounded credits of one obligation: caps and de minimis, in the order the contract declares them. Each limit
// is folded over all rows before the next one.
#pragma once

#include <vector>

#include "runtime/settle/charges.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

// `rows` are all rows of the obligation whose credit is rounded, in any order; those without a positive credit are left alone.
// What each limit took is added to its row. A row straddling two windows belongs to the one that holds its last day; within a
// window the earliest rows are served first, those of one period in the order of their groups' bytes, or all in proportion
// (largest remainder, ties to the earlier row).
void LimitCredits(std::vector<Row>& rows, const Terms& terms, const ChargeTable& charges, MissingCharges& missing);

}  // namespace slate::settle
