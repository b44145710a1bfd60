// Credits that are paid only when they are claimed in time. In: the rows of one obligation, before limits. Out: a credit that was not
// claimed is held, until the claim or the end of its window; it uses up no cap.
#pragma once

#include <vector>

#include "runtime/settle/acts.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

void HoldUnclaimed(const std::vector<Row*>& rows, const Terms& terms, const Acts& acts, const Clockwork& clock);

}  // namespace slate::settle
