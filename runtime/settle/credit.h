// What one period pays, a credit or a bonus, before stacking and limits. In: a row whose verdict is set, and the band its value lies in.
// Out: base and amount in minor units, the exact line, and the charges that were needed and that nobody gave.
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

// A part of an amount, rounded down: what is left of a period's limit where the term cuts the period.
std::optional<Int128> InPart(Int128 limit, const Ratio& part);

// How much of a whole period the days [first_day, end_day) are.
Ratio PartOf(const Period& period, Date first_day, Date end_day);

// What a credit is rounded to a multiple of, in minor units.
Int128 UnitOf(const Rounding& rounding, const Currency& currency);

// What a row is paid on: what was measured, or what relief leaves of it. There must be a value.
struct PaidOn {
  const abi::Value* value;
  const std::optional<Exact>* exact;
};
PaidOn PaidOnOf(const Row& row);

// What a band comes to for a value, exactly, in minor units. `base`: the charge, or 1; `factor`: what repeated misses multiply it by.
Exact LineOf(const Row& row, const abi::Value& value, const std::optional<Exact>& exact, const Band& band, Int128 base, const Ratio& factor);

// What a band pays for a value: its exact line, and that rounded. A charge that is missing is asked for, and an amount that does not
// fit 127 bits is no amount: `problem` says so.
struct Payment {
  std::optional<Int128> base, gross;
  std::optional<Exact> line;
  std::string problem;
};
// `factor`: what repeated misses multiply it by. `allocation`: which share of the charge is the base.
Payment PaymentOf(const Row& row, const abi::Value& value, const std::optional<Exact>& exact, const Band& band, std::optional<std::uint32_t> charge,
                  const std::optional<Allocation>& allocation, const Terms& terms, const Ratio& factor, const ChargeTable& charges, const Currency& currency, MissingCharges& missing);

}  // namespace slate::settle
