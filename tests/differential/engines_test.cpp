// Interpreter and compiled code over random contracts and events: states, ledgers and accounts must be equal to the byte, for
// every batch size and number of threads.
#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <random>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

using namespace slate;

namespace {

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::size_t Below(std::size_t n) { return random_() % n; }
  std::string Pick(const std::vector<std::string>& of) { return of[Below(of.size())]; }

  std::string Instant(int depth) {
    if (depth == 0 || Below(3) == 0) return Pick({"d.promised", "start of d.day", "end of d.day", "start of desk day of d.promised if before 12:00", "end of (d.day + 2 night days)", "2025-02-10 12:00", "2025-03-30 03:00"});
    return fmt::format("({} {} {})", Instant(depth - 1), Pick({"+", "-"}), Pick({"2 hours", "90 minutes", "1 day", "3 days", "1 month", "500 ms", "tolerance", "5 desk hours", "2 desk days", "90 night minutes", "1 night day"}));
  }
  std::string Count(int depth) {
    if (depth == 0 || Below(3) == 0) return Pick({"d.ordered", "3", "10"});
    return fmt::format("({} {} {})", Count(depth - 1), Pick({"+", "-"}), Pick({"d.ordered", "2 * d.ordered", "7"}));
  }
  std::string Condition(int depth) {
    if (depth > 0) {
      switch (Below(4)) {
        case 0: return fmt::format("({} and {})", Condition(depth - 1), Condition(depth - 1));
        case 1: return fmt::format("({} or {})", Condition(depth - 1), Condition(depth - 1));
        case 2: return "not " + Condition(0);
        default: break;
      }
    }
    switch (Below(10)) {
      case 0: return fmt::format("{} {} {}", Instant(2), Pick({"no later than", "later than", "earlier than", "no earlier than"}), Instant(2));
      case 1: return fmt::format("{} {} {}", Count(2), Pick({"at least", "at most", "more than", "less than"}), Count(1));
      case 2: return "d.cause is " + Pick({"none", "weather", "strike"});
      case 3: return fmt::format("(d.delivered is recorded and d.delivered within {}{}, {}{})", Pick({"[", "("}),
                                 Pick({"d.promised - 2 hours", "start of d.day", "2025-02-10 12:00", "d.promised - 3 days", "d.promised - 1 month"}),
                                 Pick({"d.promised", "end of d.day", "2025-03-30 03:00", "d.promised + tolerance", "d.promised + 1 day"}), Pick({"]", ")"}));
      case 4: return "d.delivered is not recorded";
      case 5: return "(d.received is recorded and d.received at least " + Count(1) + ")";
      case 6: return "d.carrier is not \"X2\"";
      case 7: {
        const std::string calendar = Pick({"desk", "night"});
        return fmt::format("(d.delivered is recorded and {0} hours from d.promised until d.delivered at most {1} {0} hours)", calendar, Pick({"9", "0.5", "100"}));
      }
      case 8: return "desk days from d.day until (" + Instant(1) + ") " + Pick({"at least", "less than"}) + " 1 desk day";
      default: return "d.carrier is " + Pick({"\"X1\"", "\"X3\"", "\"never seen\""});
    }
  }

