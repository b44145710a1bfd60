#include "runtime/number/decimal.h"

#include <algorithm>

namespace slate {

std::optional<Decimal> ParseDecimal(std::string_view text, bool grouped) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;

  std::string digits;
  const bool has_commas = grouped && whole.find(',') != std::string_view::npos;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    // Counted from the right, every fourth character of a grouped number is a comma, and no other is.
    const bool comma_place = has_commas && (whole.size() - i) % 4 == 0;
    if (comma_place != (whole[i] == ',')) return std::nullopt;
    if (whole[i] == ',') {
      if (i == 0) return std::nullopt;
      continue;
    }
    digits += whole[i];
  }
  digits += fraction;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const std::size_t significant = digits.find_first_not_of('0');
  const std::size_t length = significant == std::string::npos ? 0 : digits.size() - significant;
  if (length > kMaxDecimalDigits || fraction.size() > kMaxDecimalDigits) return std::nullopt;
  Decimal value;
  for (const char c : digits) value.digits = value.digits * 10 + (c - '0');
  if (negative) value.digits = -value.digits;
  value.scale = static_cast<std::int32_t>(fraction.size());
  return value;
}

std::string ToString(Int128 value) {
  const bool negative = value < 0;
  UInt128 magnitude = negative ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
  char digits[40];
  char* begin = digits + sizeof digits;
  // Few numbers need the slow division of 128 bits.
  while (magnitude > UINT64_MAX) {
    *--begin = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  }
  auto rest = static_cast<std::uint64_t>(magnitude);
  do {
    *--begin = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) *--begin = '-';
  return std::string(begin, digits + sizeof digits);
}

std::string ToString(Decimal value) {
  std::string text = ToString(static_cast<Int128>(value.digits < 0 ? -static_cast<Int128>(value.digits) : value.digits));
  if (value.scale > 0) {
    const std::size_t scale = static_cast<std::size_t>(value.scale);
    if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
    text.insert(text.size() - scale, 1, '.');
  }
  return value.digits < 0 ? "-" + text : text;
}

}  // namespace slate
