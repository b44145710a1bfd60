// A history keeps a ring and a counter; the witness keeps every verdict.
#include <catch2/catch_test_macros.hpp>

#include <optional>
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

// What the periods are for misses of the minimum: those that missed it, those that reached it, and all others.
std::vector<Verdict> OfMinimum(const std::vector<Verdict>& verdicts, const std::vector<std::optional<bool>>& below) {
  std::vector<Verdict> of_minimum = verdicts;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i] == Verdict::missed && below[i] != true) of_minimum[i] = below[i] == false ? Verdict::met : Verdict::no_data;
  }
  return of_minimum;
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

TEST_CASE("misses of the minimum are remembered beside those of the target") {
  std::mt19937_64 random(20261129);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  constexpr Verdict kVerdicts[] = {Verdict::met, Verdict::missed, Verdict::missed, Verdict::missed, Verdict::not_assessed};
  constexpr std::optional<bool> kBelow[] = {std::nullopt, false, true, true};
  std::size_t held = 0, told_apart = 0;
  for (int round = 0; round < 500; ++round) {
    Terms terms;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto misses = static_cast<std::uint32_t>(1 + below(3));
      terms.repeats.push_back({{misses, below(2) == 0 ? 0 : misses + static_cast<std::uint32_t>(below(6)), "", true}, {2, 1}});
    }
    Misses history(terms);
    std::vector<Verdict> all;
    std::vector<std::optional<bool>> fell;
    for (std::size_t period = 0; period < 40; ++period) {
      all.push_back(kVerdicts[below(std::size(kVerdicts))]);
      fell.push_back(all.back() == Verdict::missed ? kBelow[below(std::size(kBelow))] : std::nullopt);
      history.Add(period, all.back(), fell.back());
      for (const Repeat& repeat : terms.repeats) {
        CAPTURE(round, period, repeat.when.misses, repeat.when.window);
        MissCount of_target = repeat.when;
        of_target.below_minimum = false;
        const bool expected = Holds(OfMinimum(all, fell), repeat.when);
        REQUIRE(history.Holds(repeat.when) == expected);
        REQUIRE(history.Holds(of_target) == Holds(all, repeat.when));
        held += expected ? 1 : 0;
        told_apart += expected != Holds(all, repeat.when) ? 1 : 0;
      }
    }
  }
  CHECK(held > 1000);
  CHECK(told_apart > 1000);
}

}  // namespace slate::settle
