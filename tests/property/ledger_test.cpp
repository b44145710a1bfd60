// The ledger that is paid on against evaluations that never saw a late record: over random items, corrections that move
// them to other sites and months, withdrawals and duplicates, each recorded whenever; over random moments of posting,
// orders of records and engines.
//
// The witness knows nothing of revisions: of each item it is given the one record that is right at the moment, and
// evaluates afresh.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "runtime/ledger/store.h"
#include "runtime/settle/due.h"

namespace slate {
namespace {

// Months are few items, so that they miss, are pooled, or appear with their first item and vanish with their last; EUR
// 1,000 bind.
constexpr const char* kContract = R"(
contract "Desk" reference "D-1" {
  customer acme "Acme" provider baltic "Baltic"
  term 2023-01-01 through 2023-12-31
  time zone "Europe/Berlin"
  currency EUR
  conventions slate_2026
}
schedule A {
  A.1 event ticket "Ticket" {
    key number : text
    revision version : count
    withdrawn cancelled : bool
    recorded known_at : instant
    dimension site : text seen since the term began
    dimension lane : text seen in the period
    due : instant
    closed : instant?
  }
}
schedule B {
  B.1 metric in_time {
    ratio of ticket t by t.due
    numerator when t.closed is recorded and t.closed no later than t.due
  }
  B.2 obligation prompt owed by baltic to acme {
    measure in_time for each site each calendar month
    target at least 95%
    volume at least 3 after exclusions, else pooled by calendar quarter
    credit { [target, 100%] : none [40%, target) : linear from EUR 700 to EUR 0 [0%, 40%) : EUR 700 }
    cap credit at EUR 1,000 each contract year, all sites together, earliest first
  }
  B.3 obligation swift owed by baltic to acme {
    measure in_time for each lane each calendar month
    target at least 80%
    credit { [target, 100%] : none [0%, target) : linear from EUR 333.33 to EUR 0 } rounding half even after caps
    cap credit at EUR 500 for each lane each calendar quarter, pro rata
    cap credit at EUR 1,000 each calendar year, all lanes together, earliest first
  }
}
)";
constexpr const char* kBinding = "binding \"b\" for \"D-1\" { event ticket from csv { time zone \"UTC\" } }";

struct Record {
  int item = 0, version = 0;
  bool cancelled = false;
  Date known, due, closed;
  std::string site, lane;
};

std::string Line(const Record& r) {
  return "T" + std::to_string(r.item) + "," + std::to_string(r.version) + "," + (r.cancelled ? "true" : "false") + "," +
         ToString(r.known) + " 12:00," + r.site + "," + r.lane + "," + ToString(r.due) + " 10:00," +
         ToString(r.closed) + " 09:00\n";
}

std::vector<Record> MakeRecords(std::mt19937& random) {
  const Date first = ToDate({2023, 1, 1});
  std::vector<Record> records;
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int item = 0; item < 40; ++item) {
    Record record{.item = item,
                  .version = 0,
                  .cancelled = false,
                  .known = {},
                  .due = {first.days + below(365)},
                  .closed = {},
                  .site = {},
                  .lane = {}};
    for (int versions = 1 + (below(2) == 0 ? below(4) : 0); versions > 0; --versions) {
      ++record.version;
      if (record.version > 1 && below(3) == 0) record.due = {first.days + below(365)};
      record.closed = {record.due.days + (below(3) == 0 ? 1 : -below(2))};
      record.known = {record.closed.days + below(below(3) == 0 ? 500 : 20)};  // a later version may be known first
      record.cancelled = record.version > 1 && below(4) == 0;
      record.site = std::string(1, static_cast<char>('A' + below(3)));
      record.lane = std::string(1, static_cast<char>('X' + below(3)));
      for (int copies = 1 + (below(6) == 0 ? 1 : 0); copies > 0; --copies) records.push_back(record);
    }
  }
  return records;
}

// Of each item the record with the highest version that is known at the moment.
std::vector<Record> RightAt(const std::vector<Record>& records, Date moment) {
  std::map<int, Record> right;
  for (const Record& one : records) {
    if (one.known >= moment) continue;  // recorded at noon, seen from the first moment of a day
    const auto [at, fresh] = right.emplace(one.item, one);
    if (!fresh && at->second.version < one.version) at->second = one;
  }
  std::vector<Record> list;
  for (const auto& [item, one] : right) {
    if (!one.cancelled) list.push_back(one);
  }
  return list;
}

class Desk {
 public:
  Desk() {
    compilation_.Add("contract.sla", kContract);
    compilation_.Add("binding.sla", kBinding);
    compilation_.Check();
    for (const Diagnostic& problem : compilation_.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
    REQUIRE(!compilation_.diagnostics().HasErrors());
  }

  const Zone& zone() { return *compilation_.contracts().front().zone; }

  std::vector<settle::Row> Evaluate(const std::vector<Record>& records, Instant as_of, driver::Engine engine) {
    const auto plan = compilation_.Plan(
        plan::Window{.from = ToDate({2023, 1, 1}), .through = ToDate({2023, 12, 31}), .as_of = as_of});
    REQUIRE(plan.has_value());
    std::FILE* file = std::tmpfile();
    std::fputs("number,version,cancelled,known_at,site,lane,due,closed\n", file);
    for (const Record& one : records) std::fputs(Line(one).c_str(), file);
    std::rewind(file);
    auto result = driver::Evaluate(*plan, compilation_.contracts().front(), compilation_.bindings().front(),
                                   {{"ticket", {{"records", ::fileno(file)}}}},
                                   {.as_of = as_of, .engine = engine, .module_folder = SLATE_BUILD_DIR});
    std::fclose(file);
    REQUIRE(result.engine_error.empty());
    REQUIRE(result.rejects.empty());
    return std::move(result.ledger.rows);
  }

 private:
  driver::Compilation compilation_;
};

using Key = std::tuple<std::string, std::string, std::string>;  // obligation, group, period
template <typename Row>
Key KeyOf(const Row& row) {
  return {row.obligation, row.group, row.period};
}

// What a ledger comes to, and which of its rows were settled, from its postings alone.
struct Balance {
  std::map<Key, Int128> rows;
  std::set<Key> decided;  // as last posted
  Int128 sum = 0;

