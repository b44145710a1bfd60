// What a row comes to in money, in minor units: the one place that says so. Positive: the party that owes the
// obligation pays.
#pragma once

#include "runtime/settle/settle.h"

namespace slate::settle {

inline Int128 Due(const Row& row) {
  return row.credit.value_or(0);
}

}  // namespace slate::settle
