// Which credits count where several are due for one failure. Out: those that do not count are taken, and their rows say for which other.
#pragma once

#include <vector>

#include "runtime/settle/settle.h"

namespace slate::settle {

// Of the rows of each period the highest credit counts; of equal ones that of the first group by bytes.
void KeepHighest(const std::vector<Row*>& rows, const std::string& text);

}  // namespace slate::settle
