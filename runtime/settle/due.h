// What a row comes to in money, in minor units: the one place that says so. Positive: the party that owes the
// obligation pays; negative: a bonus, or a credit that returns, which the other party pays.
#pragma once

#include "runtime/settle/settle.h"

namespace slate::settle {

inline Int128 Due(const Row& row) {
  return row.credit.value_or(0) - (row.bonus ? row.bonus->amount.value_or(0) : 0) - EarnedBackIn(row);
}

}  // namespace slate::settle
