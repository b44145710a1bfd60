// Credits of several obligations, shared out of a pool; the witness adds up.
#include <algorithm>
#include <random>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "runtime/settle/at_risk.h"

namespace slate::settle {
namespace {

struct Shared {
  std::vector<Row> rows;          // obligation by obligation
  std::vector<std::size_t> ends;  // of each
  Terms terms;

  std::vector<CreditsOfOne> All() {
    std::vector<CreditsOfOne> all;
    std::size_t first = 0;
    for (const std::size_t end : ends) {
      all.push_back({&terms, {}});
      for (; first < end; ++first) all.back().rows.push_back(&rows[first]);
    }
    return all;
  }
};

}  // namespace

TEST_CASE("credits of a pool come to all of it where it binds, and are left alone where it does not") {
  std::mt19937_64 random(20261128);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int round = 0; round < 2'000; ++round) {
    Shared shared;
    for (std::size_t obligation = 0, more = 1 + below(5); obligation < more; ++obligation) {
      for (std::size_t group = 0, groups = 1 + below(3); group < groups; ++group) {
        Row& row = shared.rows.emplace_back();
        row.first_day = row.grid_day = ToDate({2025, 1, 1});
        row.end_day = ToDate({2025, 2, 1});
        row.verdict = Verdict::missed;
        row.gross = row.credit = static_cast<Int128>(below(3) == 0 ? 0 : below(1'000));
      }
      shared.ends.push_back(shared.rows.size());
    }
    const Int128 charge = static_cast<Int128>(below(20'000));
    const std::vector<Charge> charges{{.name = "fee",
                                       .title = "",
                                       .group_field = "",
                                       .period = {PeriodKind::calendar_month},
                                       .values = {{std::nullopt, std::nullopt, charge}}}};
    const bool pro_rata = below(2) == 0;
    const RiskPool pool{"at_risk", "B.9",
                        "pool",    MakeRatio(static_cast<std::int64_t>(1 + below(100)), 100),
                        0,         pro_rata ? CapOrder::pro_rata : CapOrder::earliest_first,
                        {}};
    MissingCharges missing;
    LimitToPool(shared.All(), pool, ChargeTable(charges), *FindCurrency("EUR"), missing);

    const Int128 limit = charge * pool.share.numerator / pool.share.denominator;
    Int128 due = 0, paid = 0;
    for (const Row& row : shared.rows) {
      due += *row.gross;
      paid += *row.credit;
      REQUIRE(*row.credit >= 0);
      REQUIRE(*row.credit <= *row.gross);
      REQUIRE(row.caps.size() == (*row.gross > 0 ? 1U : 0U));
      if (*row.gross > 0) REQUIRE(*row.credit + row.caps[0].taken == *row.gross);
    }
    REQUIRE(paid == std::min(due, limit));
    Int128 room = limit;
    for (const Row& row : shared.rows) {
      if (!pro_rata) {
        REQUIRE(*row.credit == std::min(*row.gross, room));
        room -= *row.credit;
      } else if (due > limit) {  // less than a cent from its part
        const Int128 part = limit * *row.gross, got = *row.credit * due;
        REQUIRE(part - got < due);
        REQUIRE(got - part < due);
      }
    }
  }
}

}  // namespace slate::settle
