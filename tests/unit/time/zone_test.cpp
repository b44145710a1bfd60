#include "runtime/time/zone.h"

#include <cstdlib>
#include <ctime>
#include <random>

#include <catch2/catch_test_macros.hpp>


using namespace slate;

namespace {
LocalTime Local(int year, int month, int day, int hour, int minute) {
  return {ToDate({year, month, day}).days * kMicrosPerDay + (hour * 60 + minute) * 60 * kMicrosPerSecond};
}
}  // namespace

TEST_CASE("local times that clocks skip or repeat are told apart") {
  const Zone* berlin = Zone::Find("Europe/Berlin");
  REQUIRE(berlin != nullptr);
  CHECK(berlin->Read(Local(2025, 3, 30, 1, 59)).kind == Zone::Kind::unique);
  CHECK(berlin->Read(Local(2025, 3, 30, 2, 0)).kind == Zone::Kind::skipped);
  CHECK(berlin->Read(Local(2025, 3, 30, 2, 59)).kind == Zone::Kind::skipped);
  CHECK(berlin->Read(Local(2025, 3, 30, 3, 0)).kind == Zone::Kind::unique);
  const Zone::Reading twice = berlin->Read(Local(2025, 10, 26, 2, 30));
  CHECK(twice.kind == Zone::Kind::repeated);
  CHECK(ToString(twice.first) == "2025-10-26T00:30:00Z");
  CHECK(ToString(twice.second) == "2025-10-26T01:30:00Z");
  CHECK(berlin->Read(Local(2025, 10, 26, 3, 0)).kind == Zone::Kind::unique);
  CHECK(Zone::Find("Europe/Berlni") == nullptr);
  CHECK(Zone::Find("../etc/passwd") == nullptr);
  CHECK(Zone::Find("") == nullptr);
}

TEST_CASE("the two readings of a skipped or repeated time lie around the change") {
  const Zone* berlin = Zone::Find("Europe/Berlin");
  const Zone::Reading never = berlin->Read(Local(2025, 3, 30, 2, 30));
  CHECK(ToString(never.first) == "2025-03-30T01:30:00Z");
  CHECK(ToString(never.second) == "2025-03-30T00:30:00Z");
  CHECK(ToString(never.transition) == "2025-03-30T01:00:00Z");
  CHECK(berlin->Read({Local(2025, 3, 30, 2, 0).micros - 1}).kind == Zone::Kind::unique);
  CHECK(berlin->Read({Local(2025, 3, 30, 3, 0).micros - 1}).kind == Zone::Kind::skipped);
  CHECK(ToString(berlin->Read(Local(2025, 10, 26, 2, 30)).transition) == "2025-10-26T01:00:00Z");
  CHECK(berlin->Read({Local(2025, 10, 26, 2, 0).micros - 1}).kind == Zone::Kind::unique);
  CHECK(berlin->Read(Local(2025, 10, 26, 2, 0)).kind == Zone::Kind::repeated);
  CHECK(berlin->Read({Local(2025, 10, 26, 3, 0).micros - 1}).kind == Zone::Kind::repeated);
}

TEST_CASE("the first change of a zone is a change like any other") {
  // Local mean time, 53:28 ahead of UTC, gave way to an hour at midnight.
  const Zone* berlin = Zone::Find("Europe/Berlin");
  CHECK(ToString(berlin->Read(Local(1893, 3, 31, 23, 59)).first) == "1893-03-31T23:05:32Z");
  CHECK(berlin->Read(Local(1893, 4, 1, 0, 6)).kind == Zone::Kind::skipped);
  CHECK(ToString(berlin->Read(Local(1893, 4, 1, 0, 7)).first) == "1893-03-31T23:07:00Z");
  CHECK(ToString(berlin->Read(Local(1, 1, 1, 0, 0)).first) == "0000-12-31T23:06:32Z");
}

