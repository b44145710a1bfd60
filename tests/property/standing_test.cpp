// What people did by what was known then stands: reviews of a target and notices, over random items and corrections that are recorded whenever, seen
// from random moments, on both engines.
//
// The witness is a walk over the days of the contract. It knows for each item which record was right at a moment, and settles nothing but verdicts.
#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <unistd.h>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"

namespace slate {
namespace {

constexpr const char* kContract = R"(
contract "Desk" reference "D-1" {
  customer acme "Acme" provider baltic "Baltic"
  term 2023-01-01 through 2023-12-31
  time zone "UTC"
  currency EUR
  conventions slate_2026
  decide grace is 10 days
}
schedule A {
  A.1 event ticket "Ticket" {
    key number : text
    revision version : count
    recorded known_at : instant
    due, closed : instant
  }
}
schedule B {
  B.1 metric in_time {
    ratio of ticket t by t.due
    numerator when t.closed no later than t.due
  }
  B.2 obligation prompt owed by baltic to acme {
    measure in_time each calendar month
    target at least 50%
    escalate { 3 misses in any 4 calendar months : acme may terminate within 60 days on 20 days notice }
  }
  B.3 recalibration of prompt.target {
    ratchet +10 pp each calendar month when met in each of last 2 calendar months
    range [50%, 80%]
    effective from start of next calendar month
  }
}
)";
constexpr const char* kBinding = R"(binding "b" for "D-1" {
  event ticket from csv { time zone "UTC" }
  event acts from csv { time zone "UTC" }
})";

struct Record {
  int item = 0, version = 0, month = 0;
  bool good = false;
  Date known;  // recorded at noon
};
struct World {
  std::vector<Record> records;
  std::set<Date> notices;  // given at noon
};

Date MonthStart(int month) { return month < 12 ? ToDate({2023, month + 1, 1}) : ToDate({2024, 1, 1}); }

World MakeWorld(std::mt19937& random) {
  World world;
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const int good = 3 + below(7);
  for (int item = 0; item < 50; ++item) {
    Record record{.item = item, .version = 0, .month = below(12), .good = false, .known = {}};
    for (int versions = 1 + (below(3) == 0 ? 1 + below(2) : 0); versions > 0; --versions) {
      ++record.version;
      record.good = below(10) < good;
      record.known = {MonthStart(record.month).days + 15 + (record.version == 1 && below(4) > 0 ? 0 : below(200))};
      world.records.push_back(record);
    }
  }
  for (int notices = below(4); notices > 0; --notices) world.notices.insert({MonthStart(3 + below(8)).days + below(28)});
  return world;
}

struct Month {
  int good = 0, items = 0;
};
// As known at the first moment of `day`; `noon`: at its noon.
std::vector<Month> KnownAt(const World& world, Date day, bool noon) {
  std::map<int, const Record*> right;
  for (const Record& one : world.records) {
    if (one.known > day || (one.known == day && !noon)) continue;
    const Record*& best = right[one.item];
    if (best == nullptr || best->version < one.version) best = &one;
  }
  std::vector<Month> months(12);
  for (const auto& [item, one] : right) {
    ++months[static_cast<std::size_t>(one->month)].items;
    months[static_cast<std::size_t>(one->month)].good += one->good ? 1 : 0;
  }
  return months;
}

// The walk: targets in percent, by the month they hold for, and the day before which the contract ends.
class Walk {
 public:
  Walk(const World& world, Date until) : world_(world) {
    for (Date day = MonthStart(0); day <= until; day.days += 1) {
      for (int month = 0; month < 11; ++month) {
        if (day.days == MonthStart(month + 1).days + 10) Review(month, day);
      }
      if (day < until && world.notices.contains(day)) Notice(day);
    }
  }

  int Target(int month) const { return targets_[static_cast<std::size_t>(month)]; }
  const std::map<int, int>& reviews() const { return reviews_; }  // by month: the target after it
  std::optional<Date> end() const { return end_; }

  settle::Verdict Verdict(int month, const std::vector<Month>& known) const {
    if (end_ && MonthStart(month) >= *end_) return settle::Verdict::not_assessed;
    const Month& items = known[static_cast<std::size_t>(month)];
    if (items.items == 0) return settle::Verdict::no_data;
    return items.good * 100 >= items.items * Target(month) ? settle::Verdict::met : settle::Verdict::missed;
  }

 private:
  void Review(int month, Date day) {
    if (end_ && day >= *end_) return;
    const std::vector<Month> known = KnownAt(world_, day, false);
    bool met = month >= 1;
    for (int last = month - 1; met && last <= month; ++last) met = Verdict(last, known) == settle::Verdict::met;
    if (met && present_ < 80) {
      present_ += 10;
      for (int later = month + 2; later < 12; ++later) targets_[static_cast<std::size_t>(later)] = present_;
    }
    reviews_[month] = present_;
  }

