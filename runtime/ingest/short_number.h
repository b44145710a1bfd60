// Numbers of up to eight bytes, as most are. In: the bytes, and the places after the point that count. Out: the number in scaled units,
// or "not this way" for signs, for places beyond those that count, and for whatever is no number.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "runtime/ingest/swar.h"

namespace slate::ingest {

inline constexpr std::size_t kShortNumber = 8;
inline constexpr std::int32_t kShortScale = 7;  // eight digits and seven more places stay within kMaxInteger

inline constexpr std::int64_t kShortPowers[kShortScale + 1] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};

// Both read eight bytes even where `size`, which is 1 to kShortNumber, is less. `scale` is 0 to kShortScale.
inline bool ReadShortWhole(const char* text, std::size_t size, std::int32_t scale, std::int64_t& value) {
  std::uint64_t number = 0;
  const bool fits = swar::Digits(swar::Load(text), size, number);
  value = static_cast<std::int64_t>(number) * kShortPowers[scale];
  return fits;
}

inline bool ReadShortNumber(const char* text, std::size_t size, std::int32_t scale, std::int64_t& value) {
  if (ReadShortWhole(text, size, scale, value)) return true;
  const std::uint64_t word = swar::First(swar::Load(text), size);
  const std::uint64_t points = word ^ (swar::kOnes * '.');
  const std::uint64_t found = (points - swar::kOnes) & ~points & swar::kHigh;  // its lowest bit is exact, and no other is asked for
  if (found == 0) return false;
  const auto whole = static_cast<std::size_t>(std::countr_zero(found)) / 8;
  if (whole == 0 || whole + 1 >= size) return false;
  const std::size_t places = size - 1 - whole;
  if (places > static_cast<std::size_t>(scale)) return false;
  const std::uint64_t joined = swar::First(word, whole) | (word >> (8 * (whole + 1))) << (8 * whole);
  std::uint64_t number = 0;
  if (!swar::Digits(joined, size - 1, number)) return false;
  value = static_cast<std::int64_t>(number) * kShortPowers[static_cast<std::size_t>(scale) - places];
  return true;
}

}  // namespace slate::ingest
