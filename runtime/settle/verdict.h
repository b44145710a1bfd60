// The verdict of one period: volume before exclusions -> empty -> volume after exclusions -> target.
// In: a measured row and the terms. Out: a verdict with its reason, and what the credit may rest on.
#pragma once

#include <string>

#include "runtime/settle/settle.h"

namespace slate::settle {

struct Decision {
  Verdict verdict = Verdict::no_data;
  std::string reason;     // empty: the target decided
  bool too_few = false;   // the volume decided
  bool has_value = false; // there is a value, so that a band can be found
  // Whether a credit may follow: the target decided, or a fallback says missed. A period that falls back to met, not
  // assessed or no data pays nothing, whatever its value.
  bool may_pay = false;
};

// Not for periods that are still open: their verdict is pending.
Decision Decide(const Row& row, const Terms& terms, const Deciders& deciders);

}  // namespace slate::settle
