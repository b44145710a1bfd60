#include "tests/bench/texts.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <utility>

#include "tests/bench/harness.h"

namespace slate::bench {

std::string BenchFile(const std::string& name) {
  return std::string(SLATE_SOURCE_DIR) + "/tests/bench/" + name;
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw Failed("can't write " + path);
}

std::string LongContract() {
  const std::string text = TextOf(BenchFile("otif.sla"));
  const std::size_t begin = text.find('\n', text.find("schedule B")) + 1, end = text.rfind("\n}") + 1;
  const std::string head = text.substr(0, begin), levels = text.substr(begin, end - begin);
  const auto lines = [](const std::string& some) { return std::count(some.begin(), some.end(), '\n'); };
  std::string whole = head;
  for (int copy = 0; lines(whole) + lines(levels) < 200; ++copy) {
    std::string again = levels;
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"B.1", fmt::format("B.{}", 2 * copy + 1)},
                                   {"B.2", fmt::format("B.{}", 2 * copy + 2)},
                                   {"otif", fmt::format("otif_{}", copy)},
                                   {"reliability", fmt::format("reliability_{}", copy)}}) {
      for (std::size_t at = 0; (at = again.find(from, at)) != std::string::npos; at += to.size())
        again.replace(at, from.size(), to);
    }
    whole += again;
  }
  return whole + "}\n";
}

}  // namespace slate::bench
