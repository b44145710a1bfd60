// 6,000 order lines: those that took more days than scheduled, cancelled ones left out, by year and by shipping mode, equal to the
// reference answers and to the seller's own column.
#include "tests/real/real_case.h"

int main() {
  using namespace slate;
  real::Case test("dataco_sample", {"line"}, "dataco_deliveries.csv");
  if (test.Missing()) return 77;
  const auto answers = test.Answers();
  const std::map<std::string, std::string> modes{{"standard_class", "Standard Class"}, {"second_class", "Second Class"}, {"first_class", "First Class"}, {"same_day", "Same Day"}};
  return test.Run([&](const driver::Evaluated& result) {
    struct Counts {
      std::uint64_t late = 0, active = 0;
    };
    std::map<std::string, Counts> by_year, by_mode;
    Counts all;
    for (const settle::Row& row : result.ledger.rows) {
      const settle::Evidence& evidence = row.evidence;
      if (row.metric == "called_late") {
        const auto& year = answers["by_order_year"][row.period];
        test.Expect(evidence.numerator == year["oracle_Late delivery"] && evidence.denominator == year["active"], "the seller's word in " + row.period);
        continue;
      }
      for (Counts* counts : {&by_year[row.period], &by_mode[row.group], &all}) {
        counts->late += evidence.numerator;
        counts->active += evidence.denominator;
      }
    }
    test.Expect(all.late == 3'365 && all.active == 5'739, fmt::format("{} of {} late", all.late, all.active));
    test.Expect(by_year.size() == 4 && by_mode.size() == 4, "four years and four modes");
    for (const auto& [year, counts] : by_year) {
      const auto& expected = answers["by_order_year"][year];
      test.Expect(counts.late == expected["computed_late"] && counts.active == expected["active"], year);
    }
    for (const auto& [mode, counts] : by_mode) {
      const auto& expected = answers["by_shipping_mode"][modes.at(mode)];
      test.Expect(counts.late == expected["computed_late"] && counts.active == expected["active"], mode);
    }
    test.Expect(result.rejects.empty(), "nothing rejected");
  });
}
