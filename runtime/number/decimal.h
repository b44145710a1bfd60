// Decimal literals, exactly as written: 97.4 is {974, 1}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slate {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

// value = digits / 10^scale. At most 18 digits and scale at most 18 (kMaxDecimalDigits).
inline constexpr int kMaxDecimalDigits = 18;
struct Decimal {
  std::int64_t digits = 0;
  std::int32_t scale = 0;
  friend bool operator==(Decimal, Decimal) = default;
};

// "12", "97.4", "-0.50", and, if `grouped`, "288,000.00" with commas every three digits. Nothing for anything else,
// or where the digits do not fit. Trailing zeros are kept: "0.50" is {50, 2}.
std::optional<Decimal> ParseDecimal(std::string_view text, bool grouped = false);

// The shortest text that reads back to the same digits and scale: "0.50".
std::string ToString(Decimal value);

// Decimal digits of a 128-bit integer, with sign.
std::string ToString(Int128 value);

}  // namespace slate