TEST_CASE("only names of zones are zones") {
  CHECK(Zone::Find("UTC")->ToLocal({5}) == LocalTime{5});
  CHECK(Zone::Find("America/Argentina/Buenos_Aires") != nullptr);
  CHECK(Zone::Find("Etc/GMT+5") != nullptr);
  CHECK(Zone::Find("Europe/Berlin") == Zone::Find("Europe/Berlin"));
  // The machine's own zone, clocks that count leap seconds, and ways of a path to reach a zone under another name.
  for (const char* none :
       {"localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/UTC", "Europe", "Europe/", "/UTC", "./UTC",
        "Europe//Berlin", "Europe/../UTC", "file:UTC", "zone.tab", "europe berlin"}) {
    INFO(none);
    CHECK(Zone::Find(none) == nullptr);
  }
}

// The C library reads the same database by its own code.
TEST_CASE("zones agree with the C library from 1900 to the year 9999") {
  const char* before = std::getenv("TZ");
  const std::string restored = before != nullptr ? before : "";
  std::mt19937_64 random(11);
  for (const char* name : {"Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Pacific/Apia",
                           "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Africa/Monrovia",
                           "America/St_Johns", "Antarctica/Troll", "Europe/Dublin", "Asia/Gaza", "UTC"}) {
    const Zone* zone = Zone::Find(name);
    REQUIRE(zone != nullptr);
    setenv("TZ", name, 1);
    tzset();
    for (int i = 0; i < 4000; ++i) {
      const std::int64_t first = ToDate({i % 2 == 0 ? 1900 : 1970, 1, 1}).days,
                         last = ToDate({i % 2 == 0 ? 9999 : 2040, 12, 1}).days;
      const std::time_t at = static_cast<std::time_t>(
          first * 86'400 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>((last - first) * 86'400)));
      std::tm fields{};
      REQUIRE(localtime_r(&at, &fields) != nullptr);
      INFO(name << " at " << ToString(Instant{at * kMicrosPerSecond}));
      const LocalTime local = zone->ToLocal({at * kMicrosPerSecond});
      REQUIRE(local.micros == (at + fields.tm_gmtoff) * kMicrosPerSecond);
      const Zone::Reading back = zone->Read(local);
      REQUIRE(back.kind != Zone::Kind::skipped);
      REQUIRE((back.first.micros == at * kMicrosPerSecond || back.second.micros == at * kMicrosPerSecond));
    }
  }
  if (before != nullptr)
    setenv("TZ", restored.c_str(), 1);
  else
    unsetenv("TZ");
  tzset();
}

TEST_CASE("a day begins where its first local minute is") {
  const Zone* brazil = Zone::Find("America/Sao_Paulo");
  CHECK(ToString(brazil->StartOf(ToDate({2017, 10, 15}))) ==
        "2017-10-15T03:00:00Z");  // midnight is skipped: 01:00 local
  CHECK(ToString(brazil->ToLocal(brazil->StartOf(ToDate({2017, 10, 15})))) == "2017-10-15 01:00");
  CHECK(brazil->Read(Local(2018, 2, 17, 23, 30)).kind == Zone::Kind::repeated);
  CHECK(brazil->Read({Local(2018, 2, 18, 0, 0).micros - 1}).kind == Zone::Kind::repeated);
  CHECK(ToString(brazil->StartOf(ToDate({2018, 2, 18}))) ==
        "2018-02-18T03:00:00Z");                        // after the second 23:59, not the first
  const Zone* toronto = Zone::Find("America/Toronto");  // from 23:30 to 00:30, across midnight
  CHECK(ToString(toronto->ToLocal(toronto->StartOf(ToDate({1919, 3, 31})))) == "1919-03-31 00:30");
  const Zone* samoa = Zone::Find("Pacific/Apia");  // had no 2011-12-30
  CHECK(samoa->StartOf(ToDate({2011, 12, 30})) == samoa->StartOf(ToDate({2011, 12, 31})));
  CHECK(samoa->LocalDate({samoa->StartOf(ToDate({2011, 12, 31})).micros - 1}) == ToDate({2011, 12, 29}));
  for (int day = ToDate({2024, 1, 1}).days; day < ToDate({2026, 1, 1}).days; ++day) {
    const Instant start = brazil->StartOf({day});
    REQUIRE(brazil->LocalDate(start).days == day);
    REQUIRE(brazil->LocalDate({start.micros - 1}).days == day - 1);
  }
}
