// Which credits count where several are due for one failure. Out: those that do not count are taken, and their rows say for which other.
#pragma once

#include <vector>

#include "runtime/settle/settle.h"

namespace slate::settle {

// Of the rows of each period the highest credit counts; of equal ones that of the first group by bytes.
void KeepHighest(const std::vector<Row*>& rows, const std::string& text);

// The rows of an obligation, of those that a stacking clause or a pool lists.
struct CreditsOfOne {
  const Terms* terms = nullptr;
  std::vector<Row*> rows;
};

// A credit is due, but not known: a charge that it needs is missing, or it is too large to be kept. What depends on it is not known either.
bool IsUnknown(const Row& row);

// Of the rows of each group and period the highest credit counts, of equal ones that of the obligation listed first; or, in the
// order of the list, the first that is due.
void KeepOne(const std::vector<CreditsOfOne>& obligations, const Stacking& stacking);

}  // namespace slate::settle
