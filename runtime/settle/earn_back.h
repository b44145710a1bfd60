// Credits that return to the party that owes them. In: the rows of one obligation in the order of their groups and periods, all amounts
// limited, guards asked. Out: on a credit what became of its share; on the period that completes the condition what returns.
#pragma once

#include <vector>

#include "runtime/settle/settle.h"

namespace slate::settle {

// A period that is not assessed or has no data neither counts nor breaks. One that is missed, or in which a guard is not held, loses
// what was open. After a period that is pending nothing is known. What is still open when the term is over lapses.
void EarnBackCredits(const std::vector<Row*>& rows, const Terms& terms, const Currency& currency, const Clockwork& clock);

}  // namespace slate::settle
