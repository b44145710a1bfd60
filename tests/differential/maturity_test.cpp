// What is decided stays decided: an item that is not pending at a knowledge time comes out the same, whatever its
// missing fields turn out to be. Random conditions over one record at a time, each completed in random ways: instants
// no earlier than the knowledge time.
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <random>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

using namespace slate;

namespace {

struct Record {
  std::string promised, delivered, received, cause, site, ordered, notified, decided;  // empty: not recorded
  std::string Csv() const {
    return fmt::format("id,promised,delivered,received,cause,site,ordered,excused_notified,excused_accepted,excused_refused\n"
                       "A,{},{},{},{},{},{},{},{},{}\n",
                       promised, delivered, received, cause, site, ordered, notified, decided, decided);
  }
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::size_t Below(std::size_t n) { return random_() % n; }
  std::string Pick(const std::vector<std::string>& of) { return of[Below(of.size())]; }

  std::string Condition(int depth) {
    if (depth > 0 && Below(4) != 0) {
      if (Below(4) == 0) return "not (" + Condition(depth - 1) + ")";
      return fmt::format("({} {} {})", Condition(depth - 1), Pick({"and", "or"}), Condition(depth - 1));
    }
    return Pick({"d.delivered is recorded", "d.delivered is not recorded",
                 "(d.delivered is recorded and d.delivered no later than d.promised + 2 days)",
                 "(d.delivered is not recorded or d.delivered later than d.promised + 24 hours)",
                 "(d.delivered is recorded and d.delivered within [d.promised, d.promised + 3 days))",
                 "(d.received is recorded and d.received at least 3)", "(d.received otherwise 2) at least 3",
                 "(d.cause is recorded and d.cause is storm)", "(d.cause otherwise none) is none",
                 "d.ordered at least 3",
                 "(d.delivered otherwise d.promised + 1 day) no later than d.promised + 36 hours"});
  }

  std::string Contract() {
    std::string text =
        "contract \"Random\" reference \"R\" { customer a \"A\" provider b \"B\" term 2025-01-01 through 2025-12-31 "
        "time zone \"Europe/Berlin\" currency EUR "
        "conventions slate_2026 decide grace is 400 days }\nschedule A { A.1 event delivery { key id : text promised : "
        "instant delivered : instant? received : count? "
        "cause : one of none, storm? dimension site : text? seen since the term began otherwise \"none\" ordered : "
        "count } }\nschedule B {\n";
    const std::string scope = " reported for each site each calendar month }\n";
    text += "B.1 metric m1 { ratio of delivery d by d.promised where " + Condition(2) + " excluding when " +
            Condition(1) + ", when " + Condition(1) + " numerator when " + Condition(2) + scope;
    text += "B.2 metric m2 { ratio of delivery d by d.promised weighted by d.received otherwise 2 excluding when " +
            Condition(1) + " numerator when " + Condition(1) + " }\n";
    text += "B.3 metric m3 { sum of delivery d by d.delivered otherwise d.promised where " + Condition(1) +
            " value d.ordered }\n";
    text += "B.4 metric m4 { sum of delivery d by d.promised where " + Condition(1) +
            " value d.ordered - (d.received otherwise 1)" + scope;
    text += "B.5 metric m5 { count of delivery d by d.promised excluding when " + Condition(2) + " }\n";
    text += "B.6 exclusion excused of delivery d { when " + Condition(1) +
            " notice by b to a within 24 hours after d.promised decided by a on \"a note\" within 2 days, silence " +
            Pick({"refuses }\n", "accepts }\n"});
    return text + "B.7 metric m6 { ratio of delivery d by d.promised excluding excused numerator when " + Condition(1) + " }\n}\n";
  }

  Record Item() {
    const auto day = [&] { return fmt::format("2025-06-{:02} {:02}:00", 11 + Below(8), Below(24)); };
    Record record{.promised = day(),
                  .delivered = "",
                  .received = "",
                  .cause = "",
                  .site = Below(3) == 0 ? "" : "HAM",
                  .ordered = fmt::format("{}", Below(6)),
                  .notified = "",
                  .decided = ""};
    if (Below(2) == 0)
      record.delivered = fmt::format("2025-06-{:02} {:02}:00", 11 + Below(4), Below(24));  // before the knowledge time
    if (Below(2) == 0) record.notified = fmt::format("2025-06-{:02} {:02}:00", 11 + Below(4), Below(24));
    if (Below(3) == 0) record.decided = fmt::format("2025-06-{:02} {:02}:00", 11 + Below(4), Below(24));
    if (Below(2) == 0) record.received = fmt::format("{}", Below(6));
    if (Below(2) == 0) record.cause = Pick({"none", "storm"});
    return record;
  }

