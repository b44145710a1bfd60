// Stacking and pools over several obligations at their boundaries, where whole contracts would say too much.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "runtime/settle/at_risk.h"
#include "runtime/settle/pro_rata.h"
#include "runtime/settle/stack.h"
#include "tests/unit/settle/settle_case.h"

namespace slate::settle {
namespace {

Row Missed(const std::string& obligation, const std::string& group, std::optional<Int128> credit, int month = 1) {
  Row row;
  row.obligation = obligation;
  row.group = group;
  row.first_day = row.grid_day = Day(2025, month, 1);
  row.end_day = Day(2025, month + 1, 1);
  row.period = "2025-0" + std::to_string(month);
  row.status = Status::final;
  row.verdict = Verdict::missed;
  row.band = 0;
  row.gross = row.credit = credit;
  return row;
}

// Obligations a, b, ... in this order.
struct Listed {
  Terms terms;
  std::vector<std::vector<Row>> rows;
  std::vector<Charge> charges{{.name = "fee",
                               .title = "Fee",
                               .group_field = "",
                               .period = {PeriodKind::calendar_month},
                               .values = {{std::nullopt, std::nullopt, 100'000}}}};
  RiskPool pool{"at_risk", "B.9", "pool", MakeRatio(12, 100), 0, CapOrder::earliest_first, {}};
  MissingCharges missing;

  std::vector<CreditsOfOne> All() {
    std::vector<CreditsOfOne> all;
    for (std::vector<Row>& one : rows) {
      all.push_back({&terms, {}});
      for (Row& row : one) all.back().rows.push_back(&row);
    }
    return all;
  }
  void Share() { LimitToPool(All(), pool, ChargeTable(charges), *FindCurrency("EUR"), missing); }
};

}  // namespace

TEST_CASE("of equal credits of several obligations that of the one listed first counts") {
  Listed test;
  test.rows = {{Missed("a", "HAM", 100)}, {Missed("b", "HAM", 100)}, {Missed("c", "HAM", 90)}};
  KeepOne(test.All(), {"B.8", "stack", true, {}});
  CHECK(test.rows[0][0].credit == 100);
  CHECK(!test.rows[0][0].displaced);
  for (const std::size_t i : {1, 2}) {
    CHECK(test.rows[i][0].credit == 0);
    REQUIRE(test.rows[i][0].displaced);
    CHECK(test.rows[i][0].displaced->by == "a");
    CHECK(test.rows[i][0].displaced->taken == test.rows[i][0].gross);
  }
}

TEST_CASE("stacking looks at one group and period at a time") {
  Listed test;
  test.rows = {{Missed("a", "BER", 100), Missed("a", "HAM", 0)}, {Missed("b", "BER", 200, 2), Missed("b", "HAM", 50)}};
  for (const bool highest : {true, false}) {
    KeepOne(test.All(), {"B.8", "stack", highest, {}});
    CHECK(test.rows[0][0].credit == 100);
    CHECK(test.rows[1][0].credit == 200);
    CHECK(test.rows[1][1].credit == 50);  // the first in the list owes nothing here
  }
}

TEST_CASE("the higher of two exact lines counts where rounding comes after limits") {
  Listed test;
  test.rows = {{Missed("a", "HAM", 100)}, {Missed("b", "HAM", 100)}};
  test.rows[0][0].line = Exact(997, 10);
  test.rows[1][0].line = Exact(1'001, 10);
  KeepOne(test.All(), {"B.8", "stack", true, {}});
  CHECK(test.rows[0][0].credit == 0);
  CHECK(test.rows[0][0].line->sign() == 0);
  CHECK(test.rows[1][0].credit == 100);
}

TEST_CASE("beside a credit that is not known none of the same failure is") {
  Listed test;
  test.rows = {{Missed("a", "HAM", std::nullopt)}, {Missed("b", "HAM", 100), Missed("b", "HAM", 100, 2)}};
  KeepOne(test.All(), {"B.8", "stack", true, {}});
  CHECK(!test.rows[1][0].credit);
  CHECK(test.rows[1][1].credit == 100);
}

TEST_CASE("a pool serves the obligations in the order of its list, and the groups of each by their bytes") {
  // 12% of EUR 1,000 are 120. a: BER 50, HAM 40; b: BER 60, of which 30 are left; c: nothing.
  Listed test;
  test.rows = {{Missed("a", "BER", 5'000), Missed("a", "HAM", 4'000)},
               {Missed("b", "BER", 6'000)},
               {Missed("c", "", 1'000), Missed("c", "", 1'000, 2)}};
  test.Share();
  CHECK(test.rows[0][0].credit == 5'000);
  CHECK(test.rows[0][1].credit == 4'000);
  CHECK(test.rows[0][1].caps[0].room == 7'000);
  CHECK(test.rows[1][0].credit == 3'000);
  CHECK(test.rows[1][0].caps[0].taken == 3'000);
  CHECK(test.rows[2][0].credit == 0);
  CHECK(test.rows[2][0].caps[0].limit == 12'000);
  CHECK(test.rows[2][1].credit == 1'000);  // February has a pool of its own
}

TEST_CASE("a pool of a charge for each group holds for each group") {
  Listed test;
  test.charges[0].group_field = "site";
  test.charges[0].values = {{"HAM", std::nullopt, 100'000}, {"BER", std::nullopt, 10'000}};
  test.rows = {{Missed("a", "BER", 5'000), Missed("a", "HAM", 5'000)}, {Missed("b", "HAM", 8'000)}};
  test.Share();
  CHECK(test.rows[0][0].credit == 1'200);
  CHECK(test.rows[0][1].credit == 5'000);
  CHECK(test.rows[1][0].credit == 7'000);
}

TEST_CASE("a cent that proportion leaves goes to the largest remainder, of equal ones to the earlier in the list") {
  // 100 cents over 3 equal credits: 33.3 each; one cent over.
  Listed test;
  test.pool.share = MakeRatio(1, 1'000);
  test.pool.order = CapOrder::pro_rata;
  test.rows = {{Missed("a", "", 500)}, {Missed("b", "", 500)}, {Missed("c", "", 500)}};
  test.Share();
  CHECK(test.rows[0][0].credit == 34);
  CHECK(test.rows[1][0].credit == 33);
  CHECK(test.rows[2][0].credit == 33);
  CHECK(test.rows[2][0].caps[0].taken == 467);
}

TEST_CASE("exact lines share a pool exactly, and are rounded afterwards") {
  // 100 cents over lines of 200.4 and 100.2: 66.67 and 33.33, rounded to 67 and 33.
  Listed test;
  test.terms.rounding.before_caps = false;
  test.pool.share = MakeRatio(1, 1'000);
  test.pool.order = CapOrder::pro_rata;
  test.rows = {{Missed("a", "", 200)}, {Missed("b", "", 100)}};
  test.rows[0][0].line = Exact(2'004, 10);
  test.rows[1][0].line = Exact(1'002, 10);
  test.Share();
  CHECK(test.rows[0][0].credit == 67);
  CHECK(test.rows[1][0].credit == 33);
  CHECK(test.rows[0][0].line->ToRatio() == MakeRatio(200, 3));
}

TEST_CASE("where the term cuts a period its part of the pool is left, rounded down once") {
  // Half of 12% of EUR 0.99: 5.94 cents.
  Listed test;
  test.charges[0].values[0].minor = 99;
  test.rows = {{Missed("a", "", 50)}};
  test.rows[0][0].part = MakeRatio(1, 2);
  test.Share();
  CHECK(test.rows[0][0].credit == 5);
}

TEST_CASE("a charge that a pool needs is asked for once, also by a credit that waits for its own") {
  Listed test;
  test.charges[0].values.clear();
  test.rows = {{Missed("a", "", std::nullopt)}, {Missed("b", "", 100), Missed("b", "", 0, 2)}};
  test.Share();
  CHECK(!test.rows[1][0].credit);
  CHECK(test.rows[1][1].credit == 0);
  const std::vector<MissingCharge> asked = test.missing.Take();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].charge == "fee");
  CHECK(asked[0].period == "2025-01");
}

TEST_CASE("where a credit is not known, the others of its pool are not either") {
  Listed test;
  test.rows = {{Missed("a", "", std::nullopt)}, {Missed("b", "", 100), Missed("b", "", 100, 2)}};
  test.Share();
  CHECK(!test.rows[1][0].credit);
  CHECK(test.rows[1][1].credit == 100);
}

TEST_CASE("an allocation is the base of a credit, and rounded down once") {
  // 60% of 12% of EUR 100,000.15 is EUR 7,200.0108; 10% of 7,200.01 is 720.001.
  Case test;
  test.charges[0].values[0].minor = 10'000'015;
  test.terms.allocation = Allocation{MakeRatio(72, 1'000), "60% of at_risk"};
  test.Count(0, 0, 10, 6);
  CHECK(test.January().base == 720'001);
  CHECK(test.January().credit == 72'000);
}

TEST_CASE("what limits left of an exact line goes into the pool") {
  // A credit of EUR 10,000, of which the cap leaves 33.33, and the pool of 1/5,000 of EUR 100,000 leaves 20.
  Case test;
  test.Count(0, 0, 10, 6);
  test.terms.rounding.before_caps = false;
  test.terms.caps = {{.fixed = 3'333, .text = "cap"}};
  ObligationInput input;
  input.cells = test.cells;
  input.parts.push_back({&test.terms, test.deciders});
  JointTerms joint;
  joint.pools.push_back({"at_risk", "B.9", "pool", MakeRatio(1, 5'000), 0, CapOrder::earliest_first, {0}});
  for (const Row& row : Settle({input}, {}, test.charges, test.currency, test.clock, joint).rows) {
    if (row.group != "HAM" || row.period != "2025-01") continue;
    CHECK(row.credit == 2'000);
    REQUIRE(row.caps.size() == 2);
    CHECK(row.caps[0].taken == 996'667);
    CHECK(row.caps[1].taken == 1'333);
  }
}

TEST_CASE("shares that fit their limit are left alone") {
  CHECK(ShareProRata(10, {Exact(4), Exact(6)}, true) == std::vector<Exact>{Exact(4), Exact(6)});
  CHECK(ShareProRata(0, {Exact(4), Exact(6)}, true) == std::vector<Exact>{Exact(0), Exact(0)});
}

}  // namespace slate::settle
