// A pool: what is at risk of a charge, shared by the credits of several obligations. In: their rows after each
// obligation's own limits. Out: what the pool took of each, added to its row; and the charges that were needed and that
// nobody gave.
#pragma once

#include <vector>

#include "runtime/settle/charges.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/stack.h"

namespace slate::settle {

// The pool holds for each period of its charge, and for each group where the charge is paid for each; else for all of
// them together. Where the term cuts a period, its part of the pool is left. In the order of the list means: all of an
// obligation's rows, by the bytes of their groups, before those of the next.
void LimitToPool(const std::vector<CreditsOfOne>& obligations, const RiskPool& pool, const ChargeTable& charges,
                 const Currency& currency, MissingCharges& missing);

}  // namespace slate::settle
