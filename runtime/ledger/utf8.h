// UTF-8 as the writers need it: invalid bytes are met everywhere a group's name comes from a file, and never stop a ledger.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slate::ledger {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = true;  // not: one byte that begins no well-formed sequence
};
// The code point `text` begins with; `text` must not be empty.
CodePoint FirstCodePoint(std::string_view text);

// Columns a terminal needs: 2 for East Asian wide characters and emoji, 0 for combining marks.
std::size_t DisplayWidth(std::string_view text);

// Safe to print: control characters become \x1b, invalid bytes U+FFFD.
std::string Printable(std::string_view text);

}  // namespace slate::ledger
