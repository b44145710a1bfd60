#include "runtime/ledger/columns.h"

#include <algorithm>

#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string Columns(std::vector<std::vector<std::string>> lines, const std::set<std::size_t>& right) {
  std::vector<std::size_t> widths;
  for (std::vector<std::string>& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i] = Visible(line[i]);
      widths[i] = std::max(widths[i], Characters(line[i]));
    }
  }
  std::string out;
  for (const std::vector<std::string>& line : lines) {
    std::string text = "  ";
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string blanks(widths[i] - Characters(line[i]), ' ');
      text += "  " + (right.contains(i) ? blanks + line[i] : line[i] + blanks);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

}  // namespace slate::ledger
