// The credit of one period, before limits (limits.h). In: a row whose verdict and band are set. Out: base, gross and credit of the
// row, in minor units, its exact line where rounding comes after caps, and the charges that were needed and that nobody gave.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "runtime/settle/charges.h"
#include "runtime/settle/settle.h"

namespace slate::settle {

// Charges that nobody gave, each asked for once however many lines need it, in the order they were first needed.
class MissingCharges {
 public:
  void Add(MissingCharge charge);
  std::vector<MissingCharge> Take() { return std::move(list_); }

 private:
  std::set<std::tuple<std::string, std::string, std::string>> asked_;  // charge, group, period
  std::vector<MissingCharge> list_;
};

// What is left of a period's limit where the term cuts the period; rounded down.
std::optional<Int128> InPart(Int128 limit, const Ratio& part);

// How much of a whole period the days [first_day, end_day) are.
Ratio PartOf(const Period& period, Date first_day, Date end_day);

// What a credit is rounded to a multiple of, in minor units.
Int128 UnitOf(const Rounding& rounding, const Currency& currency);

// `row.band` names the band that pays. If its charge is missing, or an amount does not fit 127 bits, the row keeps no credit:
// `missing` or the row's reason says why.
void Credit(Row& row, const Terms& terms, const ChargeTable& charges, const Currency& currency,
            MissingCharges& missing);

}  // namespace slate::settle
