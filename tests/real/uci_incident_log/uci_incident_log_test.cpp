// 141,712 rows of an incident log, of which the last revision of each of 24,918 incidents counts: met by opening month and
// priority, hours from opening to closing, and the revisions that contradict each other, reported and not hidden. Clocks over the
// states of the log come to what a script of its own makes of them (clocks.awk).
#include "tests/real/real_case.h"

namespace {

// What clocks.awk prints: a word and a number a line.
std::map<std::string, std::uint64_t> ByScript(std::int64_t now_minutes) {
  const char* chosen = std::getenv("SLATE_DATA");
  const std::string data = std::string(chosen != nullptr ? chosen : SLATE_SOURCE_DIR "/../shared/data") + "/uci_incident_log/incident_event_log.csv";
  const std::string command = fmt::format("awk -v now={} -f '" SLATE_SOURCE_DIR "/tests/real/uci_incident_log/clocks.awk' '{}'", now_minutes, data);
  std::map<std::string, std::uint64_t> found;
  std::FILE* out = ::popen(command.c_str(), "r");
  char word[32];
  unsigned long long number = 0;
  while (out != nullptr && std::fscanf(out, "%31s %llu", word, &number) == 2) found[word] = number;
  if (out != nullptr) ::pclose(out);
  return found;
}

}  // namespace

int main() {
  using namespace slate;
  real::Case test("uci_incident_log", {"incident", "entry", "handling"}, "incident_event_log.csv");
  if (test.Missing()) return 77;
  const auto answers = test.Answers();
  const std::map<std::string, std::string> priorities{{"critical", "1 - Critical"}, {"high", "2 - High"}, {"moderate", "3 - Moderate"}, {"low", "4 - Low"}};
  auto script = ByScript(test.as_of.micros / (60 * kMicrosPerSecond));
  test.Expect(script.size() == 8, "the script of the clocks prints its numbers");
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
    std::map<std::string, Int128> minutes;
    std::uint64_t kept = 0, decided = 0;
    for (const settle::Row& row : result.ledger.rows) {
      if (row.metric == "in_time") kept += row.evidence.numerator, decided += row.evidence.denominator;
      if (row.value && (row.metric == "work_hours" || row.metric == "all_hours")) minutes[row.metric] += row.value->numerator / row.value->denominator / (60 * kMicrosPerSecond);
    }
    test.Expect(kept == script["kept"] && decided == script["kept"] + script["missed"], fmt::format("{} of {} in time, by the script {} of {}", kept, decided, script["kept"], script["kept"] + script["missed"]));
    test.Expect(minutes["work_hours"] == static_cast<Int128>(script["work"]), fmt::format("{} minutes at work, by the script {}", ToString(minutes["work_hours"]), script["work"]));
    test.Expect(minutes["all_hours"] == static_cast<Int128>(script["all"]), fmt::format("{} minutes in all, by the script {}", ToString(minutes["all_hours"]), script["all"]));
    test.Expect(script["work"] > 0 && script["work"] < script["all"] && script["missed"] > 0, "the clocks pause, and some are missed");
    for (const ledger::ClockAccount& clock : result.ledger.clocks) {
      if (clock.clock != "work") continue;
      test.Expect(clock.kept == script["kept"] && clock.missed == script["missed"] && clock.running == script["running"] && clock.not_started == script["not_started"], "every case is accounted for");
    }
    for (const ledger::Intake& intake : result.ledger.intake) {
      if (intake.event == "handling") test.Expect(intake.duplicates == script["duplicates"] && intake.rejected == script["rejected"], "states logged twice, and contradictions");
    }
    test.Expect(result.rejects.size() == 10 + script["rejected"], "rejected rows are listed");
  });
}
