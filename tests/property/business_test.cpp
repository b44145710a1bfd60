// Business time against a walk minute by minute that knows only what clocks show: a stretch of a day is open from the first
// moment at which the clocks have shown its beginning until they have shown its end.
#include "runtime/time/business.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace slate;

namespace {

constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;

// Zones whose clocks change by an hour, by half an hour, at midnight, by a whole day, and never; a day near such a change.
struct Place {
  const char* zone;
  CivilDate change;
};
constexpr Place kPlaces[] = {
    {"Europe/Berlin", {2025, 3, 30}},       {"Europe/Berlin", {2025, 10, 26}},   {"America/New_York", {2025, 3, 9}},
    {"America/New_York", {2025, 11, 2}},    {"Australia/Lord_Howe", {2025, 4, 6}}, {"Australia/Lord_Howe", {2025, 10, 5}},
    {"Asia/Kolkata", {2025, 6, 1}},         {"Pacific/Apia", {2011, 12, 30}},    {"Pacific/Apia", {2012, 4, 1}},
    {"America/Sao_Paulo", {2017, 10, 15}},  {"America/Sao_Paulo", {2018, 2, 18}}, {"Europe/London", {2028, 3, 26}},
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool Once(int in) { return Between(1, in) == 1; }

 private:
  std::mt19937_64 engine_;
};

DayHours RandomHours(Random& random) {
  if (random.Once(12)) return {{0, kMicrosPerDay}};
  std::vector<std::int64_t> edges;
  for (std::int64_t i = 2 * random.Between(0, 3); i > 0; --i) {
    edges.push_back(random.Once(3) ? 60 * random.Between(0, 24) : random.Between(0, 24 * 60));  // often on the hour
  }
  std::sort(edges.begin(), edges.end());
  DayHours hours;
  for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
    if (edges[i] < edges[i + 1]) hours.push_back({edges[i] * kMinute, edges[i + 1] * kMinute});
  }
  return hours;
}

BusinessRules RandomRules(Random& random, const Place& place) {
  BusinessRules rules;
  rules.zone = Zone::Find(place.zone);
  const int around = ToDate(place.change).days;
  rules.first = {static_cast<std::int32_t>(around - random.Between(3, 12))};
  rules.last = {static_cast<std::int32_t>(around + random.Between(3, 12))};
  for (DayHours& hours : rules.week) {
    if (!random.Once(4)) hours = RandomHours(random);
  }
  for (std::int64_t i = random.Between(0, 4); i > 0; --i) {
    rules.special[{static_cast<std::int32_t>(around + random.Between(-4, 4))}] = random.Once(2) ? DayHours{} : RandomHours(random);
  }
  rules.due_at_next_opening = random.Once(2);
  rules.days_end = static_cast<DaysEnd>(random.Between(0, 2));
  return rules;
}

// Every minute from three days before the calendar's days to three days after them.
struct Walk {
  std::int64_t first_minute;       // its moment
  std::vector<bool> open;          // by minute
  std::vector<std::int64_t> done;  // open time before each minute
  std::vector<Date> days;          // on which some minute is open

  explicit Walk(const BusinessRules& rules) {
    first_minute = rules.zone->StartOf({rules.first.days - 3}).micros;
    const std::int64_t last = rules.zone->StartOf({rules.last.days + 4}).micros;
    std::int64_t shown = rules.zone->ToLocal({first_minute}).micros, sum = 0;
    for (std::int64_t at = first_minute; at < last; at += kMinute) {
      shown = std::max(shown, rules.zone->ToLocal({at}).micros);
      const Date day{static_cast<std::int32_t>(shown / kMicrosPerDay)};
      const std::int64_t of_day = shown % kMicrosPerDay;
      bool is_open = false;
      if (rules.first <= day && day <= rules.last) {
        const auto special = rules.special.find(day);
        for (const DayInterval& hours : special != rules.special.end() ? special->second : rules.week[static_cast<std::size_t>(IsoWeekday(day) - 1)]) {
          is_open = is_open || (hours.from <= of_day && of_day < hours.until);
        }
      }
      open.push_back(is_open);
      done.push_back(sum);
      if (is_open) sum += kMinute;
      if (is_open && (days.empty() || days.back() != day)) days.push_back(day);
    }
  }

