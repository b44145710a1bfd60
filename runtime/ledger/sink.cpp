#include "runtime/ledger/sink.h"

#include <fmt/format.h>

namespace slate::ledger {

void SinkBuffer::Flush() {
  if (text_.empty()) return;
  sink_(text_);
  text_.clear();
}

void AppendNumber(std::string& out, std::uint64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

std::string SeparatedNumber(std::uint64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

}  // namespace slate::ledger