  void Notice(Date day) {
    const std::vector<Month> known = KnownAt(world_, day, true);
    bool held = false;
    for (int month = 0; month < 12 && MonthStart(month + 1) <= day; ++month) {
      if (end_ && MonthStart(month) >= *end_) return;
      int misses = 0;
      for (int last = std::max(0, month - 3); last <= month; ++last) misses += Verdict(last, known) == settle::Verdict::missed ? 1 : 0;
      const bool fires = misses >= 3 && !held;
      held = misses >= 3;
      if (!fires || day.days >= MonthStart(month + 1).days + 60) continue;
      const Date ends{day.days + 21};
      if (!end_ || ends < *end_) end_ = ends;
    }
  }

  const World& world_;
  int present_ = 50;
  std::vector<int> targets_ = std::vector<int>(12, 50);
  std::map<int, int> reviews_;
  std::optional<Date> end_;
};

ledger::Ledger Evaluate(driver::Compilation& compilation, const World& world, Instant as_of, driver::Engine engine) {
  const auto plan = compilation.Plan(plan::Window{.from = MonthStart(0), .through = ToDate({2023, 12, 31}), .as_of = as_of});
  REQUIRE(plan.has_value());
  std::FILE *tickets = std::tmpfile(), *acts = std::tmpfile();
  std::fputs("number,version,known_at,due,closed\n", tickets);
  for (const Record& one : world.records) {
    const std::string due = ToString(Date{MonthStart(one.month).days + 9});
    std::fprintf(tickets, "T%d,%d,%s 12:00,%s 10:00,%s %s\n", one.item, one.version, ToString(one.known).c_str(), due.c_str(), due.c_str(), one.good ? "09:00" : "11:00");
  }
  std::fputs("act,made,kind,concerns,party,group,period\n", acts);
  for (const Date day : world.notices) std::fprintf(acts, "%s,%s 12:00,noticed,prompt,acme,,\n", ToString(day).c_str(), ToString(day).c_str());
  std::rewind(tickets);
  std::rewind(acts);
  auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(),
                                 {{"ticket", {{"tickets", ::fileno(tickets)}}}, {"acts", {{"acts", ::fileno(acts)}}}},
                                 {.as_of = as_of, .engine = engine, .module_folder = SLATE_BUILD_DIR});
  std::fclose(tickets);
  std::fclose(acts);
  REQUIRE(result.engine_error.empty());
  REQUIRE(result.input_errors.empty());
  REQUIRE(result.rejects.empty());
  return std::move(result.ledger);
}

}  // namespace

TEST_CASE("what was done by what was known then stands, whatever is recorded later") {
  driver::Compilation compilation;
  compilation.Add("contract.sla", kContract);
  compilation.Add("binding.sla", kBinding);
  compilation.Check();
  for (const Diagnostic& problem : compilation.diagnostics().Sorted()) UNSCOPED_INFO(problem.message);
  REQUIRE(!compilation.diagnostics().HasErrors());
  const Zone& zone = *compilation.contracts().front().zone;
  std::mt19937 random(20261);
  int moved = 0, ended = 0;
  for (int round = 0; round < 60; ++round) {
    const World world = MakeWorld(random);
    const Date as_of{MonthStart(4).days + static_cast<std::int32_t>(random() % 500)};
    INFO("round " << round << " as of " << ToString(as_of));
    const Walk walk(world, as_of);
    const std::vector<Month> known = KnownAt(world, as_of, false);
    const ledger::Ledger ledger = Evaluate(compilation, world, zone.StartOf(as_of), round % 10 == 0 ? driver::Engine::jit : driver::Engine::interpret);
    REQUIRE((ledger.end ? std::optional(ledger.end->day) : std::nullopt) == walk.end());
    REQUIRE(ledger.reviews.size() == walk.reviews().size());
    for (const settle::Review& review : ledger.reviews) {
      const int month = ToCivil(review.first_day).month - 1;
      INFO("review of month " << month);
      REQUIRE(walk.reviews().contains(month));
      CHECK(review.to.level == MakeRatio(walk.reviews().at(month), 100));
      moved += review.state == settle::ReviewState::adopted ? 1 : 0;
    }
    for (const settle::Row& row : ledger.rows) {
      const int month = ToCivil(row.first_day).month - 1;
      INFO("month " << month);
      CHECK(row.target->level == MakeRatio(walk.Target(month), 100));
      if (row.status != settle::Status::open) CHECK(row.verdict == walk.Verdict(month, known));
    }
    ended += walk.end() ? 1 : 0;
  }
  CHECK(moved > 20);
  CHECK(ended > 5);
}

}  // namespace slate
