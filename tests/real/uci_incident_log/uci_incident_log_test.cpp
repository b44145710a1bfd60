// 141,712 rows of an incident log, of which the last revision of each of 24,918 incidents counts: met by opening month and
// priority, hours from opening to closing, and the revisions that contradict each other, reported and not hidden.
#include "tests/real/real_case.h"

int main() {
  using namespace slate;
  real::Case test("uci_incident_log", {"incident", "entry"}, "incident_event_log.csv");
  if (test.Missing()) return 77;
  const auto answers = test.Answers();
  const std::map<std::string, std::string> priorities{{"critical", "1 - Critical"}, {"high", "2 - High"}, {"moderate", "3 - Moderate"}, {"low", "4 - Low"}};
  return test.Run([&](const driver::Evaluated& result) {
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> by_priority;
    std::uint64_t met = 0, all = 0, compared = 0;
    for (const settle::Row& row : result.ledger.rows) {
      const settle::Evidence& evidence = row.evidence;
      if (row.metric == "met" && row.obligation.empty()) {
        by_priority[row.group].first += evidence.numerator;
        by_priority[row.group].second += evidence.denominator;
      } else if (row.obligation == "kept" && evidence.denominator > 0) {
        ++compared;
        met += evidence.numerator;
        all += evidence.denominator;
        const auto& month = answers["by_open_month"][row.period];
        test.Expect(evidence.numerator == month["made_sla_true"] && evidence.denominator == month["total"], fmt::format("{}: {} met", row.period, evidence.numerator));
      }
    }
    test.Expect(met == 15'803 && all == 24'918, fmt::format("{} of {} met", met, all));
    test.Expect(compared == answers["by_open_month"].size(), fmt::format("{} months compared", compared));
    for (const auto& [word, name] : priorities) {
      const auto& expected = answers["by_priority"][name];
      test.Expect(by_priority[word].first == expected["made_sla_true"] && by_priority[word].second == expected["total"], name);
    }
    for (const ledger::Intake& intake : result.ledger.intake) {
      test.Expect(intake.read == 141'712, "rows read");
      if (intake.event == "incident") test.Expect(intake.used == 24'918 && intake.duplicates == 5 && intake.rejected == 0, "incidents");
      // One of the five contradictions is about the newest revision: nobody knows what holds, and the incident does not count.
      if (intake.event == "entry") test.Expect(intake.used == 24'917 && intake.duplicates == 0 && intake.rejected == 10, "contradicting revisions");
    }
    test.Expect(result.rejects.size() == 10, "rejected rows are listed");
  });
}
