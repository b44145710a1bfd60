#include "runtime/settle/credit.h"

#include <algorithm>

namespace slate::settle {
namespace {

// The line (a * d + b * n) * base / (c * d) of a band, in minor units, and how the contract rounds it.
class Line {
 public:
  Line(const Band& band, const abi::Value& value, Int128 base, const Ratio& part, const Rounding& rounding, const Currency& currency)
      : band_(band), n_(value.numerator), d_(value.denominator), base_(base), part_(part), mode_(rounding.mode) {
    for (std::int32_t digit = std::max(rounding.places, 0); digit < currency.scale; ++digit) unit_ *= 10;
  }

  // Each rounds once, to whole multiples of the unit that `places` leaves.
  std::optional<Int128> Rounded() const { return ToUnits(band_.a, band_.b, band_.c * part_.denominator, n_, d_, base_ * part_.numerator, mode_); }
  std::optional<Int128> Rounded(Int128 limit) const { return ToUnits(limit, 0, 1, 0, 1, 1, mode_); }

  // Whether the exact line is above a whole number of minor units.
  std::optional<bool> Exceeds(Int128 limit) const {
    const auto ceiling = RoundedLinear(band_.a, band_.b, band_.c * part_.denominator, n_, d_, base_ * part_.numerator, RoundingMode::up);
    if (!ceiling) return std::nullopt;
    return *ceiling > limit && *ceiling > 0;
  }

 private:
  std::optional<Int128> ToUnits(Int128 a, Int128 b, Int128 c, Int128 n, Int128 d, Int128 base, RoundingMode mode) const {
    Int128 divisor, amount;
    if (__builtin_mul_overflow(c, unit_, &divisor)) return std::nullopt;
    const auto units = RoundedLinear(a, b, divisor, n, d, base, mode);
    if (!units || __builtin_mul_overflow(*units, unit_, &amount)) return std::nullopt;
    return amount;
  }

  const Band& band_;
  Int128 n_, d_, base_;
  Ratio part_;  // of a whole period: fixed amounts and charges are due for it alone
  RoundingMode mode_;
  Int128 unit_ = 1;
};

class Crediting {
 public:
  Crediting(Row& row, const Terms& terms, const ChargeTable& charges, const Currency& currency,
            MissingCharges& missing)
      : row_(row), terms_(terms), charges_(charges), currency_(currency), missing_(missing) {}

  void Run() {
    const Band& band = terms_.bands[*row_.band];
    if (band.none) {
      row_.gross = row_.credit = 0;
      return;
    }
    Int128 base = 1;
    if (band.of_charge) {
      row_.base = terms_.charge ? ChargeOf(*terms_.charge) : std::nullopt;
      if (!row_.base) {
        AskForCapCharges();
        return;
      }
      base = *row_.base;
    }
    const Line line(band, *row_.value, base, row_.part, terms_.rounding, currency_);
    row_.gross = line.Rounded();
    if (!row_.gross) return DoesNotFit();
    if (terms_.rounding.before_caps) {
      row_.credit = row_.gross;  // limited afterwards, with all other rows
      if (*row_.gross > 0) AskForCapCharges();
    } else if (const auto capped = CapExact(line)) {
      row_.credit = capped;
    }
  }

 private:
  void DoesNotFit() { row_.verdict_reason = "the credit is larger than any amount that can be kept (38 digits)"; }

  std::optional<Int128> ChargeOf(std::uint32_t index) {
    if (const auto amount = charges_.Amount(index, row_.group, row_.first_day)) return amount;
    const Charge& charge = charges_.charge(index);
    const bool whole = charge.group_field.empty();
    missing_.Add({charge.name, charge.group_field, whole ? "" : row_.group, row_.period, row_.obligation, row_.clause});
    return std::nullopt;
  }

  // All that is missing is asked for at once, not one charge after the other.
  void AskForCapCharges() {
    for (const Cap& cap : terms_.caps) {
      if (cap.share) ChargeOf(cap.charge);
    }
  }

  std::optional<Int128> Limit(const Cap& cap) {
    if (cap.fixed) return InPart(*cap.fixed, row_.part);
    if (!cap.share) return std::nullopt;
    const auto charge = ChargeOf(cap.charge);
    if (!charge) return std::nullopt;
    const auto limit = RoundedLinear(cap.share->numerator, 0, cap.share->denominator, 0, 1, *charge, RoundingMode::down);
    if (!limit) DoesNotFit();
    return limit ? InPart(*limit, row_.part) : limit;
  }

  // Nothing where a limit is not known.
  std::optional<std::vector<CapTaken>> Limits() {
    std::vector<CapTaken> limits;
    bool known = true;
    for (const Cap& cap : terms_.caps) {
      const auto limit = Limit(cap);
      known = known && limit.has_value();
      limits.push_back({cap.text, limit.value_or(0), limit.value_or(0), 0});
    }
    if (!known) return std::nullopt;
    return limits;
  }

  // Caps limit the exact line; what is left is rounded. What a cap took is told in rounded amounts, so that the gross less
  // everything taken is the credit.
  std::optional<Int128> CapExact(const Line& line) {
    const auto positive = line.Exceeds(0);
    if (positive && !*positive) return row_.gross;
    auto limits = Limits();
    if (!limits) return std::nullopt;
    std::optional<Int128> lowest;  // of the limits that bound the line so far
    Int128 credit = *row_.gross;
    for (CapTaken& cap : *limits) {
      const auto binds = lowest ? std::optional<bool>(*lowest > cap.limit) : line.Exceeds(cap.limit);
      const auto rounded = line.Rounded(cap.limit);
      if (!binds || !rounded) {
        DoesNotFit();
        return std::nullopt;
      }
      if (!*binds) continue;
      lowest = cap.limit;
      cap.taken = credit - *rounded;
      credit = *rounded;
    }
    row_.caps = std::move(*limits);
    return credit;
  }

  Row& row_;
  const Terms& terms_;
  const ChargeTable& charges_;
  const Currency& currency_;
  MissingCharges& missing_;
};

}  // namespace

std::optional<Int128> InPart(Int128 limit, const Ratio& part) {
  return RoundedLinear(part.numerator, 0, part.denominator, 0, 1, limit, RoundingMode::down);
}

void MissingCharges::Add(MissingCharge charge) {
  if (asked_.emplace(charge.charge, charge.group, charge.period).second) list_.push_back(std::move(charge));
}

void Credit(Row& row, const Terms& terms, const ChargeTable& charges, const Currency& currency,
            MissingCharges& missing) {
  Crediting(row, terms, charges, currency, missing).Run();
}

}  // namespace slate::settle
