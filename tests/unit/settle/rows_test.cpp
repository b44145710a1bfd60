// Which rows there are, and when they are open, provisional and final.
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/settle/settle_case.h"

namespace slate::settle {
namespace {

std::vector<std::string> Names(const Settled& settled) {
  std::vector<std::string> names;
  for (const Row& row : settled.rows) names.push_back(row.group + " " + row.period);
  return names;
}

}  // namespace

TEST_CASE("closed groups have a row in every period, sorted by bytes, even without items") {
  const std::vector<std::string> expected{"BER 2025-01", "BER 2025-02", "BER 2025-03", "HAM 2025-01", "HAM 2025-02", "HAM 2025-03"};
  CHECK(Names(Case().Run()) == expected);
}

TEST_CASE("a roster member has rows in the periods its life overlaps") {
  Case test;
  const GroupLife life{"site", {{"HAM", Day(2025, 1, 31), Day(2025, 2, 1)}, {"BER", Day(2025, 2, 28), Day(2025, 3, 2)}}};
  test.cells.life = &life;
  CHECK(Names(test.Run()) == std::vector<std::string>{"BER 2025-02", "BER 2025-03", "HAM 2025-01"});

  SECTION("items counted outside its life are shown and not assessed") {
    test.Count(0, 2, 4, 0);
    const Row row = test.Run().rows.back();
    CHECK(row.period == "2025-03");
    CHECK(row.evidence.denominator == 4);
    CHECK(row.verdict == Verdict::not_assessed);
    CHECK(row.credit == Int128{0});
  }
}

TEST_CASE("groups seen since the term began have rows from their first item on, an excluded one included") {
  Case test;
  test.cells.groups = GroupsKind::seen_since_term_began;
  test.Count(0, 1, 0, 0, 1);
  CHECK(Names(test.Run()) == std::vector<std::string>{"HAM 2025-02", "HAM 2025-03"});
}

TEST_CASE("groups seen in the period have rows where they have items") {
  Case test;
  test.cells.groups = GroupsKind::seen_in_period;
  test.Count(0, 1, 1, 1);
  test.Count(1, 2, 1, 1);
  CHECK(Names(test.Run()) == std::vector<std::string>{"BER 2025-03", "HAM 2025-02"});
}

TEST_CASE("all together is one group without a name") {
  Case test;
  test.cells.groups = GroupsKind::all_together;
  test.cells.group_names = {};
  const Settled settled = test.Run();
  CHECK(Names(settled) == std::vector<std::string>{" 2025-01", " 2025-02", " 2025-03"});
  CHECK(settled.rows[0].group_field.empty());
}

TEST_CASE("a metric without an obligation has rows without a verdict") {
  Case test;
  test.Count(0, 0, 60, 57);
  const Row row = Report(test.cells, test.clock)[3];
  CHECK(row.clause == "B.1");
  CHECK(row.evidence.numerator == 57);
  CHECK_FALSE(row.verdict);
  CHECK_FALSE(row.credit);
}

TEST_CASE("status turns at local midnights, and periods to come have no row") {
  Case test;
  const Instant end = test.zone->StartOf(Day(2025, 2, 1)), final_at = test.zone->StartOf(Day(2025, 3, 3));
  const auto january = [&](Instant as_of) {
    test.clock.as_of = as_of;
    return test.January().status;
  };
  CHECK(january({end.micros - 1}) == Status::open);
  CHECK(january(end) == Status::provisional);
  CHECK(january({final_at.micros - 1}) == Status::provisional);
  CHECK(january(final_at) == Status::final);
  test.clock.as_of = {end.micros - 1};
  CHECK(test.Run().rows.size() == 2);
  test.clock.as_of = end;
  CHECK(test.Run().rows.size() == 4);
  test.clock.as_of = {test.grid.boundaries.front().micros - 1};
  CHECK(test.Run().rows.empty());
}

TEST_CASE("an open period is pending: its band so far is shown, nothing is credited or asked for") {
  Case test;
  test.charges[0].values.clear();
  test.Count(0, 0, 60, 57);
  test.clock.as_of = test.zone->StartOf(Day(2025, 1, 20));
  const Row row = test.January();
  CHECK(row.verdict == Verdict::pending);
  CHECK(row.verdict_reason == "period ends 2025-02-01");
  CHECK(row.band == std::size_t{1});
  CHECK_FALSE(row.credit);
  CHECK(test.Run().missing.empty());
}

}  // namespace slate::settle
