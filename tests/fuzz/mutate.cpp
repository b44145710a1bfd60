#include <iterator>
#include <random>

#include "tests/fuzz/target.h"

namespace slate::fuzz {

std::string Mutate(std::uint64_t seed, std::string text, std::string_view other) {
  static constexpr const char* kPieces[] = {"0",           "99999999999999999999",
                                            "-1",          "\"",
                                            "}",           "{",
                                            "(",           "]",
                                            ",",           " not ",
                                            "\n",          "\xC3",
                                            "%",           " pp ",
                                            "target",      "unbounded",
                                            " otherwise ", "1e9",
                                            ":",           "2025-02-30"};
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
  for (std::size_t edits = 1 + below(6); edits > 0 && !text.empty(); --edits) {
    const std::size_t at = below(text.size());
    const std::size_t longest = below(8) == 0 ? 400 : 12;
    const std::size_t length = std::min(text.size() - at, 1 + below(longest));
    switch (below(6)) {
      case 0: text[at] = static_cast<char>(random()); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: text.insert(at, other.substr(below(other.size()), length)); break;
      case 4: text.insert(at, kPieces[below(std::size(kPieces))]); break;
      default: text[at] = static_cast<char>('0' + below(10)); break;
    }
  }
  return text;
}

}  // namespace slate::fuzz
