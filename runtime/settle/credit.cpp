#include "runtime/settle/credit.h"

#include <algorithm>

namespace slate::settle {

std::optional<Int128> InPart(Int128 limit, const Ratio& part) {
  return (Exact(limit) * Exact(part.numerator, part.denominator)).Round(RoundingMode::down);
}

Ratio PartOf(const Period& period, Date first_day, Date end_day) {
  const Date start = PeriodStart(period, first_day);
  return MakeRatio(end_day.days - first_day.days, NextPeriod(period, start).days - start.days);
}

Int128 UnitOf(const Rounding& rounding, const Currency& currency) {
  Int128 unit = 1;
  for (std::int32_t digit = std::max(rounding.places, 0); digit < currency.scale; ++digit) unit *= 10;
  return unit;
}

void MissingCharges::Add(MissingCharge charge) {
  if (asked_.emplace(charge.charge, charge.group, charge.period).second) list_.push_back(std::move(charge));
}

void Credit(Row& row, const Terms& terms, const ChargeTable& charges, const Currency& currency,
            MissingCharges& missing) {
  const Band& band = terms.bands[*row.band];
  if (band.none) {
    row.gross = row.credit = 0;
    return;
  }
  Int128 base = 1;
  if (band.of_charge) {
    if (!terms.charge) return;
    row.base = charges.Amount(*terms.charge, row.group, row.first_day);
    if (!row.base) {
      const Charge& charge = charges.charge(*terms.charge);
      missing.Add({charge.name, charge.group_field, charge.group_field.empty() ? "" : row.group, row.period,
                   row.obligation, row.clause});
      return;
    }
    base = *row.base;
  }
  // (a + b n/d) base / c, of the part of the period that the term holds: fixed amounts and charges are due for it
  // alone.
  const Exact value = row.exact ? *row.exact : Exact(row.value->numerator, row.value->denominator);
  const Exact line = (Exact(band.a) + Exact(band.b) * value) * Exact(base) *
                     Exact(row.part.numerator, row.part.denominator) / Exact(band.c);
  row.gross = line.Round(terms.rounding.mode, UnitOf(terms.rounding, currency));
  if (!row.gross) {
    row.verdict_reason = "the credit is larger than any amount that can be kept (38 digits)";
    return;
  }
  row.credit = row.gross;
  if (!terms.rounding.before_caps) row.line = line;
}

}  // namespace slate::settle