  std::size_t MinuteOf(Instant at) const { return static_cast<std::size_t>((at.micros - first_minute) / kMinute); }
  std::int64_t MomentOf(std::size_t minute) const { return first_minute + static_cast<std::int64_t>(minute) * kMinute; }
  std::int64_t OpenUntil(Instant at) const {
    const std::size_t minute = MinuteOf(at);
    return done[minute] + (open[minute] ? at.micros - MomentOf(minute) : 0);
  }
  // The first moment with that much open time behind it, or the last; none where there is no such moment, or no such limit.
  std::optional<std::int64_t> Reached(std::int64_t wanted, bool last) const {
    std::optional<std::int64_t> found;
    for (std::size_t minute = 0; minute < open.size(); ++minute) {
      const std::int64_t more = wanted - done[minute];
      if (more < 0) break;
      if (more == 0 && (!found || last)) found = MomentOf(minute);
      if (more > 0 && open[minute] && more < kMinute) found = MomentOf(minute) + more;
    }
    return found;
  }
  bool Contains(Date day) const { return std::find(days.begin(), days.end(), day) != days.end(); }
  // The nth business day beyond a day, by steps of one day.
  std::optional<Date> Step(Date from, std::int64_t n, const BusinessRules& rules) const {
    const int step = n < 0 ? -1 : 1;
    while (n != 0) {
      from.days += step;
      if (from < rules.first || rules.last < from) return std::nullopt;
      if (Contains(from)) n -= step;
    }
    return from;
  }
};

}  // namespace

TEST_CASE("open time between two moments, and the moment at which it has passed, agree with a walk minute by minute") {
  Random random(20260306);
  for (int i = 0; i < 240; ++i) {
    const Place& place = kPlaces[i % std::size(kPlaces)];
    const BusinessCalendar calendar(RandomRules(random, place));
    const Walk walk(calendar.rules());
    INFO("calendar " << i << " in " << place.zone);
    const std::int64_t total = walk.done.back();
    for (int k = 0; k < 60; ++k) {
      const auto moment = [&] {
        const auto minute = static_cast<std::size_t>(random.Between(0, static_cast<std::int64_t>(walk.open.size()) - 1));
        return Instant{walk.MomentOf(minute) + (random.Once(2) ? 0 : random.Between(0, kMinute - 1))};
      };
      const Instant a = moment(), b = moment();
      INFO("from " << ToString(a) << " to " << ToString(b));
      REQUIRE(calendar.OpenBetween(a, b) == walk.OpenUntil(b) - walk.OpenUntil(a));
      REQUIRE(calendar.OpenBetween(a, a) == 0);

      const std::int64_t amount = random.Once(3) ? calendar.OpenBetween(a, b) : random.Between(-total, total);
      INFO("plus " << amount);
      const Instant reached = calendar.AddOpen(a, amount);
      const std::int64_t wanted = walk.OpenUntil(a) + amount;
      const bool opening = calendar.rules().due_at_next_opening;
      if (amount > 0) {
        const auto first = calendar.FirstWith(a, amount), within = calendar.LastWithin(a, amount);
        REQUIRE(first.has_value() == (wanted <= total));
        REQUIRE(within.has_value() == (wanted < total));
        if (first) REQUIRE(first->micros == walk.Reached(wanted, false));
        if (within) REQUIRE(within->micros == walk.Reached(wanted, true));
      }
      if (amount == 0) {
        REQUIRE(reached == a);
      } else if ((wanted > 0 || (wanted == 0 && opening)) && (wanted < total || (wanted == total && !opening))) {
        REQUIRE(reached.micros == walk.Reached(wanted, opening));
        REQUIRE(calendar.OpenBetween(a, reached) == amount);
      } else if (amount > 0) {
        REQUIRE(reached == std::max(a, calendar.rules().zone->StartOf({calendar.rules().last.days + 1})));
      } else {
        REQUIRE(reached == std::min(a, calendar.rules().zone->StartOf(calendar.rules().first)));
      }
    }
  }
}

