// 512-bit signed arithmetic for exact cross products and roundings: multiply, add, compare, and divide with remainder.
// Small on purpose: a sign and eight 64-bit limbs. Not used per event, only per settled line and in proofs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "runtime/number/decimal.h"

namespace slate {

class Wide {
 public:
  Wide() = default;
  explicit Wide(Int128 value);

  bool negative() const { return negative_; }
  bool IsZero() const;

  // Nothing when the result needs more than 512 bits.
  static std::optional<Wide> Multiply(const Wide& a, const Wide& b);
  static std::optional<Wide> Add(const Wide& a, const Wide& b);
  static int Compare(const Wide& a, const Wide& b);           // -1, 0, 1
  static int CompareMagnitude(const Wide& a, const Wide& b);

  // Truncating division: value = quotient * divisor + remainder, remainder with the sign of the value. divisor != 0.
  struct Division;
  static Division Divide(const Wide& value, const Wide& divisor);

  bool IsOdd() const { return (limbs_[0] & 1) != 0; }
  // Nothing when it does not fit 127 bits.
  std::optional<Int128> ToInt128() const;

 private:
  using Limbs = std::array<std::uint64_t, 8>;
  static bool AddMagnitude(Limbs& a, const Limbs& b);       // false: overflow
  static void SubtractMagnitude(Limbs& a, const Limbs& b);  // a >= b
  static int CompareLimbs(const Limbs& a, const Limbs& b);

  Limbs limbs_{};  // little endian magnitude
  bool negative_ = false;
};

struct Wide::Division {
  Wide quotient, remainder;
};

}  // namespace slate
