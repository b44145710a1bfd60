// 2,287 irregular probes of three sites: the time each was down a month, to the second, and the spread of response times, equal to
// the reference answers. Their windows begin when a site was set up, an hour before its first probe; here a site exists from
// that probe on, so the length of a site's first month is not compared.
#include "tests/real/real_case.h"

int main() {
  using namespace slate;
  real::Case test("upptime_cloudesire", {"site_state", "probe"}, "probes.csv");
  if (test.Missing()) return 77;
  test.as_of = Instant{1'781'138'519'000'000};  // 2026-06-11T00:41:59Z, the moment of the reference
  const auto answers = test.Answers()["sites"];
  return test.Run([&](const driver::Evaluated& result) {
    std::map<std::string, std::uint64_t> down, outages;
    std::uint64_t months = 0, percentiles = 0;
    for (const settle::Row& row : result.ledger.rows) {
      const std::string what = fmt::format("{} of {} in {}", row.metric, row.group, row.period);
      if (row.metric == "outages") {
        outages[row.group] += row.evidence.denominator;
        continue;
      }
      const auto& month = answers[row.group]["by_month_utc"][row.period];
      if (row.metric == "availability") {
        const std::uint64_t seconds = (row.evidence.denominator - row.evidence.numerator) / kMicrosPerSecond;
        down[row.group] += seconds;
        test.Expect(seconds == month["down_seconds"], what);
        const bool first = row.period == "2024-04";
        test.Expect(first || row.evidence.denominator == month["window_seconds"].get<std::uint64_t>() * kMicrosPerSecond, "window of " + what);
        ++months;
        continue;
      }
      if (!row.value) {
        test.Expect(month["latency_n"] == 0, what);
        continue;
      }
      ++percentiles;
      const bool linear = row.metric == "p95_linear";
      const int places = linear ? 2 : 0;
      const auto& number = month[linear ? row.metric : row.metric + "_nr"];
      test.Expect(ToDecimalText(MakeRatio(row.value->numerator, row.value->denominator), places) == fmt::format("{:.{}f}", number.get<double>(), places), what);
    }
    test.Expect(months == 3 * 27 && percentiles == 280, fmt::format("{} months, {} percentiles", months, percentiles));
    for (const auto& [site, seconds] : down) test.Expect(seconds == answers[site]["down_seconds_total"], "time down of " + site);
    for (const auto& [site, count] : outages) test.Expect(count == answers[site]["down_intervals"], "outages of " + site);
  });
}
