// What amendments mean, said without them. A tolerance that random amendments change, some overlapping, is asked by one metric as an amended
// term and by another with each amendment's days and value written out; a target that is amended for some months gives the rows that
// contracts with either target give; a period that is split gives the rows of two contracts, the term of one ending where that of the other begins. Records lie at midnights, a microsecond beside them, and on the days on which clocks change.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <random>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "runtime/time/zone.h"

using namespace slate;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}
  std::int64_t Below(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n)); }

 private:
  std::mt19937_64 random_;
};

std::string Utc(std::int64_t micros) {
  const std::int64_t day = micros / kMicrosPerDay, rest = micros % kMicrosPerDay;
  return fmt::format("{} {:02}:{:02}:{:02}.{:06}", ToString(Date{static_cast<std::int32_t>(day)}), rest / 3'600'000'000, rest / 60'000'000 % 60, rest / 1'000'000 % 60, rest % 1'000'000);
}

// Around the days on which anything may change: March and April 2025, in which Berlin's clocks go forward.
std::string Records(Random& random) {
  const Zone& berlin = *Zone::Find("Europe/Berlin");
  std::string text = "order,booked,promised,delivered\n";
  for (int i = 0; i < 400; ++i) {
    const Date day{ToDate({2025, 3, 1}).days + static_cast<std::int32_t>(random.Below(61))};
    const std::int64_t beside[] = {-1, 0, 1, 12 * 3'600'000'000};
    const std::int64_t promised = berlin.StartOf(day).micros + beside[random.Below(4)];
    const std::int64_t late = (random.Below(8) * 15 * 60) * 1'000'000 + random.Below(3) - 1;
    text += fmt::format("N{},{},{},{}\n", i, Utc(promised - random.Below(40) * kMicrosPerDay), Utc(promised), Utc(promised + late));
  }
  return text;
}

driver::Evaluated Evaluate(const std::string& contract, const std::string& records, driver::Engine engine) {
  driver::Compilation compilation;
  compilation.Add("contract.sla", contract);
  compilation.Add("binding.sla", "binding \"b\" for \"R\" { charge fee EUR 1,000 event delivery from csv { time zone \"UTC\" unique by key } }");
  compilation.Check();
  const Instant as_of{1'790'000'000'000'000};
  const auto plan = compilation.Plan(plan::Window{.from = ToDate({2025, 1, 1}), .through = ToDate({2025, 6, 30}), .as_of = as_of});
  for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
  REQUIRE(plan.has_value());
  std::FILE* file = std::tmpfile();
  std::fwrite(records.data(), 1, records.size(), file);
  std::rewind(file);
  auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{"records", ::fileno(file)}}}},
                                 {.as_of = as_of, .engine = engine, .threads = 1, .batch_rows = 64, .module_folder = SLATE_BUILD_DIR});
  std::fclose(file);
  REQUIRE(result.engine_error.empty());
  REQUIRE(result.rejects.empty());
  return result;
}

std::string Contract(const std::string& definitions, const std::string& clauses, const std::string& amendments) {
  return fmt::format(
      "contract \"C\" reference \"R\" {{ customer a \"A\" provider b \"B\" term 2025-01-01 through 2025-06-30 time zone \"Europe/Berlin\" currency EUR conventions slate_2026 }}\n"
      "schedule A {{ {} A.2 charge fee each calendar month : money\n A.3 event delivery {{ key order : text booked, promised, delivered : instant }} }}\n"
      "schedule B {{\n{}}}\n{}",
      definitions, clauses, amendments);
}

constexpr const char* kApproved = "approved by a on 2025-01-02, by b on 2025-01-03";

std::string Good(const std::string& late) { return fmt::format("d.delivered no later than d.promised + {}", late); }

}  // namespace