  // Each missing field comes, or stays away for ever.
  Record Completed(Record record) {
    if (record.delivered.empty() && Below(4) != 0)
      record.delivered =
          Pick({"2025-06-15 12:00", "2025-06-15 18:00", "2025-06-16 12:00", "2025-06-18 09:00", "2025-08-01 09:00"});
    for (std::string* moment : {&record.notified, &record.decided}) {
      if (moment->empty() && Below(3) != 0) *moment = Pick({"2025-06-15 13:00", "2025-06-16 12:00", "2025-06-19 09:00"});
    }
    if (record.received.empty() && Below(3) != 0) record.received = fmt::format("{}", Below(6));
    if (record.cause.empty() && Below(3) != 0) record.cause = Pick({"none", "storm"});
    if (record.site.empty() && Below(3) != 0) record.site = "BRE";
    return record;
  }

 private:
  std::mt19937 random_;
};

struct Outcome {
  std::uint64_t pending = 0;
  std::string evidence;  // where the item stands, in which group and period
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::map<std::string, Outcome> Evaluate(driver::Compilation& compilation, const plan::Plan& plan, const Record& record,
                                        Instant as_of) {
  std::FILE* file = std::tmpfile();
  const std::string csv = record.Csv();
  std::fwrite(csv.data(), 1, csv.size(), file);
  std::rewind(file);
  const auto result = driver::Evaluate(plan, compilation.contracts().front(), compilation.bindings().front(),
                                       {{"delivery", {{"x.csv", ::fileno(file)}}}},
                                       {.as_of = as_of,
                                        .engine = driver::Engine::interpret,
                                        .threads = 1,
                                        .batch_rows = 1,
                                        .module_folder = SLATE_BUILD_DIR});
  std::fclose(file);
  REQUIRE(result.rejects.empty());
  std::map<std::string, Outcome> outcomes;
  for (const settle::Row& row : result.ledger.rows) {
    Outcome& outcome = outcomes[row.metric];
    if (row.evidence.selected == 0) continue;
    outcome.pending += row.evidence.pending;
    outcome.evidence += fmt::format("{} {}:", row.group, row.period);
    for (const auto& excluded : row.evidence.excluded) outcome.evidence += fmt::format(" {}", excluded.items);
    outcome.evidence += fmt::format(" of {} good {}", row.evidence.denominator, row.evidence.numerator);
    if (row.value && row.evidence.denominator > 0)
      outcome.evidence += fmt::format(" = {}/{}", ToString(row.value->numerator), ToString(row.value->denominator));
  }
  return outcomes;
}

}  // namespace

TEST_CASE("what is decided stays decided, whatever comes later") {
  std::size_t decided = 0, pending = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Generator generator(seed);
    const std::string contract = generator.Contract();
    INFO(contract);
    driver::Compilation compilation;
    compilation.Add("contract.sla", contract);
    compilation.Add("binding.sla", "binding \"b\" { event delivery from csv { time zone \"Europe/Berlin\" } }");
    compilation.Check();
    for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
    REQUIRE_FALSE(compilation.diagnostics().HasErrors());
    const slate::Instant known{compilation.contracts().front().zone->StartOf(ToDate({2025, 6, 15})).micros +
                               12 * 3600 * kMicrosPerSecond};
    const slate::Instant end = compilation.contracts().front().zone->StartOf(ToDate({2030, 1, 1}));
    const auto now =
        compilation.Plan(plan::Window{.from = ToDate({2025, 1, 1}), .through = ToDate({2025, 12, 31}), .as_of = known});
    const auto later = compilation.Plan(std::nullopt);
    REQUIRE(now.has_value());
    REQUIRE(later.has_value());
    for (int i = 0; i < 12; ++i) {
      const Record record = generator.Item();
      const auto before = Evaluate(compilation, *now, record, known);
      for (const auto& [metric, outcome] : before) (outcome.pending > 0 ? pending : decided) += 1;
      for (int k = 0; k < 6; ++k) {
        const Record completed = generator.Completed(record);
        const auto after = Evaluate(compilation, *later, completed, end);
        for (const auto& [metric, outcome] : before) {
          if (outcome.pending > 0) continue;
          INFO(metric << "\n" << record.Csv() << completed.Csv());
          const auto found = after.find(metric);
          REQUIRE((found == after.end() ? std::string() : found->second.evidence) == outcome.evidence);
        }
      }
    }
  }
  CHECK(decided > 200);
  CHECK(pending > 200);
}
