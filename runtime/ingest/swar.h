// Eight bytes of text as one word: checked and turned into numbers all at once. Little-endian, first byte lowest.
// Nothing here reads beyond the bytes it names.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace slate::ingest::swar {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080, kZeros = 0x3030303030303030;  // each byte 1, its highest bit, the digit 0

inline std::uint64_t Load(const char* text) {
  std::uint64_t word;
  std::memcpy(&word, text, sizeof word);
  return word;
}

// The first `count` bytes (0 to 8), the others zero.
constexpr std::uint64_t First(std::uint64_t word, std::size_t count) { return count >= 8 ? word : word & ((std::uint64_t{1} << (8 * count)) - 1); }

// True if each of the first `count` bytes is 0x01 to 0x7F. Bytes behind them must be zero.
constexpr bool IsAscii(std::uint64_t word, std::size_t count) {
  if (count < 8) word |= kOnes << (8 * count);
  return ((word | (word - kOnes)) & kHigh) == 0;
}

// The value of eight digits, given as values 0 to 9, the first one highest.
constexpr std::uint64_t Number(std::uint64_t digits) {
  digits = digits * 10 + (digits >> 8);  // pairs in bytes 0, 2, 4, 6
  return (((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
}

// The number of the first 1 to 8 bytes, where they are digits. False: one is not. Bytes behind them may be anything.
constexpr bool Digits(std::uint64_t word, std::size_t count, std::uint64_t& number) {
  // A digit becomes its value, and any other byte something above 9. Moved up, so that zeros lead and what lay behind falls out.
  const std::uint64_t values = (word ^ kZeros) << (8 * (8 - count));
  number = Number(values);
  return ((values | (values + kOnes * 0x76)) & kHigh) == 0;  // 0x76 carries what is above 9 into the highest bit
}

}  // namespace slate::ingest::swar