TEST_CASE("an amended term is what its amendments say, written out") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    std::string amendments, by_hand = Good("30 minutes");
    const std::int64_t count = 1 + random.Below(4);
    for (std::int64_t number = 1; number <= count; ++number) {
      const Date from{ToDate({2025, 3, 1}).days + static_cast<std::int32_t>(random.Below(60))};
      const Date last{from.days + static_cast<std::int32_t>(random.Below(20))};
      const bool open = random.Below(4) == 0;
      const std::string value = fmt::format("{} minutes", random.Below(7) * 15);
      amendments += fmt::format("amendment {} {{ {} effective for delivery d by d.promised from {}{} notwithstanding A.1 : late is {} }}\n", number, kApproved, ToString(from),
                                open ? "" : " through " + ToString(last), value);
      const std::string in_force = fmt::format("(d.promised no earlier than {} 00:00{})", ToString(from), open ? "" : fmt::format(" and d.promised earlier than {} 00:00", ToString(Date{last.days + 1})));
      by_hand = fmt::format("(({0} and {1}) or (not {0} and {2}))", in_force, Good(value), by_hand);
    }
    const auto metric = [](int number, const std::string& name, const std::string& condition) {
      return fmt::format("B.{0} metric {1} {{ ratio of delivery d by d.booked numerator when {2} reported each ISO week }}\n"
                         "B.{0}1 metric {1}_chosen {{ count of delivery d by d.promised where {2} reported each day }}\n",
                         number, name, condition);
    };
    std::string header = Contract("A.1 define late is 30 minutes", metric(1, "amended", Good("late")) + metric(2, "written", by_hand), amendments);
    header.replace(header.find("conventions slate_2026"), 0, "decide partial_period is prorated ");
    INFO(header);
    const std::string records = Records(random);
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      const driver::Evaluated result = Evaluate(header, records, engine);
      std::vector<const settle::Row*> amended, written;
      for (const settle::Row& row : result.ledger.rows) (row.metric.starts_with("amended") ? amended : written).push_back(&row);
      REQUIRE(amended.size() == written.size());
      REQUIRE(amended.size() > 200);
      std::uint64_t good = 0;
      for (std::size_t i = 0; i < amended.size(); ++i) {
        CHECK(amended[i]->period == written[i]->period);
        CHECK(amended[i]->evidence.numerator == written[i]->evidence.numerator);
        CHECK(amended[i]->evidence.denominator == written[i]->evidence.denominator);
        good += amended[i]->evidence.numerator;
      }
      CHECK(good > 0);
    }
  }
}

TEST_CASE("an amended target gives the rows of a contract with that target, in its months alone") {
  const auto obligation = [](const std::string& target) {
    return fmt::format("B.1 metric prompt {{ ratio of delivery d by d.promised numerator when {} }}\n"
                       "B.2 obligation promptness owed by b to a {{ measure prompt each calendar month target at least {} credit of fee {{ [target, 100%] : none [0%, target) : linear from 10% to 0% }} }}\n",
                       Good("45 minutes"), target);
  };
  const std::vector<std::string> targets = {"98%", "40%", "55%", "70%"};
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    std::vector<std::size_t> in_force(7, 0);  // by month
    std::string amendments;
    for (std::int64_t number = 1; number <= 3; ++number) {
      const std::int64_t from = 1 + random.Below(6), last = std::min<std::int64_t>(6, from + random.Below(3));
      amendments += fmt::format("amendment {} {{ {} effective retroactive from 2025-{:02}-01{} notwithstanding B.2 : target is at least {} }}\n", number,
                                from == 1 ? kApproved : "approved by a on 2025-06-30, by b on 2025-06-30", from, last == 6 ? "" : fmt::format(" until 2025-{:02}-01", last + 1), targets[static_cast<std::size_t>(number)]);
      for (std::int64_t month = from; month <= last; ++month) in_force[static_cast<std::size_t>(month)] = static_cast<std::size_t>(number);
    }
    const std::string records = Records(random);
    std::vector<driver::Evaluated> alone;
    for (const std::string& target : targets) alone.push_back(Evaluate(Contract("", obligation(target), ""), records, driver::Engine::interpret));
    const std::string contract = Contract("", obligation(targets[0]), amendments);
    INFO(contract);
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      const driver::Evaluated result = Evaluate(contract, records, engine);
      REQUIRE(result.ledger.rows.size() == 6);
      for (std::size_t month = 1; month <= 6; ++month) {
        const settle::Row &row = result.ledger.rows[month - 1], &expected = alone[in_force[month]].ledger.rows[month - 1];
        INFO(row.period);
        CHECK(row.target->level == expected.target->level);
        CHECK(row.verdict == expected.verdict);
        CHECK(row.credit == expected.credit);
        CHECK(row.band_text == expected.band_text);
        CHECK(row.evidence.digest == expected.evidence.digest);
      }
    }
  }
}