  std::string Contract() {
    std::string text =
        "contract \"Random\" reference \"R\" { customer a \"A\" provider b \"B\" term " + Pick({"2025-01-01", "2025-01-31"}) + " through 2025-12-31 time zone \"Europe/Berlin\" currency EUR "
        "calendar working is calendars.de_hamburg conventions slate_2026 decide grace is 200 days " + Pick({"", "decide closing_time is due_at_next_opening ", "decide business_day_end is closing_time ", "decide business_day_end is same_time "}) +
        "decide partial_period is " + Pick({"ignored", "met", "prorated"}) + " }\nschedule A {\n"
        "A.4 calendar desk { Monday to Friday [08:00, 12:00) [13:00, 17:00) except holidays of working Saturday [09:00, 12:00) half day on 14 February [08:00, 10:00) }\n"
        "A.5 calendar night { time zone \"America/New_York\" Monday to Sunday [00:00, 06:00) [22:00, 24:00) }\n"
        " A.1 define tolerance is 30 minutes\n A.2 charge fee each calendar month : money\n A.3 event delivery { key order : text revision version : count withdrawn gone : bool recorded known : instant\n"
        "dimension carrier : text seen since the term began\n dimension cause : one of none, weather, strike\n dimension depot : text? seen since the term began otherwise \"none\"\n promised : instant delivered : instant? day : date ordered : count received : count? } }\n"
        "schedule B {\n B.1 exclusion excused of delivery d { when " + Condition(1) + " }\n";
    text += "B.2 metric m0 { ratio of delivery d by d.promised where " + Condition(2) + " numerator when " + Condition(3) + " excluding excused, when " + Condition(1) + " }\n";
    text += "B.3 metric m1 { ratio of delivery d by d.day numerator when d.promised + tolerance later than start of d.day and " + Condition(2) + " reported for each " + Pick({"carrier", "cause"}) + " each " + Pick({"day", "ISO week", "calendar month", "calendar quarter", "contract year", "contract quarter", "billing month from day 31", "rolling 45 days evaluated each day"}) + " excluding excused }\n";
    text += "B.4 obligation o owed by b to a { measure m0 for each carrier each calendar month target at least " + Pick({"50%", "33.3%", "66.7%"}) +
            " credit of fee { [target, 100%] : none [20%, target) : linear from 10% to 0% [0%, 20%) : 12.5% } cap credit at EUR 900 for each carrier each calendar month }\n";
    const std::string value = Pick({"d.received otherwise 3", "d.ordered - (d.received otherwise 2)", "d.ordered"});
    text += "B.5 metric m2 { " + Pick({"sum", "average", "minimum", "maximum", "median", "percentile 95 interpolated", "percentile 12.5", "distinct"}) +
            " of delivery d by d.promised where " + Condition(2) + " value " + value + " reported for each carrier each " + Pick({"day", "calendar month", "rolling 7 days evaluated each day"}) + " }\n";
    text += "B.6 metric m3 { ratio of delivery d by d.promised weighted by d.ordered numerator when " + Condition(2) + " }\n";
    text += "B.10 metric m5 { " + Pick({"sum", "average", "minimum", "percentile 90"}) + " of delivery d by d.promised where d.delivered is recorded value " + Pick({"desk hours", "desk days", "night minutes"}) +
            " from d.promised until d.delivered reported for each carrier each calendar month }\n";
    text += "B.7 obligation p owed by b to a { measure m0 for each cause each calendar month target by cause { none : at least 60% weather : at least 50% strike : at least 40% }"
            " volume at least 5 after exclusions, else pooled by calendar quarter credit of fee { [target, 100%] : none [0%, target) : linear from 10% to 0% }"
            " cap credit at EUR 250 for each cause each calendar quarter, earliest first de minimis EUR 5"
            " cap credit at EUR 700 each contract year, all cause together, " + Pick({"earliest first", "pro rata"}) +
            " cap credit at 1.25% of fee " + Pick({"for each cause each calendar quarter", "each contract year, all cause together", "each calendar month, all cause together"}) + ", " + Pick({"earliest first", "pro rata"}) +
            " rounding " + Pick({"half even", "down", "up"}) + Pick({"", " to 1 places", " to 0 places"}) + Pick({" before caps", " after caps"}) + " }\n";
    text += "B.8 obligation q owed by b to a { measure m2 for each carrier each calendar month target at most 3 " + std::string(text.find("metric m2 { sum") != std::string::npos || text.find("metric m2 { distinct") != std::string::npos ? "" : "empty no data ") +
            "credit { (unbounded, target] : none (target, 9] : linear from EUR 0 to EUR 90 (9, unbounded) : EUR 100 } }\n";
    text += "B.9 metric m4 { ratio of delivery d by d.promised numerator when d.depot is recorded and " + Condition(1) + " reported for each depot each calendar month } }\n";
    return text;
  }

  std::string Events() {
    std::string text = "order,version,gone,known,carrier,cause,depot,promised,delivered,day,ordered,received\n";
    for (int i = 0; i < 400; ++i) {
      // Month ends, the nights clocks change, and anything between.
      const std::string day = Pick({"2025-01-31", "2025-02-01", "2025-03-30", "2025-03-31", "2025-04-01", "2025-02-14", "2024-12-31", "2025-07-01", "2025-06-30"});
      const std::string time = Pick({"00:00:00", "23:59:59", "12:00:00", "03:00:00", "01:59:59"});
      text += fmt::format("N{},{},{},{},X{},{},{},{} {},{},{},{},{}\n", Below(600), i, Below(15) == 0 ? "true" : "false", Below(15) == 0 ? "2025-12-01 12:00" : "2025-08-01 12:00", Below(5), Pick({"none", "weather", "strike"}), Pick({"", "S", "none"}), day, time,
                          Below(4) == 0 ? "" : Pick({"2025-02-10 12:00:00", "2025-03-30 03:00:00", "2025-01-31 23:59:59.999999"}), day, Below(30),
                          Below(3) == 0 ? "" : fmt::format("{}", Below(30)));
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("both engines give the same bytes over random contracts and events") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Generator generator(seed);
    const std::string contract = generator.Contract(), events = generator.Events();
    INFO(contract);
    driver::Compilation compilation;
    compilation.Add("contract.sla", contract);
    compilation.Add("binding.sla", "binding \"b\" { charge fee EUR 12,345.67 event delivery from csv { time zone \"Europe/Berlin\" } }");
    compilation.Check();
    // Every other contract is seen while all its periods may still change.
    const slate::Instant as_of = compilation.contracts().front().zone->StartOf(ToDate({2025, seed % 2 == 0 ? 12 : 8, 2}));
    const auto plan = compilation.Plan(plan::Window{.from = ToDate({2025, 1, 1}), .through = ToDate({2025, 12, 31}), .as_of = as_of});
    for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
    REQUIRE(plan.has_value());
    std::vector<std::string> states;
    std::string ledger;
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      for (const int threads : {1, 2}) {
        for (const int batch : {1, 7, 4096}) {
          std::FILE* file = std::tmpfile();
          std::fwrite(events.data(), 1, events.size(), file);
          std::rewind(file);
          const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{"x.csv", ::fileno(file)}}}},
                                               {.as_of = as_of, .engine = engine, .threads = threads, .batch_rows = batch, .module_folder = SLATE_BUILD_DIR});
          std::fclose(file);
          REQUIRE(result.engine_error.empty());
          REQUIRE(result.rejects.empty());
          REQUIRE(ledger::Balanced(result.ledger.intake.at(0)));
          const std::string text = ledger::WriteJson(result.ledger);
          if (ledger.empty()) {
            states = result.states;
            ledger = text;
          }
          REQUIRE(result.states == states);
          REQUIRE(text == ledger);
        }
      }
    }
  }
}