  explicit Balance(const ledger::PostedLedger& ledger) {
    for (const ledger::Posting& one : ledger.postings) {
      rows[KeyOf(one.row)] += one.amount;
      sum += one.amount;
      if (one.after && one.after->verdict == "pending")
        decided.erase(KeyOf(one.row));
      else
        decided.insert(KeyOf(one.row));
    }
  }
  Int128 Of(const Key& key) const { return rows.contains(key) ? rows.at(key) : 0; }
};

}  // namespace

TEST_CASE("the sum of a ledger is what a fresh evaluation says, whenever it was posted") {
  Desk desk;
  int restatements = 0, reversed = 0, negative = 0, beyond = 0, late = 0, pending = 0;
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    std::vector<Record> records = MakeRecords(random);
    const std::int64_t horizon = std::array<std::int64_t, 4>{1000, 365, 120, 30}[seed % 4];
    std::vector<Date> moments;
    for (int i = 0; i < 7; ++i)
      moments.push_back({ToDate({2023, 1, 20}).days + static_cast<std::int32_t>(random() % 700)});
    moments.push_back(ToDate({2023, 3, 2}));  // January becomes final
    moments.push_back({ToDate({2023, 2, 1}).days + static_cast<std::int32_t>(horizon)});
    moments.push_back(ToDate({2025, 6, 1}));
    std::sort(moments.begin(), moments.end());
    ledger::LedgerFile file;
    file.ledger = {.contract = "Desk",
                   .reference = "D-1",
                   .time_zone = "Europe/Berlin",
                   .currency = *FindCurrency("EUR"),
                   .postings = {}};
    std::string text;
    for (const Date moment : moments) {
      INFO("seed " << seed << ", as of " << ToString(moment) << ", horizon " << horizon);
      const Instant as_of = desk.zone().StartOf(moment);
      const auto engine = random() % 2 == 0 ? driver::Engine::jit : driver::Engine::interpret;
      const ledger::PostingRules rules{as_of, &desk.zone(), horizon};
      const std::vector<ledger::Parties> parties{{"prompt", "baltic", "acme"}, {"swift", "baltic", "acme"}};
      std::shuffle(records.begin(), records.end(), random);
      const Balance before(file.ledger);
      const ledger::Posted posted = ledger::Post(file.ledger, desk.Evaluate(records, as_of, engine), parties, rules);
      REQUIRE(posted.problem.empty());
      text += ledger::Append(file, posted.postings);
      const Balance after(file.ledger);

      // Posted again, with the records in another order, there is nothing to post; and the file says what was posted.
      std::shuffle(records.begin(), records.end(), random);
      REQUIRE(ledger::Post(file.ledger, desk.Evaluate(records, as_of, driver::Engine::interpret), parties, rules)
                  .postings.empty());
      const ledger::ReadLedger read = ledger::Read(text);
      REQUIRE(read.problem.empty());
      REQUIRE(read.file.ledger.postings == file.ledger.postings);

      std::set<Key> shown, found;
      for (const ledger::NotRestated& one : posted.not_restated) {
        REQUIRE(desk.zone().StartOf({one.row.end_day.days + static_cast<std::int32_t>(horizon)}) <= as_of);
        shown.insert(KeyOf(one.row));
      }
      Int128 sum = 0;  // what the witness has due of final rows, and, of rows that stay as they are, what was posted
      const auto check = [&](const Key& key, Date end, Int128 due) {
        found.insert(key);
        const bool open = desk.zone().StartOf({end.days + static_cast<std::int32_t>(horizon)}) > as_of;
        sum += shown.contains(key) ? after.Of(key) : due;
        if (open)
          REQUIRE(after.Of(key) == due);
        else if (before.decided.contains(key))
          REQUIRE(after.Of(key) == before.Of(key));
        REQUIRE((after.Of(key) == due || shown.contains(key)));
      };
      for (const settle::Row& row : desk.Evaluate(RightAt(records, moment), as_of, driver::Engine::interpret)) {
        if (row.obligation.empty()) continue;
        if (row.status != settle::Status::final) {
          REQUIRE(after.Of(KeyOf(row)) == 0);
          continue;
        }
        check(KeyOf(row), row.end_day, settle::Due(row));
        pending += row.verdict == settle::Verdict::pending ? 1 : 0;
      }
      for (const ledger::Posting& one : file.ledger.postings) {
        if (!found.contains(KeyOf(one.row))) check(KeyOf(one.row), one.row.end_day, 0);  // no longer there
      }
      REQUIRE(after.sum == sum);

      for (const ledger::Posting& one : posted.postings) {
        restatements += one.kind == ledger::PostingKind::restatement ? 1 : 0;
        reversed += one.after ? 0 : 1;
        negative += one.amount < 0 ? 1 : 0;
        late += !one.before && one.kind == ledger::PostingKind::restatement ? 1 : 0;
      }
      beyond += static_cast<int>(posted.not_restated.size());
    }
  }
  // The random stream comes to everything that is claimed.
  CHECK(restatements > 400);
  CHECK(reversed > 20);
  CHECK(negative > 60);
  CHECK(beyond > 100);
  CHECK(late > 30);
  CHECK(pending > 50);
}

}  // namespace slate
