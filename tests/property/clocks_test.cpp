// Clocks of cases against a walk minute by minute, from the rules alone: over random calendars, zones, nights in which clocks
// change, pauses, classes and records. All times are whole half hours, so that limits, stops, pauses and closing times meet.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <set>

#include "runtime/measure/clock.h"

namespace slate::measure {
namespace {

constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;
constexpr int kDays = 5, kMinutes = kDays * 24 * 60, kNever = 1 << 30;

struct World {
  std::int64_t base = 0;  // the first minute, in microseconds
  std::vector<std::shared_ptr<BusinessCalendar>> calendars;
  std::vector<std::vector<int>> open;  // by calendar: open minutes before each minute
  Instant At(int minute) const { return {base + minute * kMinute}; }
  int Minute(Instant at) const { return static_cast<int>((at.micros - base) / kMinute); }
  // Minutes that count in [from, from + 1).
  int Counts(const BusinessCalendar* calendar, int minute) const {
    if (calendar == nullptr) return 1;
    for (std::size_t i = 0; i < calendars.size(); ++i) {
      if (calendars[i].get() == calendar) return open[i][static_cast<std::size_t>(minute) + 1] - open[i][static_cast<std::size_t>(minute)];
    }
    return 0;
  }
};

World MakeWorld(std::mt19937& random) {
  static const char* const kZones[] = {"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "UTC"};
  static const Date kFirst[] = {ToDate({2025, 3, 28}), ToDate({2025, 3, 7}), ToDate({2025, 10, 3}), ToDate({2025, 10, 24})};
  World world;
  const Zone* zone = Zone::Find(kZones[random() % 4]);
  const Date first = kFirst[random() % 4];
  world.base = zone->StartOf(first).micros;
  for (int c = 0; c < 2; ++c) {
    BusinessRules rules{.name = "calendar", .zone = zone, .week = {}, .special = {}, .first = {first.days - 30}, .last = {first.days + 60}};
    rules.due_at_next_opening = random() % 2 == 0;
    for (DayHours& hours : rules.week) {
      const auto half_hour = [&](int from, int until) { return static_cast<std::int64_t>(from + static_cast<int>(random() % static_cast<unsigned>(until - from))) * 30 * kMinute; };
      if (random() % 5 == 0) continue;
      if (random() % 3 == 0) hours.push_back({half_hour(0, 4), half_hour(4, 10)});
      hours.push_back({half_hour(12, 20), half_hour(20, 48)});
    }
    rules.week[static_cast<std::size_t>(random() % 7)] = {{8 * 60 * kMinute, 17 * 60 * kMinute}};
    world.calendars.push_back(std::make_shared<BusinessCalendar>(rules));
    std::vector<int>& open = world.open.emplace_back(1, 0);
    for (int m = 0; m < 2 * kMinutes; ++m) open.push_back(open.back() + static_cast<int>(world.calendars.back()->OpenBetween(world.At(m), world.At(m + 1)) / kMinute));
  }
  return world;
}

enum Steps : std::uint32_t { kBegin, kStart, kPause, kAnswer, kHold, kStop, kReopen, kDrop, kReply, kStepCount };

TimeAmount Amount(std::mt19937& random, const World& world, int most_half_hours) {
  const unsigned which = random() % 3;
  return {static_cast<std::int64_t>(1 + random() % static_cast<unsigned>(most_half_hours)) * 30 * kMinute, which == 2 ? nullptr : world.calendars[which].get()};
}

CaseRules MakeRules(std::mt19937& random, const World& world) {
  CaseRules rules;
  const int clocks = random() % 3 == 0 ? 2 : 1;
  for (int c = 0; c < clocks; ++c) {
    ClockRules clock{.start = kStart, .stop = c == 0 ? kStop : kReply, .begin = {}, .pauses = {}, .limits = {}, .change = static_cast<ClassChange>(random() % 3)};
    if (random() % 3 == 0) clock.begin = kBegin;
    if (random() % 4 != 0) clock.pauses.push_back({kPause, kAnswer, {}});
    if (random() % 3 == 0) clock.pauses.push_back({kHold, random() % 2 == 0 ? kAnswer : kPause, {}});
    for (ClockPause& pause : clock.pauses) {
      if (random() % 2 == 0) pause.at_most = Amount(random, world, 16);
    }
    const std::size_t classes = 1 + random() % 3;
    for (std::size_t i = 0; i < classes; ++i) clock.limits.push_back({Amount(random, world, 40), random() % 4 != 0});
    const unsigned unit = random() % 3;
    clock.resumes = random() % 4 != 0;
    clock.unit = unit == 2 ? nullptr : world.calendars[unit].get();
    rules.clocks.push_back(std::move(clock));
  }
  if (random() % 3 != 0) {
    Reopening reopening{.step = kReopen, .business_days = random() % 2 == 0, .days = static_cast<std::int64_t>(1 + random() % 2), .within = Amount(random, world, random() % 2 == 0 ? 60 : 6)};
    if (reopening.business_days) reopening.within.calendar = world.calendars[0].get();
    rules.reopening = reopening;
  }
  if (random() % 3 == 0) rules.leave_out = {kDrop};
  return rules;
}

std::vector<StepRecord> MakeRecords(std::mt19937& random, const World& world, const CaseRules& rules) {
  std::vector<StepRecord> records;
  const int span = random() % 2 == 0 ? 2 * 24 : 2 * 24 * kDays;
  for (std::size_t n = 1 + random() % 16; n > 0; --n) {
    StepRecord record{.at = world.At(static_cast<int>(random() % static_cast<unsigned>(span)) * 30), .step = static_cast<std::uint32_t>(random() % kStepCount), .classes = {}};
    if (random() % 3 == 0) record.step = std::array<std::uint32_t, 3>{kStart, kStop, kReopen}[random() % 3];
    if (record.step == kDrop && random() % 4 != 0) record.step = kStart;
    for (const ClockRules& clock : rules.clocks) record.classes.push_back(random() % 2 == 0 ? 0 : static_cast<std::uint32_t>(random() % clock.limits.size()));
    if (std::none_of(records.begin(), records.end(), [&](const StepRecord& one) { return one.at == record.at && one.step == record.step; })) records.push_back(record);
  }
  std::sort(records.begin(), records.end(), [](const StepRecord& a, const StepRecord& b) { return a.at != b.at ? a.at < b.at : a.step < b.step; });
  return records;
}

// One clock of one case, minute by minute.
struct Walk {
  const World& world;
  const ClockRules& rules;
  int now;  // the moment from which all is seen
  bool started = false;
  int start = kNever, begin = kNever, stop = kNever, first_begin = kNever;
  std::vector<bool> pausing = std::vector<bool>(rules.pauses.size());
  std::vector<std::vector<bool>> paused = std::vector<std::vector<bool>>(2 * kMinutes, std::vector<bool>(rules.pauses.size()));  // by minute and pause
  std::vector<bool> stopped = std::vector<bool>(2 * kMinutes);
  std::vector<int> class_at = std::vector<int>(2 * kMinutes, -1);

  bool running() const { return started && stop == kNever; }
  void Begin(int minute) {
    started = true;
    start = minute;
    begin = rules.begin && first_begin != kNever ? first_begin : minute;
  }
  void Step(int minute, std::uint32_t step) {
    if (rules.begin == step && first_begin == kNever) first_begin = minute;
    if (started && stop != kNever) return;
    if (step == rules.start && !started) Begin(minute);
    for (std::size_t i = 0; i < pausing.size(); ++i) {
      const bool was = pausing[i];
      if (step == rules.pauses[i].until) pausing[i] = false;
      if (!was && step == rules.pauses[i].from) pausing[i] = true;
    }
    if (started && step == rules.stop) {
      stop = minute;
      std::fill(pausing.begin(), pausing.end(), false);
    }
  }
  void EndOfMoment(int minute) {
    paused[static_cast<std::size_t>(minute)] = pausing;
    stopped[static_cast<std::size_t>(minute)] = started && stop != kNever;
  }

  // Which minutes it runs.
  std::vector<bool> Runs() const {
    std::vector<bool> runs(2 * kMinutes);
    std::vector<std::int64_t> taken(rules.pauses.size());
    for (int m = begin; m < 2 * kMinutes; ++m) {
      const auto at = static_cast<std::size_t>(m);
      bool off = m < now ? stopped[at] : stop != kNever;
      for (std::size_t i = 0; m < now && i < rules.pauses.size(); ++i) {
        if (!paused[at][i]) continue;
        const auto& most = rules.pauses[i].at_most;
        if (!most) {
          off = true;
          continue;
        }
        const int more = world.Counts(most->calendar, m);
        const bool next_opening = most->calendar != nullptr && most->calendar->rules().due_at_next_opening;
        const std::int64_t room = most->micros / kMinute;
        off = off || (next_opening ? taken[i] + more <= room : taken[i] < room);
        taken[i] += more;
      }
      runs[at] = !off;
    }
    return runs;
  }

  ClockResult Result(bool may_resume) const {
    ClockResult result;
    if (!started) return result;
    result.started = true;
    result.stopped = stop != kNever;
    const int seen = result.stopped ? stop : now;
    const std::vector<bool> runs = Runs();
    const auto used = [&](int from, int until, const BusinessCalendar* calendar) {
      std::int64_t total = 0;
      for (int m = from; m < until; ++m) total += runs[static_cast<std::size_t>(m)] ? world.Counts(calendar, m) : 0;
      return total;
    };
    std::set<int> had;
    const auto asked = [&](int current) { return rules.change == ClassChange::carry_worst ? had : std::set<int>{current}; };
    int from = begin, current = -1, missed = kNever;
    std::vector<std::int64_t> count(rules.limits.size());  // used since `from`, by limit
    for (int t = begin; t <= seen && missed == kNever; ++t) {
      const auto at = static_cast<std::size_t>(t);
      // While it was stopped, to be resumed later, nothing is asked.
      const bool gap = t < seen && t > begin && stopped[at] && stopped[at - 1];
      if (!gap) {
        const int now_class = class_at[at];
        if (current != -1 && now_class != current && rules.change == ClassChange::restart) {
          from = t;
          std::fill(count.begin(), count.end(), 0);
        }
        current = now_class;
        had.insert(current);
        for (const int one : asked(current)) {
          const ClockLimit& limit = rules.limits[static_cast<std::size_t>(one)];
          const std::int64_t is = count[static_cast<std::size_t>(one)], most = limit.most.micros / kMinute;
          const bool next = t < seen && runs[at] && world.Counts(limit.most.calendar, t) > 0;
          if (t >= start && (limit.included ? is > most || (is == most && next) : is >= most)) missed = t;
        }
      }
      for (std::size_t i = 0; i < count.size(); ++i) count[i] += runs[at] ? world.Counts(rules.limits[i].most.calendar, t) : 0;
    }
    // The class it ends with, whether missed before or not.
    for (int t = begin, before = -1; t <= seen; ++t) {
      const auto at = static_cast<std::size_t>(t);
      if (t < seen && t > begin && stopped[at] && stopped[at - 1]) continue;
      if (before != -1 && class_at[at] != before && rules.change == ClassChange::restart) from = t;
      before = class_at[at];
    }
    result.unmeasured = !result.stopped || may_resume;
    result.undecided = missed == kNever && result.unmeasured;
    result.kept = missed == kNever && result.stopped;
    if (missed != kNever) result.decided = world.At(missed);
    else if (result.stopped) result.decided = world.At(stop);
    result.total = used(from, seen, rules.unit) * kMinute;
    if (missed == kNever && !result.stopped) {  // when it will pass
      int passes = kNever;
      for (const int one : asked(current)) {
        const ClockLimit& limit = rules.limits[static_cast<std::size_t>(one)];
        std::int64_t is = used(from, now, limit.most.calendar);
        const std::int64_t most = limit.most.micros / kMinute;
        for (int t = now; t < 2 * kMinutes && t < passes; ++t) {
          const int more = runs[static_cast<std::size_t>(t)] ? world.Counts(limit.most.calendar, t) : 0;
          if (limit.included ? is == most && more > 0 : is >= most) passes = t;
          is += more;
        }
      }
      if (passes != kNever) result.passes = world.At(passes);
    }
    return result;
  }
};

struct WalkedCase {
  bool left_out = false;
  std::vector<ClockResult> clocks;
};

std::vector<WalkedCase> WalkCases(const World& world, const std::vector<StepRecord>& all, const CaseRules& rules, int now) {
  std::vector<StepRecord> records;
  for (const StepRecord& one : all) {
    if (world.Minute(one.at) <= now) records.push_back(one);
  }
  std::vector<WalkedCase> cases;
  std::size_t next = 0;
  while (next < records.size()) {
    std::vector<Walk> walks;
    for (const ClockRules& clock : rules.clocks) walks.push_back({world, clock, now});
    const std::size_t first = next;
    bool left_out = false, ended = false;
    const auto window = [&](int stop) {
      const Reopening& r = *rules.reopening;
      return r.business_days ? r.within.calendar->AddDays(world.At(stop), r.days) : r.within.calendar != nullptr ? r.within.calendar->AddOpen(world.At(stop), r.within.micros)
                                                                                                                 : Instant{world.At(stop).micros + r.within.micros};
    };
    for (int minute = 0; minute <= now && !ended; ++minute) {
      while (next < records.size() && world.Minute(records[next].at) == minute) {
        const StepRecord& record = records[next];
        if (rules.reopening && record.step == kReopen) {
          int open = 0, resumed = 0, too_late = 0;  // of the clocks that may run on
          for (Walk& walk : walks) {
            if (!walk.rules.resumes || !walk.started) continue;
            if (walk.stop == kNever) ++open;
            else if (window(walk.stop) < record.at) ++too_late;
            else ++resumed;
          }
          if (next == first && !cases.empty()) {
            for (Walk& walk : walks) walk.Begin(minute);
          } else if (too_late > 0 && open + resumed == 0) {
            ended = true;
            break;
          } else {
            for (Walk& walk : walks) {
              if (walk.rules.resumes && walk.started && walk.stop != kNever && record.at <= window(walk.stop)) walk.stop = kNever;
            }
          }
        }
        for (Walk& walk : walks) walk.Step(minute, record.step);
        left_out = left_out || (!rules.leave_out.empty() && record.step == rules.leave_out[0]);
        ++next;
      }
      for (Walk& walk : walks) walk.EndOfMoment(minute);
    }
    // The class at each moment: that of the last record so far, before all of them that of the first moment.
    for (std::size_t c = 0; c < walks.size(); ++c) {
      for (int minute = 0; minute <= now; ++minute) {
        std::size_t last = first;
        while (last + 1 < next && world.Minute(records[last + 1].at) <= std::max(minute, world.Minute(records[first].at))) ++last;
        walks[c].class_at[static_cast<std::size_t>(minute)] = static_cast<int>(records[last].classes[c]);
      }
    }
    WalkedCase walked{.left_out = left_out, .clocks = {}};
    for (const Walk& walk : walks) {
      const bool may = rules.reopening && walk.rules.resumes && !ended && walk.started && walk.stop != kNever && world.At(now) <= window(walk.stop);
      walked.clocks.push_back(walk.Result(may));
    }
    cases.push_back(std::move(walked));
  }
  return cases;
}

}  // namespace

TEST_CASE("clocks do what a walk minute by minute does", "[property]") {
  std::mt19937 random(23);
  std::array<int, 5> reached{};  // so that the generator is known to reach what matters
  for (int round = 0; round < 2500; ++round) {
    const World world = MakeWorld(random);
    const CaseRules rules = MakeRules(random, world);
    const std::vector<StepRecord> records = MakeRecords(random, world, rules);
    const int now = static_cast<int>(random() % (2 * 24 * kDays)) * 30;
    std::vector<StepRecord> known;
    for (const StepRecord& one : records) {
      if (one.at <= world.At(now)) known.push_back(one);
    }
    const std::vector<WalkedCase> expected = WalkCases(world, records, rules, now);
    const std::vector<CaseResult> found = FoldCases(known, rules, world.At(now));
    INFO("round " << round);
    REQUIRE(found.size() == expected.size());
    if (found.size() > 1) ++reached[0];
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(found[i].left_out == expected[i].left_out);
      for (std::size_t c = 0; c < found[i].clocks.size(); ++c) {
        INFO("case " << i << " clock " << c << " change " << static_cast<int>(rules.clocks[c].change));
        const ClockResult &is = found[i].clocks[c], &should = expected[i].clocks[c];
        REQUIRE(is.started == should.started);
        REQUIRE(is.stopped == should.stopped);
        REQUIRE(is.undecided == should.undecided);
        REQUIRE(is.unmeasured == should.unmeasured);
        REQUIRE(is.kept == should.kept);
        REQUIRE(is.decided == should.decided);
        REQUIRE(is.total == should.total);
        if (is.started && is.undecided && !is.stopped && should.passes) REQUIRE(is.passes == should.passes);
        reached[1] += is.kept;
        reached[2] += is.started && !is.kept && !is.undecided;
        reached[3] += is.started && is.undecided && !is.stopped;
        reached[4] += is.started && is.undecided && is.stopped;
      }
    }
  }
  for (const int times : reached) CHECK(times > 20);
}

// What is decided stays decided, whatever is recorded later.
TEST_CASE("a clock that is decided stays so", "[property]") {
  std::mt19937 random(29);
  int decided = 0;
  for (int round = 0; round < 3000; ++round) {
    const World world = MakeWorld(random);
    const CaseRules rules = MakeRules(random, world);
    const std::vector<StepRecord> records = MakeRecords(random, world, rules);
    std::vector<CaseResult> before;
    for (int now = 0; now < kMinutes; now += 6 * 60 + 30) {
      std::vector<StepRecord> known;
      for (const StepRecord& one : records) {
        if (one.at <= world.At(now)) known.push_back(one);
      }
      const std::vector<CaseResult> after = FoldCases(known, rules, world.At(now));
      INFO("round " << round << " minute " << now);
      REQUIRE(before.size() <= after.size());
      for (std::size_t i = 0; i < before.size(); ++i) {
        for (std::size_t c = 0; c < before[i].clocks.size(); ++c) {
          const ClockResult &was = before[i].clocks[c], &is = after[i].clocks[c];
          if (!was.started || was.undecided) continue;
          ++decided;
          REQUIRE(!is.undecided);
          REQUIRE(is.kept == was.kept);
          REQUIRE(is.decided == was.decided);
        }
      }
      before = after;
    }
  }
  CHECK(decided > 1000);
}

}  // namespace slate::measure
