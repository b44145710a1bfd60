// Reads a line of a ledger as it was written: members in their order, one blank after each sign, no other escapes. What
// is written in another way is no line of a ledger, so that a line has one text and one meaning. After a mismatch
// everything reads as nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/number/money.h"
#include "runtime/time/civil.h"

namespace slate::ledger {

class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }

  void Take(std::string_view expected);     // nothing else may stand here
  bool Skip(std::string_view expected);     // whether it stood here
  std::uint64_t Count();                    // 12
  std::string Text();                       // "text"
  std::string TextOrNull();                 // an empty text is written as null
  Date Day();                               // "2025-03-31"
  Instant Moment();                         // "2025-03-31T08:30:00Z"
  Int128 Amount(const Currency& currency);  // {"amount": "-3750.00", "currency": "EUR"}
  std::uint64_t Digest();                   // "e8c662cb73c01f2a"

 private:
  std::string_view Until(char end);
  void Fail();

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace slate::ledger
