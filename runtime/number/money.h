// Money is an integer of minor units in one currency: EUR 3,750.00 is {375000, EUR}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/number/decimal.h"

namespace slate {

struct Currency {
  char code[4] = {};      // ISO 4217, NUL-terminated
  std::int32_t scale = 2; // digits after the point
  friend bool operator==(const Currency&, const Currency&) = default;
};

// By ISO 4217 code; nothing for a code that is not in the table.
std::optional<Currency> FindCurrency(std::string_view code);

// Minor units of a decimal in a currency; nothing if it has more non-zero digits than the currency's scale.
std::optional<Int128> MinorUnits(Decimal value, const Currency& currency);

// "3750.00": plain decimal text, no grouping (JSON, CSV).
std::string AmountText(Int128 minor, const Currency& currency);
// "3,750.00": grouped, for people.
std::string GroupedAmountText(Int128 minor, const Currency& currency);

}  // namespace slate
