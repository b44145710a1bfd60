#include "runtime/ledger/text.h"

#include <fmt/format.h>

namespace slate::ledger {

void PutQuoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t put = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) continue;
    out += text.substr(put, i - put);
    put = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
  }
  out += text.substr(put);
  out += '"';
}

std::string Quoted(std::string_view text) {
  std::string out;
  PutQuoted(out, text);
  return out;
}

std::string Visible(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7F) out += c == '\n' ? std::string(" ") : fmt::format("\\x{:02x}", code);
    else out += c;
  }
  return out;
}

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace slate::ledger