TEST_CASE("business days agree with steps of one day") {
  Random random(7);
  for (int i = 0; i < 240; ++i) {
    const Place& place = kPlaces[i % std::size(kPlaces)];
    const BusinessCalendar calendar(RandomRules(random, place));
    const BusinessRules& rules = calendar.rules();
    const Walk walk(rules);
    INFO("calendar " << i << " in " << place.zone);
    for (Date day = rules.first; day <= rules.last; ++day.days) REQUIRE(calendar.IsBusinessDay(day) == walk.Contains(day));
    const std::int64_t begin = rules.zone->StartOf(rules.first).micros, end = rules.zone->StartOf({rules.last.days + 1}).micros;
    for (int k = 0; k < 60; ++k) {
      const Instant a{random.Between(begin, end - 1)}, b{random.Between(begin, end - 1)};
      const Date own = calendar.LocalDate(a);
      const std::int64_t n = random.Between(-6, 6);
      INFO("from " << ToString(a) << " to " << ToString(b) << " by " << n);
      const std::optional<Date> day = walk.Step(own, n, rules);
      if (day && n != 0) {
        REQUIRE(calendar.AddDays(own, n) == *day);
        const Instant reached = calendar.AddDays(a, n);
        const Instant start = rules.zone->StartOf(*day), after = rules.zone->StartOf({day->days + 1});
        if (rules.days_end == DaysEnd::end_of_day) REQUIRE(reached == (n > 0 ? after : start));
        if (rules.days_end == DaysEnd::closing_time) {
          REQUIRE(calendar.OpenBetween(n > 0 ? reached : start, n > 0 ? after : reached) == 0);
          REQUIRE(calendar.OpenBetween(n > 0 ? start : reached, n > 0 ? reached : after) == calendar.OpenBetween(start, after));
          REQUIRE(calendar.OpenBetween(n > 0 ? Instant{reached.micros - 1} : reached, n > 0 ? reached : Instant{reached.micros + 1}) == 1);
        }
        if (rules.days_end == DaysEnd::same_time) {
          REQUIRE(calendar.LocalDate(reached) == *day);
          const std::int64_t moved = rules.zone->ToLocal(reached).micros - rules.zone->ToLocal(a).micros;
          if (rules.zone->Read({rules.zone->ToLocal(a).micros + (day->days - own.days) * kMicrosPerDay}).kind == Zone::Kind::unique) {
            REQUIRE(moved == (day->days - own.days) * kMicrosPerDay);
          }
        }
      } else if (n == 0) {
        REQUIRE(calendar.AddDays(a, 0) == a);
      }
      const Date to = calendar.LocalDate(b);
      const std::int64_t between = calendar.DaysBetween(a, b);
      if (own == to) REQUIRE(between == 0);
      if (own < to) {
        std::int64_t least = 0;
        std::optional<Date> reached = own;
        while (reached && *reached < to) reached = walk.Step(own, ++least, rules);
        if (reached) REQUIRE(between == least);
      }
      if (to < own) {
        std::int64_t least = 0;
        std::optional<Date> reached = own;
        while (reached && to < *reached) reached = walk.Step(own, --least, rules);
        if (reached) REQUIRE(between == least);
      }
      const std::int64_t cutoff = random.Once(4) ? kMicrosPerDay : random.Between(0, 24 * 60) * kMinute;
      // Before the cutoff: the clocks of that day have not shown it yet.
      std::int64_t latest = rules.zone->ToLocal(rules.zone->StartOf(own)).micros;
      for (std::int64_t at = rules.zone->StartOf(own).micros; at <= a.micros; at += kMinute) latest = std::max(latest, rules.zone->ToLocal({at}).micros);
      latest = std::max(latest, rules.zone->ToLocal(a).micros);
      const bool in_time = latest < own.days * kMicrosPerDay + cutoff;
      const std::optional<Date> expected = walk.Contains(own) && in_time ? own : walk.Step(own, 1, rules);
      if (expected) REQUIRE(calendar.DayOf(a, cutoff) == *expected);
    }
  }
}

TEST_CASE("business time answers for every argument") {
  BusinessRules rules;
  rules.zone = Zone::Find("Europe/Berlin");
  rules.first = ToDate({2024, 1, 1});
  rules.last = ToDate({2026, 12, 31});
  constexpr std::int64_t kFar[] = {INT64_MIN / 2, -1, 0, 1, INT64_MAX / 2};
  for (const bool open : {false, true}) {
    if (open) rules.week[0] = {{8 * 3600 * kMicrosPerSecond, 17 * 3600 * kMicrosPerSecond}};
    for (const bool opening : {false, true}) {
      rules.due_at_next_opening = opening;
      const BusinessCalendar calendar(rules);
      CHECK(calendar.NeverOpen() == !open);
      for (const std::int64_t at : {ToDate({1000, 1, 1}).days * kMicrosPerDay, ToDate({2025, 6, 1}).days * kMicrosPerDay, ToDate({9000, 1, 1}).days * kMicrosPerDay}) {
        for (const std::int64_t amount : {INT64_MIN, INT64_MIN + 1, INT64_MAX}) {
          const Instant moved = calendar.AddOpen({at}, amount), day = calendar.AddDays(Instant{at}, amount);
          CHECK((amount > 0 ? moved.micros >= at && day.micros >= at : moved.micros <= at && day.micros <= at));
        }
        for (const std::int64_t amount : kFar) CHECK(calendar.OpenBetween({at}, {at + (amount > 0 ? 1 : 0)}) == 0);
        CHECK(calendar.DayOf({at}, kMicrosPerDay) >= calendar.LocalDate({at}));
      }
    }
  }
}
