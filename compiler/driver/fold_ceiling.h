// Items of which exclusions take only so many. In: a scan with such ceilings, and the rows its records' scan kept. Out: these rows
// in their order, each with a boolean for each exclusion: whether it is one that the exclusion would take, beyond its ceiling.
#pragma once

#include "compiler/driver/fold.h"

namespace slate::driver {

Folded FoldCeilings(const plan::Plan& plan, const plan::Scan& scan, std::vector<Kept>& kept);

}  // namespace slate::driver
