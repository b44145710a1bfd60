// What limits the credits of one obligation, and likewise its bonuses: caps, floors and de minimis, in the order the contract declares them. Each limit
// is folded over all rows before the next one. Where rounding comes after caps, exact lines are carried through and
// rounded once, at the end.
#pragma once

#include <vector>

#include "runtime/settle/charges.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

// `rows` are all rows of the obligation, in any order; those without a positive amount are left alone. What each limit
// took is added to its row. A row straddling two windows belongs to the one that holds its last day; within a window
// the earliest rows are served first, those of one period in the order of their groups' bytes, or all in proportion
// (rounded amounts by largest remainder, ties to the earlier row). What a cap that carries its excess took is due again in the next
// window that has a row of the group. `cells` say which groups exist.
void LimitCredits(const std::vector<Row*>& rows, const Terms& terms, const MeasuredCells& cells, const ChargeTable& charges,
                  const Currency& currency, const Clockwork& clock, MissingCharges& missing);

}  // namespace slate::settle
