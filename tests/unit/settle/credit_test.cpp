// Gross credit -> rounding -> caps, and the charges they rest on.
#include <catch2/catch_test_macros.hpp>

#include "runtime/settle/charges.h"
#include "tests/unit/settle/settle_case.h"

namespace slate::settle {

TEST_CASE("three of sixty late pay 3.75% of the charge") {
  Case test;
  test.Count(0, 0, 60, 57);
  const Row row = test.January();
  CHECK(row.verdict == Verdict::missed);
  CHECK(row.band_text == "[90%, target) : linear from 10% to 0%");
  CHECK(row.base == Int128{10'000'000});
  CHECK(row.gross == Int128{375'000});
  CHECK(row.credit == Int128{375'000});
}

TEST_CASE("caps take in declared order, and what each took is told") {
  Case test;
  test.Count(0, 0, 10, 5);  // EUR 10,000.00
  test.terms.caps = {{.fixed = 900'000, .share = {}, .charge = 0, .text = "EUR 9,000"},
                     {.fixed = 2'000'000, .share = {}, .charge = 0, .text = "EUR 20,000"},
                     {.fixed = {}, .share = MakeRatio(1, 30), .charge = 0, .text = "a thirtieth of site_charge"}};
  const Row row = test.January();
  REQUIRE(row.caps.size() == 3);
  CHECK(row.caps[0].taken == 100'000);
  CHECK(row.caps[1].taken == 0);
  CHECK(row.caps[2].limit == 333'333);  // rounded down
  CHECK(row.caps[2].taken == 566'667);
  CHECK(row.gross == Int128{1'000'000});
  CHECK(row.credit == Int128{333'333});
}

TEST_CASE("a line is rounded once, to the places the contract keeps") {
  Case test;
  test.Count(0, 0, 2, 1);
  test.charges[0].values[0].minor = 12'345;  // 10% is 1234.5
  CHECK(test.January().credit == Int128{1'235});
  test.terms.rounding.mode = RoundingMode::half_even;
  CHECK(test.January().credit == Int128{1'234});
  test.terms.rounding.places = 0;
  CHECK(test.January().credit == Int128{1'200});
  test.terms.rounding.mode = RoundingMode::up;
  CHECK(test.January().credit == Int128{1'300});

  SECTION("1449.9 is EUR 14; rounded to cents first it would be EUR 15") {
    test.charges[0].values[0].minor = 14'499;
    test.terms.rounding.mode = RoundingMode::half_away_from_zero;
    CHECK(test.January().credit == Int128{1'400});
  }
}

TEST_CASE("caps before rounding limit the exact line") {
  Case test;
  test.Count(0, 0, 2, 1);
  test.charges[0].values[0].minor = 12'345;  // 1234.5
  test.terms.rounding.before_caps = false;
  test.terms.rounding.places = 0;
  test.terms.caps = {{.fixed = 1'149, .share = {}, .charge = 0, .text = "EUR 11.49"},
                     {.fixed = 1'300, .share = {}, .charge = 0, .text = "EUR 13"}};
  const Row row = test.January();
  REQUIRE(row.caps.size() == 2);
  CHECK(row.gross == Int128{1'200});
  CHECK(row.credit == Int128{1'100});  // rounded before caps it would be 1149
  CHECK(row.caps[0].taken == 100);
  CHECK(row.caps[1].taken == 0);

  SECTION("a limit half a cent below the exact line binds") {
    test.terms.rounding.places = 2;
    test.terms.caps = {{.fixed = 1'234, .share = {}, .charge = 0, .text = "EUR 12.34"}};
    REQUIRE(test.January().caps.size() == 1);
    CHECK(test.January().caps[0].taken == 1);
    CHECK(test.January().credit == Int128{1'234});
  }
  SECTION("a limit between the exact line and its rounding does not bind") {
    test.charges[0].values[0].minor = 12'500;  // 1250, rounded 1300
    test.terms.caps = {{.fixed = 1'260, .share = {}, .charge = 0, .text = "EUR 12.60"}};
    REQUIRE(test.January().caps.size() == 1);
    CHECK(test.January().caps[0].taken == 0);
    CHECK(test.January().credit == Int128{1'300});
  }
}

TEST_CASE("a charge that nobody gave is asked for once, and the line keeps no credit") {
  Case test;
  test.charges[0].values.clear();
  test.Count(0, 0, 60, 57);
  test.Count(1, 0, 50, 50);  // pays nothing: needs no charge
  test.terms.caps = {{.fixed = {}, .share = MakeRatio(1, 2), .charge = 0, .text = "half"}};
  const Settled settled = test.Run();
  REQUIRE(settled.missing.size() == 1);
  CHECK(settled.missing[0].charge == "site_charge");
  CHECK(settled.missing[0].group == "HAM");
  CHECK(settled.missing[0].period == "2025-01");
  CHECK(settled.missing[0].clause == "B.6");
  CHECK_FALSE(test.January().credit);
}

TEST_CASE("an amount that does not fit is said, not wrapped") {
  Case test;
  test.Count(0, 0, 2, 1);
  test.charges[0].values[0].minor = Int128{1} << 60;
  test.terms.bands[0].a = Int128{1} << 100;
  test.terms.bands[0].c = 1;
  CHECK_FALSE(test.January().credit);
  CHECK(test.January().verdict_reason == "the amount is larger than any that can be kept (38 digits)");
}

TEST_CASE("the most specific charge wins, and the table answers as the list does") {
  const Date january = Day(2025, 1, 1), february = Day(2025, 2, 1);
  const std::vector<ChargeValue> entries = {
      {std::nullopt, std::nullopt, 1}, {std::nullopt, january, 2}, {"HAM", std::nullopt, 3}, {"HAM", january, 4}};
  for (unsigned listing = 0; listing < 32; ++listing) {  // every choice of entries, in both orders
    const unsigned chosen = listing & 15u;
    std::vector<Charge> charges(1);
    std::vector<ChargeValue>& values = charges[0].values;
    for (unsigned i = 0; i < 4; ++i) {
      if ((chosen & (1u << i)) != 0) values.insert(listing < 16 ? values.begin() : values.end(), entries[i]);
    }
    const ChargeTable table(charges);
    for (const std::string& group : {std::string("HAM"), std::string("BER")}) {
      for (const Date period : {january, february}) {
        const unsigned applying = group == "HAM" ? (period == january ? 15u : 5u) : (period == january ? 3u : 1u);
        std::optional<Int128> expected;  // of the chosen entries that apply, the last is the most specific
        for (unsigned i = 0; i < 4; ++i) {
          if ((chosen & applying & (1u << i)) != 0) expected = entries[i].minor;
        }
        CHECK((ChargeAmount(charges[0], group, period) == expected));
        CHECK((table.Amount(0, group, period) == expected));
      }
    }
  }
}

}  // namespace slate::settle