TEST_CASE("a period that is split gives the rows of two contracts that meet there") {
  const auto contract = [](const std::string& from, const std::string& through, const std::string& target, const std::string& amendment) {
    return fmt::format(
        "contract \"C\" reference \"R\" {{ customer a \"A\" provider b \"B\" term {} through {} time zone \"Europe/Berlin\" currency EUR conventions slate_2026 decide partial_period is prorated }}\n"
        "schedule A {{ A.2 charge fee each calendar month : money\n A.3 event delivery {{ key order : text booked, promised, delivered : instant }} }}\n"
        "schedule B {{ B.1 metric prompt {{ ratio of delivery d by d.promised numerator when {} }}\n"
        "B.2 obligation promptness owed by b to a {{ measure prompt each calendar month target at least {} volume at least 150 after exclusions, else not assessed\n"
        "credit of fee {{ [target, 100%] : none [0%, target) : linear from 10% to 0% }} cap credit at 5% of fee each calendar month }} }}\n{}",
        from, through, Good("45 minutes"), target, amendment);
  };
  std::size_t pieces = 0, paid = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    // From the term's first days to its last ones, now and then with whole months.
    const Date day{ToDate({2025, 2, 27}).days + static_cast<std::int32_t>(random.Below(80))};
    const std::string amendment = fmt::format("amendment 1 {{ {} effective from {}{} notwithstanding B.2 : target is at least 40% }}\n", kApproved, ToString(day),
                                              ToCivil(day).day == 1 ? "" : ", split the period");
    const std::string records = Records(random), split = contract("2025-01-20", "2025-06-10", "95%", amendment);
    INFO(split);
    std::vector<settle::Row> expected;
    for (const std::string& one : {contract("2025-01-20", ToString(Date{day.days - 1}), "95%", ""), contract(ToString(day), "2025-06-10", "40%", "")}) {
      for (settle::Row& row : Evaluate(one, records, driver::Engine::interpret).ledger.rows) expected.push_back(std::move(row));
    }
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      const driver::Evaluated result = Evaluate(split, records, engine);
      REQUIRE(result.ledger.rows.size() == expected.size());
      Exact part;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const settle::Row &row = result.ledger.rows[i], &alone = expected[i];
        INFO(row.period);
        CHECK(row.first_day == alone.first_day);
        CHECK(row.end_day == alone.end_day);
        CHECK(row.part == alone.part);
        CHECK(row.target->level == alone.target->level);
        CHECK(row.verdict == alone.verdict);
        CHECK(row.base == alone.base);
        CHECK(row.gross == alone.gross);
        CHECK(row.credit == alone.credit);
        CHECK(row.evidence.digest == alone.evidence.digest);
        if (row.piece_of.empty()) {
          CHECK(row.period == alone.period);
          continue;
        }
        CHECK(row.piece_of == alone.period);
        CHECK(row.period == PieceName(row.first_day, row.end_day));
        part = part + Exact(row.part.numerator, row.part.denominator);
        ++pieces;
        if (*row.credit > 0) ++paid;
      }
      if (ToCivil(day).day != 1 && ToCivil(day).month > 1 && ToCivil(day).month < 6) CHECK(part == Exact(1));
    }
  }
  CHECK(pieces > 20);
  CHECK(paid > 4);
}
