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

// How the contract ends by what these rows led to, if it does: by the earliest of them.
std::optional<ContractEnd> EndOfContract(const std::vector<JudgedRow>& rows);
// By one rung that ends it.
ContractEnd EndBy(const Row& row, const Escalation& escalation);
// When that came to pass: with the notice, or on the day itself.
Instant EndedAt(const Escalation& escalation, const Zone& zone);
// Notice runs out in the course of a day, which is the contract's last.
Date FirstDayAfter(Instant end, const Zone& zone);

// What had happened before `standing.given_before` only stands if it is there: a notice without a right that was known then is none.
void KeepWhatStands(std::vector<JudgedRow>& rows, const Standing& standing, const Zone& zone);

}  // namespace slate::settle
