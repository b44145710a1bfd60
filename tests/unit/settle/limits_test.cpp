// Caps that several credits share, and de minimis: before rounding and after it, as amounts and as shares of charges.
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/settle/settle_case.h"

namespace slate::settle {
namespace {

// Each month pays EUR 10 times the share of items that are not good.
struct Shared : Case {
  Shared() {
    terms.bands.resize(1);
    terms.bands[0] = {
        .lower = MakeRatio(0, 1), .upper = MakeRatio(1, 1), .a = 1'000, .b = -1'000, .c = 1, .text = "line"};
    deciders.band = [](const abi::Value&) -> std::size_t { return 0; };
    terms.rounding.before_caps = false;
  }
  // A third missed in each month of HAM: 333 1/3 each.
  void Thirds() {
    for (std::size_t period = 0; period < 3; ++period) Count(0, period, 3, 2);
  }
  std::vector<Row> Rows(const std::string& group) const {
    std::vector<Row> rows;
    for (Row& row : Run().rows) {
      if (row.group == group) rows.push_back(std::move(row));
    }
    return rows;
  }
  std::vector<std::int64_t> Credits(const std::string& group = "HAM") const {
    std::vector<std::int64_t> credits;
    for (const Row& row : Rows(group)) credits.push_back(row.credit ? static_cast<std::int64_t>(*row.credit) : -1);
    return credits;
  }
};

using Amounts = std::vector<std::int64_t>;

const Period kYear{.kind = PeriodKind::contract_year, .anchor = Day(2025, 1, 1)};

Cap Yearly(std::optional<Int128> fixed, CapOrder order = CapOrder::earliest_first) {
  return {.fixed = fixed, .share = {}, .window = kYear, .order = order, .text = "cap"};
}

bool Adds(const Row& row) {
  Int128 left = row.gross.value_or(0);
  for (const CapTaken& cap : row.caps) left -= cap.taken;
  return left == row.credit.value_or(0);
}

}  // namespace

TEST_CASE("exact lines use up a shared cap, and each is rounded once at the end") {
  Shared test;
  test.Thirds();
  test.terms.caps = {Yearly(500)};
  CHECK(test.Credits() == Amounts{333, 167, 0});  // 333 1/3, then 166 2/3
  const std::vector<Row> rows = test.Rows("HAM");
  CHECK(rows[1].gross == Int128{333});
  CHECK(rows[1].caps[0].room == 166);
  CHECK(rows[1].caps[0].taken == 166);
  CHECK(rows[2].caps[0].taken == 333);
  for (const Row& row : rows) CHECK(Adds(row));

  SECTION("three thirds fill the cap to the brim") {
    test.terms.caps = {Yearly(1'000)};
    CHECK(test.Credits() == Amounts{333, 333, 333});
    CHECK(test.Rows("HAM")[2].caps[0].taken == 0);
  }
  SECTION("a cent less and the last one is cut: rounded before, 999 would have been enough") {
    test.terms.caps = {Yearly(999)};
    CHECK(test.Credits() == Amounts{333, 333, 332});
    test.terms.rounding.before_caps = true;
    CHECK(test.Credits() == Amounts{333, 333, 333});
  }
  SECTION("to whole units of money") {
    test.terms.rounding.places = 0;
    test.terms.caps = {Yearly(450)};
    CHECK(test.Credits() == Amounts{300, 100, 0});  // 333 1/3, 116 2/3
    test.terms.rounding.before_caps = true;
    CHECK(test.Credits() == Amounts{300, 150, 0});
    for (const Row& row : test.Rows("HAM")) CHECK(Adds(row));
  }
}

TEST_CASE("pro rata shares an exact line exactly, and rounded ones by largest remainder") {
  Shared test;
  test.Thirds();
  test.terms.caps = {Yearly(500, CapOrder::pro_rata)};
  CHECK(test.Credits() == Amounts{167, 167, 167});  // 166 2/3 each, rounded one by one
  for (const Row& row : test.Rows("HAM")) CHECK(Adds(row));
  test.terms.rounding.before_caps = true;
  CHECK(test.Credits() == Amounts{167, 167, 166});
  test.terms.caps = {Yearly(999, CapOrder::pro_rata)};
  CHECK(test.Credits() == Amounts{333, 333, 333});
}

TEST_CASE("de minimis looks at the exact credit where rounding comes last") {
  Shared test;
  test.Thirds();
  test.terms.caps = {{.kind = CapKind::de_minimis, .fixed = 333, .share = {}, .text = "de minimis"}};
  CHECK(test.Credits() == Amounts{333, 333, 333});  // 333 1/3 is more
  test.terms.caps[0].fixed = 334;
  CHECK(test.Credits() == Amounts{0, 0, 0});
  for (const Row& row : test.Rows("HAM")) CHECK(Adds(row));
  test.terms.rounding.before_caps = true;
  test.terms.caps[0].fixed = 333;
  CHECK(test.Credits() == Amounts{0, 0, 0});

  SECTION("what it drops leaves its room in the caps that follow") {
    test.terms.rounding.before_caps = false;
    test.Count(0, 1, 30, 29);  // 33 1/3
    test.terms.caps = {{.kind = CapKind::de_minimis, .fixed = 34, .share = {}, .text = "de minimis"}, Yearly(400)};
    CHECK(test.Credits() == Amounts{333, 0, 67});
  }
}

TEST_CASE("a line that rounds to nothing uses up room all the same") {
  Shared test;
  test.Count(0, 0, 3'000, 2'999);  // 1/3
  test.Count(0, 1, 1'000, 999);    // 1
  test.terms.caps = {Yearly(1)};
  CHECK(test.Credits() == Amounts{0, 1, 0});  // 2/3 of it left
  test.terms.rounding.mode = RoundingMode::down;
  CHECK(test.Credits() == Amounts{0, 0, 0});
}

TEST_CASE("a share of a charge over a window is a share of the sum, rounded down once") {
  Shared test;
  test.Count(0, 0, 10, 0);
  test.Count(0, 1, 10, 0);
  test.charges[0].values = {{std::nullopt, std::nullopt, 335}, {std::nullopt, Day(2025, 2, 1), 336}};
  Cap cap = Yearly(std::nullopt);
  cap.share = MakeRatio(1, 10);
  test.terms.caps = {cap};
  CHECK(test.Rows("HAM")[0].caps[0].limit == 100);  // of 1006, March included, which has nothing to credit
  CHECK(test.Credits() == Amounts{100, 0, 0});
  test.terms.caps[0].window.reset();
  CHECK(test.Rows("HAM")[1].caps[0].limit == 33);  // each period by itself

  SECTION("together: of all groups that exist") {
    test.terms.caps[0].window = kYear;
    test.terms.caps[0].together = true;
    test.Count(1, 0, 10, 0);
    CHECK(test.Rows("HAM")[0].caps[0].limit == 201);
    CHECK(test.Credits("BER") == Amounts{201, 0, 0});  // by bytes before HAM
    const GroupLife life{"site",
                         {{"HAM", Day(2025, 1, 1), Day(2025, 4, 1)}, {"BER", Day(2025, 1, 1), Day(2025, 2, 1)}}};
    test.cells.life = &life;
    CHECK(test.Rows("HAM")[0].caps[0].limit == 134);  // 1006 and one month of 335
  }
  SECTION("of a charge for all groups, counted once a period") {
    test.terms.caps[0].window = kYear;
    test.terms.caps[0].together = true;
    test.charges[0].group_field = "";
    CHECK(test.Rows("HAM")[0].caps[0].limit == 100);
  }
  SECTION("periods that have not come yet count, so that the limit does not move") {
    test.terms.caps[0].window = kYear;
    test.clock.as_of = test.zone->StartOf(Day(2025, 2, 1));
    CHECK(test.Rows("HAM")[0].caps[0].limit == 100);
  }
  SECTION("every charge that is missing is asked for, once") {
    test.terms.caps[0].window = kYear;
    test.charges[0].values = {{std::nullopt, Day(2025, 1, 1), 335}};
    const Settled settled = test.Run();
    REQUIRE(settled.missing.size() == 2);
    CHECK(settled.missing[0].period == "2025-02");
    CHECK(settled.missing[1].period == "2025-03");
    CHECK(settled.missing[1].group == "HAM");
  }
  SECTION("a quarter belongs to the window of its last day, and the term cuts it") {
    test.terms.caps[0].window = Period{PeriodKind::calendar_quarter};
    test.clock.term_last = Day(2025, 3, 15);
    CHECK(test.Rows("HAM")[0].caps[0].limit == 83);  // 335 + 336 + 15/31 of 335
    test.terms.partial_ignored = true;
    CHECK(test.Rows("HAM")[0].caps[0].limit == 67);
  }
}

TEST_CASE("what limits take adds up, whatever the lines, and rounded credits keep to the cap") {
  std::mt19937 random(5);
  const auto below = [&](std::size_t n) { return random() % n; };
  for (int i = 0; i < 2'000; ++i) {
    Shared test;
    for (std::size_t group = 0; group < 2; ++group) {
      for (std::size_t period = 0; period < 3; ++period) {
        const std::uint64_t of = below(40);
        test.Count(group, period, of, of == 0 ? 0 : below(of + 1));
      }
    }
    test.terms.rounding = {.mode = static_cast<RoundingMode>(below(4)),
                           .places = static_cast<std::int32_t>(below(3)),
                           .before_caps = below(2) == 0,
                           .decided_by = "test"};
    for (std::size_t n = below(4); n > 0; --n) {
      Cap cap{.kind = below(4) == 0 ? CapKind::de_minimis : CapKind::cap,
              .fixed = static_cast<Int128>(below(1'500)),
              .share = {},
              .window = below(2) == 0 ? std::optional(kYear) : std::nullopt,
              .together = below(2) == 0,
              .order = below(2) == 0 ? CapOrder::pro_rata : CapOrder::earliest_first,
              .text = "cap"};
      test.terms.caps.push_back(cap);
    }
    Int128 sum = 0;
    const Settled settled = test.Run();
    for (const Row& row : settled.rows) {
      REQUIRE(Adds(row));
      REQUIRE(row.credit.value_or(0) >= 0);
      for (const CapTaken& cap : row.caps) REQUIRE(cap.taken >= 0);
      sum += row.credit.value_or(0);
    }
    for (const Cap& cap : test.terms.caps) {
      if (test.terms.rounding.before_caps && cap.kind == CapKind::cap && cap.window && cap.together)
        REQUIRE(sum <= *cap.fixed);
    }
  }
}

}  // namespace slate::settle
