#include "runtime/measure/clock.h"

#include <algorithm>

#include "runtime/time/interval_set.h"

namespace slate::measure {
namespace {

constexpr Instant kNoEnd{std::numeric_limits<std::int64_t>::max()};

std::int64_t Between(Instant from, Instant until, const BusinessCalendar* calendar) {
  return calendar != nullptr ? calendar->OpenBetween(from, until) : until.micros - from.micros;
}

std::int64_t MeasuredIn(const IntervalSet& running, Instant from, Instant until, const BusinessCalendar* calendar) {
  std::int64_t total = 0;
  for (const Interval& one : running) {
    const Instant a = std::max(one.start, from), b = std::min(one.end, until);
    if (a < b) total += Between(a, b, calendar);
  }
  return total;
}

// When the limit passes: the last moment at which no more than it is measured; of one that is not included, the first at
// which all of it is. Nothing where that never comes.
std::optional<Instant> PassesAt(const IntervalSet& running, Instant from, const ClockLimit& limit) {
  std::int64_t left = limit.most.micros;
  const BusinessCalendar* calendar = limit.most.calendar;
  for (const Interval& one : running) {
    const Instant begin = std::max(one.start, from);
    if (one.end <= begin) continue;
    std::optional<Instant> passes{Instant{begin.micros + left}};
    if (calendar != nullptr) passes = limit.included ? calendar->LastWithin(begin, left) : calendar->FirstWith(begin, left);
    // Used up just where it ends, it passes when the clock runs on.
    if (passes && (limit.included ? *passes < one.end : *passes <= one.end)) return passes;
    if (one.end == kNoEnd) return std::nullopt;
    left -= Between(begin, one.end, calendar);
  }
  return std::nullopt;
}

struct ClassSince {
  Instant from;
  std::uint32_t limit = 0;
};

// One clock of one case while its records go by.
class Clock {
 public:
  explicit Clock(const ClockRules& rules) : rules_(rules), open_(rules.pauses.size()), paused_(rules.pauses.size()) {}

  bool running() const { return start_ && !stop_; }
  bool resumes() const { return rules_.resumes; }
  std::optional<Instant> stop() const { return stop_; }

  void Start(Instant at) {
    start_ = at;
    begin_ = rules_.begin && began_ ? *began_ : at;
  }

  void Step(const StepRecord& record) {
    if (rules_.begin == record.step && !began_) began_ = record.at;
    if (stop_) return;
    if (record.step == rules_.start && !start_) Start(record.at);
    for (std::size_t i = 0; i < rules_.pauses.size(); ++i) {
      if (open_[i] && record.step == rules_.pauses[i].until) EndPause(i, record.at);
      else if (!open_[i] && record.step == rules_.pauses[i].from) open_[i] = record.at;
    }
    if (start_ && record.step == rules_.stop) {
      for (std::size_t i = 0; i < open_.size(); ++i) EndPause(i, record.at);
      stop_ = record.at;
    }
  }

  void Resume(Instant at) {
    stopped_.push_back({*stop_, at});
    stop_.reset();
  }

  // `may_resume`: the stop can still be undone.
  ClockResult Result(const std::vector<std::pair<Instant, std::uint32_t>>& classes, Instant as_of, bool may_resume) {
    ClockResult result;
    if (!start_) return result;
    result.started = true;
    result.stopped = stop_.has_value();
    const Instant seen = stop_.value_or(as_of);
    const bool in_pause = std::any_of(open_.begin(), open_.end(), [](const auto& since) { return since.has_value(); });
    for (std::size_t i = 0; i < open_.size(); ++i) EndPause(i, as_of);  // one that has not ended lasts until now
    running_ = Difference({{begin_, stop_.value_or(kNoEnd)}}, OffTimes());
    result.paused = in_pause && std::none_of(running_.begin(), running_.end(), [&](const Interval& one) { return one.start < as_of && as_of <= one.end; });
    const std::vector<ClassSince> since = ClassesSince(classes, seen);
    const Instant counted = rules_.change == ClassChange::restart ? since.back().from : begin_;
    result.limit = since.back().limit;
    const std::optional<Instant> missed = Missed(since, seen, result);
    result.total = MeasuredIn(running_, counted, seen, rules_.unit);
    result.used = MeasuredIn(running_, counted, seen, rules_.limits[result.limit].most.calendar);
    result.unmeasured = !result.stopped || may_resume;
    result.undecided = !missed && result.unmeasured;
    result.kept = !missed && result.stopped;
    if (missed || result.stopped) result.decided = missed.value_or(seen);
    return result;
  }

