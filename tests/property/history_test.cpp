// A history keeps a ring and a counter; the witness keeps every verdict.
#include <catch2/catch_test_macros.hpp>

#include <random>
#include <vector>

#include "runtime/settle/history.h"

namespace slate::settle {
namespace {

// By looking at all periods from the first one on; those in which the group did not exist are `not_assessed`.
bool Holds(const std::vector<Verdict>& verdicts, const MissCount& count) {
  std::uint32_t misses = 0;
  if (count.window == 0) {
    if (verdicts.back() != Verdict::missed) return false;
    for (std::size_t i = verdicts.size(); i-- > 0 && verdicts[i] != Verdict::met;) misses += verdicts[i] == Verdict::missed ? 1 : 0;
    return misses >= count.misses;
  }
  for (std::size_t back = 0; back < count.window && back < verdicts.size(); ++back) misses += verdicts[verdicts.size() - 1 - back] == Verdict::missed ? 1 : 0;
  return misses >= count.misses;
}

}  // namespace

TEST_CASE("a history remembers what a list of all verdicts says") {
  std::mt19937_64 random(20261128);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  constexpr Verdict kVerdicts[] = {Verdict::met, Verdict::missed, Verdict::missed, Verdict::not_assessed, Verdict::no_data};
  for (int round = 0; round < 500; ++round) {
    Terms terms;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto misses = static_cast<std::uint32_t>(1 + below(4));
      terms.repeats.push_back({{misses, below(2) == 0 ? 0 : misses + static_cast<std::uint32_t>(below(6)), ""}, {2, 1}});
    }
    History history(LongestWindow(terms));
    std::vector<Verdict> all;
    const std::size_t first = below(5);
    for (std::size_t period = first; period < 40; ++period) {
      if (below(8) == 0) {  // the group does not exist
        if (!all.empty()) all.push_back(Verdict::not_assessed);
        continue;
      }
      const Verdict verdict = kVerdicts[below(std::size(kVerdicts))];
      all.push_back(verdict);
      history.Add(period, verdict);
      for (const Repeat& repeat : terms.repeats) {
        CAPTURE(round, period, repeat.when.misses, repeat.when.window);
        REQUIRE(history.Holds(repeat.when) == Holds(all, repeat.when));
      }
    }
  }
}

}  // namespace slate::settle
