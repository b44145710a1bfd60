#include "runtime/number/wide.h"

namespace slate {

Wide::Wide(Int128 value) {
  negative_ = value < 0;
  const UInt128 magnitude = negative_ ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
  limbs_[0] = static_cast<std::uint64_t>(magnitude);
  limbs_[1] = static_cast<std::uint64_t>(magnitude >> 64);
}

bool Wide::IsZero() const {
  for (const std::uint64_t limb : limbs_) {
    if (limb != 0) return false;
  }
  return true;
}

int Wide::CompareLimbs(const Limbs& a, const Limbs& b) {
  for (int i = 7; i >= 0; --i) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

bool Wide::AddMagnitude(Limbs& a, const Limbs& b) {
  UInt128 carry = 0;
  for (int i = 0; i < 8; ++i) {
    carry += static_cast<UInt128>(a[i]) + b[i];
    a[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return carry == 0;
}

void Wide::SubtractMagnitude(Limbs& a, const Limbs& b) {
  std::uint64_t borrow = 0;
  for (int i = 0; i < 8; ++i) {
    const UInt128 difference = static_cast<UInt128>(a[i]) - b[i] - borrow;
    a[i] = static_cast<std::uint64_t>(difference);
    borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
  }
}

std::optional<Wide> Wide::Multiply(const Wide& a, const Wide& b) {
  Wide product;
  for (int i = 0; i < 8; ++i) {
    if (a.limbs_[i] == 0) continue;
    UInt128 carry = 0;
    for (int j = 0; j < 8; ++j) {
      if (i + j >= 8) {
        if (b.limbs_[j] != 0 || carry != 0) return std::nullopt;
        continue;
      }
      carry += static_cast<UInt128>(a.limbs_[i]) * b.limbs_[j] + product.limbs_[i + j];
      product.limbs_[i + j] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    if (carry != 0) return std::nullopt;
  }
  product.negative_ = a.negative_ != b.negative_ && !product.IsZero();
  return product;
}

std::optional<Wide> Wide::Add(const Wide& a, const Wide& b) {
  Wide sum = a;
  if (a.negative_ == b.negative_) {
    if (!AddMagnitude(sum.limbs_, b.limbs_)) return std::nullopt;
    return sum;
  }
  if (CompareLimbs(a.limbs_, b.limbs_) >= 0) {
    SubtractMagnitude(sum.limbs_, b.limbs_);
  } else {
    sum = b;
    SubtractMagnitude(sum.limbs_, a.limbs_);
  }
  if (sum.IsZero()) sum.negative_ = false;
  return sum;
}

int Wide::CompareMagnitude(const Wide& a, const Wide& b) { return CompareLimbs(a.limbs_, b.limbs_); }

int Wide::Compare(const Wide& a, const Wide& b) {
  if (a.negative_ != b.negative_) return a.negative_ ? -1 : 1;
  const int magnitude = CompareLimbs(a.limbs_, b.limbs_);
  return a.negative_ ? -magnitude : magnitude;
}

Wide::Division Wide::Divide(const Wide& value, const Wide& divisor) {
  Division result;
  const auto fits = [](const Limbs& limbs) { return (limbs[2] | limbs[3] | limbs[4] | limbs[5] | limbs[6] | limbs[7]) == 0; };
  if (fits(value.limbs_) && fits(divisor.limbs_)) {  // almost every settled line
    const UInt128 n = (static_cast<UInt128>(value.limbs_[1]) << 64) | value.limbs_[0];
    const UInt128 d = (static_cast<UInt128>(divisor.limbs_[1]) << 64) | divisor.limbs_[0];
    const UInt128 quotient = n / d, remainder = n % d;
    result.quotient.limbs_[0] = static_cast<std::uint64_t>(quotient);
    result.quotient.limbs_[1] = static_cast<std::uint64_t>(quotient >> 64);
    result.remainder.limbs_[0] = static_cast<std::uint64_t>(remainder);
    result.remainder.limbs_[1] = static_cast<std::uint64_t>(remainder >> 64);
    result.quotient.negative_ = value.negative_ != divisor.negative_ && !result.quotient.IsZero();
    result.remainder.negative_ = value.negative_ && !result.remainder.IsZero();
    return result;
  }
  // Schoolbook, one bit at a time: plain beats fast for what is left.
  int top = 7;
  while (top > 0 && value.limbs_[static_cast<std::size_t>(top)] == 0) --top;
  for (int bit = 64 * top + 63; bit >= 0; --bit) {
    Limbs& remainder = result.remainder.limbs_;
    for (int i = 7; i > 0; --i) remainder[i] = (remainder[i] << 1) | (remainder[i - 1] >> 63);
    remainder[0] = (remainder[0] << 1) | ((value.limbs_[bit / 64] >> (bit % 64)) & 1);
    if (CompareLimbs(remainder, divisor.limbs_) >= 0) {
      SubtractMagnitude(remainder, divisor.limbs_);
      result.quotient.limbs_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
  result.quotient.negative_ = value.negative_ != divisor.negative_ && !result.quotient.IsZero();
  result.remainder.negative_ = value.negative_ && !result.remainder.IsZero();
  return result;
}

std::optional<Int128> Wide::ToInt128() const {
  for (int i = 2; i < 8; ++i) {
    if (limbs_[i] != 0) return std::nullopt;
  }
  if ((limbs_[1] >> 63) != 0) return std::nullopt;
  const Int128 magnitude = static_cast<Int128>((static_cast<UInt128>(limbs_[1]) << 64) | limbs_[0]);
  return negative_ ? -magnitude : magnitude;
}

}  // namespace slate