 private:
  void EndPause(std::size_t i, Instant at) {
    if (!open_[i]) return;
    if (*open_[i] < at) paused_[i].push_back({*open_[i], at});
    open_[i].reset();
  }

  // Pauses as far as they may take, and the time between a stop and what resumed the clock.
  IntervalSet OffTimes() const {
    std::vector<Interval> off = stopped_;
    for (std::size_t i = 0; i < paused_.size(); ++i) {
      const auto& most = rules_.pauses[i].at_most;
      std::int64_t left = most ? most->micros : 0;
      for (Interval one : paused_[i]) {
        one.start = std::max(one.start, begin_);
        if (one.end <= one.start || left < 0) continue;  // below nothing: used up for good
        if (most) {
          const std::int64_t taken = Between(one.start, one.end, most->calendar);
          one.end = std::min(one.end, UsedUp(*most, one.start, left));
          left -= taken;
        }
        if (one.start < one.end) off.push_back(one);
      }
    }
    return UnionOf(std::move(off));
  }

  // An amount that is used up at closing is so then, or at the next opening, as the calendar's rules say.
  static Instant UsedUp(const TimeAmount& amount, Instant from, std::int64_t left) {
    if (amount.calendar == nullptr) return {from.micros + left};
    return (amount.calendar->rules().due_at_next_opening ? amount.calendar->LastWithin(from, left) : amount.calendar->FirstWith(from, left)).value_or(kNoEnd);
  }

  // Which limit counted from when on, from where the clock began. A class that it got while it was stopped counts from where
  // it was resumed.
  std::vector<ClassSince> ClassesSince(const std::vector<std::pair<Instant, std::uint32_t>>& classes, Instant seen) const {
    std::vector<ClassSince> since;
    for (auto [at, limit] : classes) {
      if (seen < at) break;
      for (const Interval& gap : stopped_) {
        if (gap.start < at && at < gap.end) at = gap.end;
      }
      at = std::max(at, begin_);
      if (!since.empty() && since.back().from == at) since.pop_back();
      if (since.empty() || since.back().limit != limit) since.push_back({at, limit});
    }
    if (since.empty()) since.push_back({begin_, classes.empty() ? 0 : classes.front().second});
    since.front().from = begin_;
    return since;
  }

  // When the clock was missed; sets the limit that counts, and when it passes.
  std::optional<Instant> Missed(const std::vector<ClassSince>& since, Instant seen, ClockResult& result) const {
    const bool worst = rules_.change == ClassChange::carry_worst;
    std::optional<Instant> missed;
    for (std::size_t i = 0; i < since.size(); ++i) {
      const bool last = i + 1 == since.size();
      if (!worst && !last && since[i + 1].from <= *start_) continue;  // before the clock was one
      const ClockLimit& limit = rules_.limits[since[i].limit];
      const std::optional<Instant> passes = PassesAt(running_, rules_.change == ClassChange::restart ? since[i].from : begin_, limit);
      const Instant until = worst || last ? seen : since[i + 1].from;
      const bool at_end = !limit.included && (worst || last);  // else what comes at its end comes first
      const bool passed = passes && (at_end ? *passes <= until : *passes < until);
      const Instant known = passes ? std::max({*passes, since[i].from, *start_}) : kNoEnd;
      const bool nearer = worst && passes && (!result.passes || known < *result.passes);
      if (nearer || (!worst && (passed || last))) {
        result.limit = since[i].limit;
        if (passes) result.passes = known;
      }
      if (!passed) continue;
      if (!missed || known < *missed) missed = known;
      if (!worst) break;
    }
    return missed;
  }

