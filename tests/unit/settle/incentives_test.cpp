// Guards and earning back at their boundaries, where whole contracts would say too much.
#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

#include "runtime/settle/earn_back.h"
#include "tests/unit/settle/settle_case.h"

namespace slate::settle {
namespace {

Row Month(int month, Verdict verdict, Int128 credit) {
  Row row;
  row.first_day = row.grid_day = Day(2025, month, 1);
  row.end_day = Day(2025, month + 1, 1);
  row.period = "2025-0" + std::to_string(month);
  row.status = Status::final;
  row.verdict = verdict;
  row.credit = credit;
  return row;
}

std::vector<Row*> Pointers(std::vector<Row>& rows) {
  std::vector<Row*> pointers;
  for (Row& row : rows) pointers.push_back(&row);
  return pointers;
}

}  // namespace

TEST_CASE("what is earned back reopens no room under a cap") {
  // January 60%: 10% of EUR 100,000; a cap of EUR 10,000 over the term is used up by it. February is met and returns half. March at 60% owes
  // another 10,000, and the cap leaves nothing of it.
  Case test;
  test.Count(0, 0, 10, 6);
  test.Count(0, 1, 10, 10);
  test.Count(0, 2, 10, 6);
  test.terms.caps.push_back({.fixed = 1'000'000, .whole_term = true, .text = "cap"});
  test.terms.earn_back = EarnBack{MakeRatio(1, 2), 1, "earn back"};
  const std::vector<Row> rows = test.Run().rows;  // BER first, without items
  REQUIRE(rows.size() == 6);
  CHECK(rows[3].credit == 1'000'000);
  REQUIRE(rows[4].earned_back.size() == 1);
  CHECK(rows[4].earned_back[0].amount == 500'000);
  CHECK(rows[5].credit == 0);
  CHECK(rows[5].caps[0].room == 0);
}

TEST_CASE("nothing is earned back over a period that is pending") {
  Case test;
  test.terms.earn_back = EarnBack{MakeRatio(1, 2), 1, "earn back"};
  std::vector<Row> rows{Month(1, Verdict::missed, 100), Month(2, Verdict::pending, 0), Month(3, Verdict::met, 0)};
  EarnBackCredits(Pointers(rows), test.terms, test.currency, test.clock);
  CHECK(rows[2].earned_back.empty());
  REQUIRE(rows[0].earn_back);
  CHECK(rows[0].earn_back->state == EarnBackState::open);
}

TEST_CASE("a share that is earned back is rounded like a credit, and each credit by itself") {
  // A third of 100 cents is 33, of 50 cents 17, half away from zero.
  Case test;
  test.terms.earn_back = EarnBack{MakeRatio(1, 3), 1, "earn back"};
  std::vector<Row> rows{Month(1, Verdict::missed, 100), Month(2, Verdict::no_data, 0), Month(3, Verdict::met, 50)};
  EarnBackCredits(Pointers(rows), test.terms, test.currency, test.clock);
  REQUIRE(rows[2].earned_back.size() == 1);
  CHECK(rows[2].earned_back[0].amount == 33);
  CHECK(rows[2].earn_back->state == EarnBackState::lapsed);  // its own, at the end of the term
}

TEST_CASE("a guard that has nothing to measure fails or holds as decided") {
  for (const bool holds : {false, true}) {
    CAPTURE(holds);
    Case test;
    test.Count(0, 0, 10, 10);
    test.terms.bonus_bands.push_back({.lower = MakeRatio(0, 1), .upper = MakeRatio(1, 1), .a = 700, .text = "[0%, 100%] : EUR 7"});
    test.terms.guards.push_back({.metric = "other", .clause = "B.2", .text = "guard", .form = {}, .target = {Direction::at_least, MakeRatio(1, 2)},
                                 .no_bonus = true, .no_earn_back = false, .held_without_value = holds});
    measure::Counters empty(3, 4);
    empty.Reserve(2);
    ObligationInput input;
    input.cells = test.cells;
    input.guards.push_back(test.cells);
    input.guards[0].counters = &empty;
    test.deciders.bonus_band = [](const abi::Value&) -> std::size_t { return 0; };
    test.deciders.guard_held.push_back([](const abi::Value&) { return false; });  // asked of values alone
    input.parts.push_back({&test.terms, test.deciders});
    for (const Row& row : Settle({input}, {}, test.charges, test.currency, test.clock).rows) {
      if (row.group != "HAM" || row.period != "2025-01") continue;
      REQUIRE(row.bonus);
      CHECK(row.bonus->gross == 700);
      CHECK(row.bonus->amount == (holds ? 700 : 0));
      CHECK(row.bonus->withheld == (holds ? "" : "guard"));
    }
  }
}

}  // namespace slate::settle
