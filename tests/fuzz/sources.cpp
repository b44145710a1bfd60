#include "tests/fuzz/target.h"

namespace slate::fuzz {

std::vector<std::pair<std::string, std::string>> Sources(std::string_view input) {
  constexpr std::string_view kHead = "--- ", kFile = "--- file ";
  std::vector<std::pair<std::string, std::string>> sources;
  bool golden = false, inside = false;
  for (std::string_view rest = input; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with(kHead)) {
      inside = line.starts_with(kFile) && line.ends_with(".sla");
      golden = golden || inside;
      if (inside) sources.emplace_back(line.substr(kFile.size()), "");
    } else if (inside) {
      sources.back().second.append(line).append("\n");
    }
  }
  if (!golden) sources.emplace_back("input.sla", input);
  return sources;
}

}  // namespace slate::fuzz
