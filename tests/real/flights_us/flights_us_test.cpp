// 227,496 flights of 2011: on time by carrier and month, cancelled and diverted ones as misses in one metric and left out of
// another, and the spread of delays, equal to the published figures. Means are compared to their six published places.
#include "tests/real/real_case.h"

int main() {
  using namespace slate;
  real::Case test("flights_us", {"flight"}, "hflights_houston_2011.csv");
  if (test.Missing()) return 77;
  const auto answers = test.Answers()["hflights_houston_2011"];
  const auto places = [](const settle::Row& row, int count) { return ToDecimalText(MakeRatio(row.value->numerator, row.value->denominator), count); };
  const auto published = [](const nlohmann::json& number, int count) { return fmt::format("{:.{}f}", number.get<double>(), count); };
  return test.Run([&](const driver::Evaluated& result) {
    std::uint64_t on_time = 0, flights = 0, arrived = 0, compared = 0;
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> by_carrier;
    for (const settle::Row& row : result.ledger.rows) {
      const settle::Evidence& evidence = row.evidence;
      if (row.metric == "on_time") {
        on_time += evidence.numerator;
        flights += evidence.denominator;
        by_carrier[row.group].first += evidence.numerator;
        by_carrier[row.group].second += evidence.denominator;
        continue;
      }
      if (row.metric == "carrier_p95") {
        test.Expect(places(row, 0) == published(answers["by_carrier"][row.group]["dep_delay_p95_nr"], 0), "p95 of " + row.group);
        continue;
      }
      if (row.metric == "cancelled" || row.metric == "diverted") {
        test.Expect(evidence.denominator == answers["overall"][row.metric], row.metric);
        continue;
      }
      if (row.metric == "elapsed") continue;
      const auto& month = answers["by_month"][fmt::format("{}", ToCivil(row.first_day).month)];
      const std::string what = fmt::format("{} {}", row.metric, row.period);
      ++compared;
      if (row.metric == "on_time_of_arrived") {
        arrived += evidence.denominator;
        test.Expect(evidence.numerator == month["arr_on_time_lt15"] && evidence.denominator == month["arr_delay_n"], what);
      } else if (row.metric == "mean_arrival") {
        test.Expect(places(row, 6) == published(month["mean_arr_delay"], 6), what);
      } else if (row.metric == "mean_departure") {
        test.Expect(places(row, 6) == published(month["mean_dep_delay"], 6), what);
      } else if (row.metric == "median_departure") {
        test.Expect(places(row, 0) == published(month["dep_delay_p50_nr"], 0), what);
      } else if (row.metric == "p95_departure") {
        test.Expect(places(row, 0) == published(month["dep_delay_p95_nr"], 0), what);
      } else if (row.metric == "p99_departure") {
        test.Expect(places(row, 0) == published(month["dep_delay_p99_nr"], 0), what);
      } else if (row.metric == "p95_linear") {
        test.Expect(places(row, 1) == published(month["dep_delay_p95_linear"], 1), what);
      } else {
        test.Expect(false, "no such metric: " + row.metric);
      }
    }
    test.Expect(on_time == 177'241 && flights == 227'496, fmt::format("{} of {} on time", on_time, flights));
    test.Expect(arrived == answers["overall"]["arr_delay_n"], fmt::format("{} arrived", arrived));
    test.Expect(compared == 7 * 12, fmt::format("{} figures compared", compared));
    for (const auto& [carrier, counts] : by_carrier) {
      const auto& expected = answers["by_carrier"][carrier];
      test.Expect(counts.first == expected["arr_on_time_lt15"] && counts.second == expected["flights"], "carrier " + carrier);
    }
    test.Expect(result.ledger.intake[0].rejected == 0, "nothing rejected");
  });
}
