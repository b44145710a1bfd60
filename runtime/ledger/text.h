// Texts of others inside the ledger's own. In: any bytes. Out: what can't break the format that holds them.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace slate::ledger {

void PutQuoted(std::string& out, std::string_view text);  // a JSON string
std::string Quoted(std::string_view text);
// Names come from data and must not steer a terminal: control characters are shown as their codes.
std::string Visible(std::string_view text);
std::string CsvField(std::string_view text);  // RFC 4180: quoted where it must be

// A text that `Put` puts as a JSON string.
struct InQuotes {
  std::string_view text;
};

inline void PutOne(std::string& out, std::string_view text) { out += text; }
inline void PutOne(std::string& out, InQuotes quoted) { PutQuoted(out, quoted.text); }
inline void PutOne(std::string& out, std::unsigned_integral auto number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// Appends texts and numbers, one behind the other: what a ledger of many rows is written with.
template <typename... Pieces>
void Put(std::string& out, const Pieces&... pieces) {
  (PutOne(out, pieces), ...);
}

}  // namespace slate::ledger
