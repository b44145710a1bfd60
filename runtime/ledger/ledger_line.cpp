#include "runtime/ledger/ledger_line.h"

#include <algorithm>
#include <charconv>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/post.h"
#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

// All of the text, in digits of the base.
template <typename Number>
bool Parse(std::string_view text, Number& value, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void LineReader::Fail() {
  ok_ = false;
  rest_ = {};
}

bool LineReader::Skip(std::string_view expected) {
  if (!ok_ || !rest_.starts_with(expected)) return false;
  rest_.remove_prefix(expected.size());
  return true;
}

void LineReader::Take(std::string_view expected) {
  if (!Skip(expected)) Fail();
}

// What stands before the sign, which is passed.
std::string_view LineReader::Until(char end) {
  const std::size_t at = rest_.find(end);
  if (!ok_ || at == std::string_view::npos) {
    Fail();
    return {};
  }
  const std::string_view text = rest_.substr(0, at);
  rest_.remove_prefix(at + 1);
  return text;
}

std::uint64_t LineReader::Count() {
  const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
  const std::string_view digits = rest_.substr(0, size);
  std::uint64_t value = 0;
  if (!ok_ || !Parse(digits, value) || (digits.size() > 1 && digits[0] == '0')) {
    Fail();
    return 0;
  }
  rest_.remove_prefix(size);
  return value;
}

std::string LineReader::Text() {
  const std::string_view from = rest_;
  Take("\"");
  std::string text;
  while (ok_ && !rest_.starts_with('"')) {
    char c = rest_.empty() ? '\0' : rest_[0];
    std::size_t size = 1;
    if (c == '\\' && rest_.size() >= 2) {
      unsigned code = static_cast<unsigned char>(rest_[1]);
      size = 2;
      if (code == 'u') {
        size = 6;
        if (rest_.size() < size || !Parse(rest_.substr(2, 4), code, 16) || code > 0xff) Fail();
      }
      c = static_cast<char>(code);
    }
    if (rest_.empty()) Fail();
    if (!ok_) return {};
    text += c;
    rest_.remove_prefix(size);
  }
  Take("\"");
  // One text is written in one way.
  if (ok_ && Quoted(text) != from.substr(0, from.size() - rest_.size())) Fail();
  return text;
}

std::string LineReader::TextOrNull() {
  if (Skip("null")) return {};
  const std::string text = Text();
  if (text.empty()) Fail();
  return text;
}

Date LineReader::Day() {
  Take("\"");
  const auto date = ParseDate(Until('"'));
  if (!date) Fail();
  return date.value_or(Date{});
}

Instant LineReader::Moment() {
  Take("\"");
  const std::string_view text = Until('"');
  const auto date = ParseDate(text.substr(0, 10));
  unsigned hour = 0, minute = 0, second = 0, micros = 0;
  bool fits = date && text.size() >= 20 && text.back() == 'Z' && text[10] == 'T' && text[13] == ':' &&
              text[16] == ':' && Parse(text.substr(11, 2), hour) && Parse(text.substr(14, 2), minute) &&
              Parse(text.substr(17, 2), second) && hour < 24 && minute < 60 && second < 60;
  if (fits && text.size() > 20) {
    std::string digits(text.substr(20, text.size() - 21));
    fits = text[19] == '.' && digits.size() <= 6;
    digits.resize(6, '0');
    fits = fits && Parse(digits, micros);
  }
  if (!fits) {
    Fail();
    return {};
  }
  const Instant moment{date->days * kMicrosPerDay +
                       ((hour * 60 + minute) * std::int64_t{60} + second) * kMicrosPerSecond + micros};
  if (ToString(moment) != text) Fail();
  return moment;
}

Int128 LineReader::Amount(const Currency& currency) {
  Take("{\"amount\": \"");
  const std::string_view text = Until('"');
  Int128 minor = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9' && minor < 2 * kTooMuch) minor = minor * 10 + (c - '0');
  }
  if (text.starts_with('-')) minor = -minor;
  if (minor <= -2 * kTooMuch || minor >= 2 * kTooMuch || AmountText(minor, currency) != text) Fail();
  Take(", \"currency\": \"");
  Take(currency.code);
  Take("\"}");
  return ok_ ? minor : 0;
}

std::uint64_t LineReader::Digest() {
  Take("\"");
  const std::string_view text = Until('"');
  std::uint64_t digest = 0;
  if (!Parse(text, digest, 16) || DigestText(digest) != text) Fail();
  return digest;
}

}  // namespace slate::ledger