  const ClockRules& rules_;
  std::optional<Instant> start_, began_, stop_;
  Instant begin_;
  std::vector<std::optional<Instant>> open_;   // by pause: since when
  std::vector<std::vector<Interval>> paused_;  // by pause
  std::vector<Interval> stopped_;
  IntervalSet running_;
};

Instant WindowEnd(const Reopening& reopening, Instant stop) {
  if (reopening.business_days) return reopening.within.calendar->AddDays(stop, reopening.days);
  if (reopening.within.calendar != nullptr) return reopening.within.calendar->AddOpen(stop, reopening.within.micros);
  return {stop.micros + reopening.within.micros};
}

// Whether a clock would run on if its case were opened again at that moment.
bool MayResume(const Clock& clock, const CaseRules& rules, Instant at) {
  return rules.reopening && clock.resumes() && clock.stop() && at <= WindowEnd(*rules.reopening, *clock.stop());
}

// Whether a case that is opened again at that moment is a new one: each clock that could run on stopped too long ago.
bool IsOver(const std::vector<Clock>& clocks, const CaseRules& rules, Instant at) {
  const auto stopped = [](const Clock& clock) { return clock.resumes() && clock.stop(); };
  return std::any_of(clocks.begin(), clocks.end(), stopped) &&
         std::none_of(clocks.begin(), clocks.end(), [&](const Clock& clock) { return (clock.resumes() && clock.running()) || MayResume(clock, rules, at); });
}

// The classes of one clock at each moment at which there are records: a change comes before the steps of its moment.
std::vector<std::pair<Instant, std::uint32_t>> ClassesOf(const std::vector<StepRecord>& records, const CaseResult& one, std::size_t clock) {
  std::vector<std::pair<Instant, std::uint32_t>> classes;
  for (std::size_t i = one.first; i <= one.last; ++i) {
    if (records[i].classes.size() <= clock) continue;
    if (!classes.empty() && classes.back().first == records[i].at) classes.pop_back();
    classes.emplace_back(records[i].at, records[i].classes[clock]);
  }
  return classes;
}

}  // namespace

std::vector<CaseResult> FoldCases(const std::vector<StepRecord>& records, const CaseRules& rules, Instant as_of) {
  std::vector<CaseResult> cases;
  std::size_t next = 0;
  while (next < records.size()) {
    CaseResult one{.first = next, .last = next, .left_out = false, .clocks = {}};
    std::vector<Clock> clocks;
    for (const ClockRules& clock : rules.clocks) clocks.emplace_back(clock);
    for (; next < records.size(); ++next) {
      const StepRecord& record = records[next];
      if (rules.reopening && record.step == rules.reopening->step) {
        // A case that follows another begins, and all its clocks with it, where that was opened again.
        if (next == one.first && !cases.empty()) {
          for (Clock& clock : clocks) clock.Start(record.at);
        } else if (IsOver(clocks, rules, record.at)) {
          break;
        } else {
          for (Clock& clock : clocks) {
            if (MayResume(clock, rules, record.at)) clock.Resume(record.at);
          }
        }
      }
      for (Clock& clock : clocks) clock.Step(record);
      one.left_out = one.left_out || std::find(rules.leave_out.begin(), rules.leave_out.end(), record.step) != rules.leave_out.end();
      one.last = next;
    }
    for (std::size_t c = 0; c < clocks.size(); ++c) {
      const bool may_resume = next == records.size() && MayResume(clocks[c], rules, as_of);
      one.clocks.push_back(clocks[c].Result(ClassesOf(records, one, c), as_of, may_resume));
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace slate::measure
