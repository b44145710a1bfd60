// Rungs of a ladder: what misses lead to besides money. In: the rows of one obligation with their verdicts, in the order of groups and
// periods. Out: on the row whose period completes a rung's condition: who is told until when, whose plan is due, and which right begins.
#pragma once

#include <vector>

#include "runtime/settle/acts.h"
#include "runtime/settle/judge.h"

namespace slate::settle {

// A rung fires when its condition begins to hold, and again only after it ceased to; a single miss fires each time. Times count from the
// end of the period. After a period that is pending nothing fires.
void Escalate(std::vector<JudgedRow>& rows, const Terms& terms, const Acts& acts, const Clockwork& clock);

// The day on which the contract ends by what these rows led to, if it does: the first day that it does not hold any more.
std::optional<Date> EndOfContract(const std::vector<JudgedRow>& rows);

}  // namespace slate::settle
