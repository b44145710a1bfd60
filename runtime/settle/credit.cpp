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

namespace {

// What most lines come to fits 127 bits all along, and takes no numbers of any size. Nothing: it does not, or the line needs more than this.
std::optional<Ratio> ShortLine(const Row& row, const abi::Value& value, const Band& band, Int128 base, const Ratio& factor) {
  if (band.per == Per::started || value.denominator == 0) return std::nullopt;
  const auto times = band.per == Per::failed ? Subtract(MakeRatio(value.denominator, 1), MakeRatio(value.numerator, 1)) : std::optional(row.part);
  if (!times) return std::nullopt;
  std::optional<Ratio> line = Multiply(MakeRatio(band.b, 1), MakeRatio(value.numerator, value.denominator));
  if (line) line = Add(*line, MakeRatio(band.a, 1));
  if (line) line = Multiply(*line, MakeRatio(base, 1));
  if (line) line = Multiply(*line, *times);
  if (line && band.per == Per::day) line = Divide(*line, MakeRatio(row.end_day.days - row.first_day.days, 1));
  if (line) line = Multiply(*line, factor);
  return line ? Divide(*line, MakeRatio(band.c, 1)) : std::nullopt;
}

// For how many an amount is due.
Exact TimesOf(const Row& row, const abi::Value& value, const Exact& exact, const Band& band) {
  const Exact part(row.part.numerator, row.part.denominator);
  switch (band.per) {
    case Per::once: return part;  // fixed amounts and charges are due for the part of the period that the term holds
    case Per::failed: return Exact(value.denominator) - Exact(value.numerator);
    case Per::started: {
      const Exact target(row.target->level.numerator, row.target->level.denominator);
      const bool above = row.target->direction == Direction::at_least || row.target->direction == Direction::more_than;
      const Exact steps = (above ? target - exact : exact - target) / Exact(band.step.numerator, band.step.denominator);
      return steps.sign() <= 0 ? Exact() : Exact(steps.Round(RoundingMode::up).value_or(0));
    }
    case Per::day: return part / Exact(row.end_day.days - row.first_day.days);
  }
  return part;
}

}  // namespace

PaidOn PaidOnOf(const Row& row) {
  static const std::optional<Exact> none;
  if (!row.relief.empty() && row.relief.back().value) return {&*row.relief.back().value, &none};
  return {&*row.value, &row.exact};
}

Exact LineOf(const Row& row, const abi::Value& value, const std::optional<Exact>& exact, const Band& band, Int128 base, const Ratio& factor) {
  if (!exact) {
    if (const auto line = ShortLine(row, value, band, base, factor)) return Exact(line->numerator, line->denominator);
  }
  const Exact measured = exact ? *exact : Exact(value.numerator, value.denominator);
  return (Exact(band.a) + Exact(band.b) * measured) * Exact(base) * TimesOf(row, value, measured, band) * Exact(factor.numerator, factor.denominator) / Exact(band.c);
}

Payment PaymentOf(const Row& row, const abi::Value& value, const std::optional<Exact>& exact, const Band& band, std::optional<std::uint32_t> charge,
                  const std::optional<Allocation>& allocation, const Terms& terms, const Ratio& factor, const ChargeTable& charges, const Currency& currency, MissingCharges& missing) {
  Payment payment;
  if (band.none) {
    payment.gross = 0;
    return payment;
  }
  Int128 base = 1;
  if (band.of_charge) {
    if (!charge) return payment;
    payment.base = charges.Amount(*charge, row.group, row.first_day);
    if (!payment.base) {
      const Charge& wanted = charges.charge(*charge);
      missing.Add({wanted.name, wanted.group_field, wanted.group_field.empty() ? "" : row.group, row.piece_of.empty() ? row.period : row.piece_of, row.obligation, row.clause});
      return payment;
    }
    if (allocation) payment.base = InPart(*payment.base, allocation->share);
    base = *payment.base;
  }
  const Exact line = LineOf(row, value, exact, band, base, factor);
  payment.gross = line.Round(terms.rounding.mode, UnitOf(terms.rounding, currency));
  if (!payment.gross) {
    payment.problem = "the amount is larger than any that can be kept (38 digits)";
  } else if (!terms.rounding.before_caps) {
    payment.line = line;
  }
  return payment;
}

}  // namespace slate::settle
