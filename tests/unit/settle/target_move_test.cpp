// How a target moves: bounds and rounding for random rules, and that every level it can come to is listed.
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <random>

#include "runtime/settle/target_move.h"

namespace slate::settle {
namespace {

Exact Of(const Ratio& ratio) { return Exact(ratio.numerator, ratio.denominator); }

// Of a share, in thousandths; targets that ask for more or for less.
TargetMove RandomMove(std::mt19937& random) {
  const auto upTo = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  TargetMove move;
  move.kind = static_cast<MoveKind>(upTo(4));
  move.more_is_harder = upTo(2) == 0;
  move.least = MakeRatio(100 + upTo(400), 1000);
  move.most = MakeRatio(500 + upTo(400), 1000);
  move.step = MakeRatio(1 + upTo(90), 1000);
  move.share = MakeRatio(1 + upTo(10), 10);
  move.towards = move.more_is_harder ? MakeRatio(1, 1) : MakeRatio(0, 1);
  if (move.kind != MoveKind::step) move.steps = MakeRatio(1 + upTo(30), 1000);
  if (upTo(2) == 0) move.at_most = move.kind == MoveKind::step ? move.step : MakeRatio(1 + upTo(60), 1000);
  return move;
}

bool Harder(const TargetMove& move, const Exact& a, const Exact& b) { return move.more_is_harder ? a > b : a < b; }

}  // namespace

TEST_CASE("a move stays in its range, moves no farther than it may, and asks for no more than was reached") {
  std::mt19937 random(20251);
  for (int round = 0; round < 20'000; ++round) {
    const TargetMove move = RandomMove(random);
    const Exact present(static_cast<Int128>(500), 1000), reached(static_cast<Int128>(random() % 7001), 7000);
    const Exact next = MoveTarget(move, present, reached);
    CHECK(Of(move.least) <= next);
    CHECK(next <= Of(move.most));
    if (move.at_most) CHECK((next < present ? present - next : next - present) <= Of(*move.at_most));
    if (move.kind != MoveKind::mean) CHECK(!Harder(move, present, next));
    const bool goes_by_values = move.kind == MoveKind::best || move.kind == MoveKind::mean;
    if (goes_by_values && Harder(move, next, present)) CHECK(!Harder(move, next, reached));
  }
}

TEST_CASE("every level that moves lead to is listed") {
  std::mt19937 random(20252);
  for (int round = 0; round < 500; ++round) {
    const TargetMove move = RandomMove(random);
    Exact present(static_cast<Int128>(500), 1000);
    const auto levels = LevelsOf(move, present, 12, 2000);
    REQUIRE(levels);
    CHECK(levels->front() == present);
    for (int review = 0; review < 12; ++review) {
      present = MoveTarget(move, present, Exact(static_cast<Int128>(random() % 7001), 7000));
      CHECK(std::find(levels->begin(), levels->end(), present) != levels->end());
    }
  }
}

TEST_CASE("a step and a share of the gap lead to these levels") {
  TargetMove move{.kind = MoveKind::step, .step = MakeRatio(1, 100), .least = MakeRatio(9, 10), .most = MakeRatio(925, 1000)};
  const auto at = [](Int128 thousandths) { return Exact(thousandths, 1000); };
  CHECK(LevelsOf(move, at(900), 12, 200) == std::vector<Exact>{at(900), at(910), at(920), at(925)});
  CHECK(LevelsOf(move, at(900), 2, 200) == std::vector<Exact>{at(900), at(910), at(920)});
  CHECK_FALSE(LevelsOf(move, at(900), 12, 3));
  move = {.kind = MoveKind::share_of_gap, .share = MakeRatio(1, 2), .towards = MakeRatio(1, 1), .steps = MakeRatio(1, 100), .least = MakeRatio(9, 10), .most = MakeRatio(99, 100)};
  CHECK(LevelsOf(move, at(900), 12, 200) == std::vector<Exact>{at(900), at(950), at(970), at(980), at(990)});
}

}  // namespace slate::settle
