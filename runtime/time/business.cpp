#include "runtime/time/business.h"

#include <algorithm>

namespace slate {
namespace {

// More than any calendar's days, less than what could overflow.
constexpr std::int64_t kMostMicros = std::int64_t{1} << 60, kMostDays = std::int64_t{1} << 30;

const DayHours& HoursOf(const BusinessRules& rules, Date day) {
  const auto special = rules.special.find(day);
  return special != rules.special.end() ? special->second : rules.week[static_cast<std::size_t>(IsoWeekday(day) - 1)];
}

}  // namespace

BusinessCalendar::BusinessCalendar(BusinessRules rules) : rules_(std::move(rules)) {
  begin_ = rules_.zone->StartOf(rules_.first);
  end_ = rules_.zone->StartOf({rules_.last.days + 1});
  std::int64_t total = 0;
  for (Date day = rules_.first; day <= rules_.last; ++day.days) {
    const std::size_t before = opens_.size();
    for (const DayInterval& hours : HoursOf(rules_, day)) {
      const std::int64_t opens = MomentOf(day, hours.from).micros, closes = MomentOf(day, hours.until).micros;
      if (opens >= closes) continue;  // the clocks skip it
      opens_.push_back(opens);
      closes_.push_back(closes);
      open_after_.push_back(total += closes - opens);
    }
    if (opens_.size() == before) continue;
    days_.push_back(day);
    first_opening_.push_back(before);
  }
  first_opening_.push_back(opens_.size());
}

Instant BusinessCalendar::MomentOf(Date day, std::int64_t of_day) const {
  const Zone::Reading reading = rules_.zone->Read({day.days * kMicrosPerDay + of_day});
  return reading.kind == Zone::Kind::skipped ? reading.transition : reading.first;
}

std::int64_t BusinessCalendar::OpenUntil(Instant at) const {
  const auto next = std::upper_bound(opens_.begin(), opens_.end(), at.micros) - opens_.begin();
  if (next == 0) return 0;
  const auto last = static_cast<std::size_t>(next - 1);
  return open_after_[last] - std::max<std::int64_t>(0, closes_[last] - at.micros);
}

std::int64_t BusinessCalendar::OpenBetween(Instant from, Instant to) const { return OpenUntil(to) - OpenUntil(from); }

Instant BusinessCalendar::AddOpen(Instant from, std::int64_t micros) const {
  if (micros == 0) return from;
  const std::int64_t wanted = OpenUntil(from) + std::clamp(micros, -kMostMicros, kMostMicros);
  // The interval in which that much has passed: at its closing already, or only after its opening.
  const auto found = rules_.due_at_next_opening ? std::upper_bound(open_after_.begin(), open_after_.end(), wanted)
                                                : std::lower_bound(open_after_.begin(), open_after_.end(), wanted);
  if (wanted < 0 || (wanted == 0 && !rules_.due_at_next_opening)) return std::min(from, begin_);
  if (found == open_after_.end()) return std::max(from, end_);
  const auto index = static_cast<std::size_t>(found - open_after_.begin());
  return {closes_[index] - (open_after_[index] - wanted)};
}

IntervalSet BusinessCalendar::Open(const IntervalSet& set) const {
  std::vector<Interval> open;
  for (const Interval& one : set) {
    auto next = static_cast<std::size_t>(std::upper_bound(closes_.begin(), closes_.end(), one.start.micros) - closes_.begin());
    for (; next < opens_.size() && opens_[next] < one.end.micros; ++next) {
      open.push_back({std::max(one.start, Instant{opens_[next]}), std::min(one.end, Instant{closes_[next]})});
    }
  }
  return UnionOf(std::move(open));
}

std::optional<Instant> BusinessCalendar::FirstWith(Instant from, std::int64_t micros) const {
  if (micros == 0) return from;
  const std::int64_t wanted = OpenUntil(from) + std::min(micros, kMostMicros);
  const auto found = std::lower_bound(open_after_.begin(), open_after_.end(), wanted);
  if (found == open_after_.end()) return std::nullopt;
  return Instant{closes_[static_cast<std::size_t>(found - open_after_.begin())] - (*found - wanted)};
}

std::optional<Instant> BusinessCalendar::LastWithin(Instant from, std::int64_t micros) const {
  const std::int64_t wanted = OpenUntil(from) + std::min(micros, kMostMicros);
  const auto found = std::upper_bound(open_after_.begin(), open_after_.end(), wanted);
  if (found == open_after_.end()) return std::nullopt;
  return Instant{closes_[static_cast<std::size_t>(found - open_after_.begin())] - (*found - wanted)};
}

std::size_t BusinessCalendar::DaysBefore(Date day) const {
  return static_cast<std::size_t>(std::lower_bound(days_.begin(), days_.end(), day) - days_.begin());
}

std::size_t BusinessCalendar::DaysThrough(Date day) const {
  return static_cast<std::size_t>(std::upper_bound(days_.begin(), days_.end(), day) - days_.begin());
}

bool BusinessCalendar::IsBusinessDay(Date day) const { return DaysThrough(day) > DaysBefore(day); }

Date BusinessCalendar::AddDays(Date from, std::int64_t days) const {
  if (days == 0) return from;
  const std::int64_t bounded = std::clamp(days, -kMostDays, kMostDays);
  const std::int64_t index = days > 0 ? static_cast<std::int64_t>(DaysThrough(from)) + bounded - 1
                                      : static_cast<std::int64_t>(DaysBefore(from)) + bounded;
  if (index < 0) return std::min(from, rules_.first);
  if (index >= static_cast<std::int64_t>(days_.size())) return std::max(from, rules_.last);
  return days_[static_cast<std::size_t>(index)];
}

Instant BusinessCalendar::AddDays(Instant from, std::int64_t days) const {
  if (days == 0) return from;
  const Date own = LocalDate(from), day = AddDays(own, days);
  if (!IsBusinessDay(day) || day == own) return days > 0 ? std::max(from, end_) : std::min(from, begin_);
  const std::size_t index = DaysBefore(day);
  switch (rules_.days_end) {
    case DaysEnd::end_of_day: return rules_.zone->StartOf({days > 0 ? day.days + 1 : day.days});
    case DaysEnd::closing_time: return {days > 0 ? closes_[first_opening_[index + 1] - 1] : opens_[first_opening_[index]]};
    case DaysEnd::same_time: return MomentOf(day, rules_.zone->ToLocal(from).micros - own.days * kMicrosPerDay);
  }
  return from;
}

std::int64_t BusinessCalendar::DaysBetween(Instant from, Instant to) const {
  const Date start = LocalDate(from), end = LocalDate(to);
  // A day between business days belongs to the one that lies beyond it.
  if (start < end) return static_cast<std::int64_t>(std::min(DaysBefore(end) + 1, days_.size()) - DaysThrough(start));
  if (start == end) return 0;
  const std::size_t through = DaysThrough(end);
  return -static_cast<std::int64_t>(DaysBefore(start) - (through == 0 ? 0 : through - 1));
}

// It is longest from a closing time, or for a moment whose amount just does not end at an opening.
std::int64_t BusinessCalendar::LongestOpen(std::int64_t micros, Date first, Date last) const {
  if (micros <= 0) return 0;
  const std::int64_t begin = rules_.zone->StartOf(first).micros, end = rules_.zone->StartOf({last.days + 1}).micros;
  std::int64_t longest = AddOpen({begin}, micros).micros - begin;
  for (std::size_t i = 0; i < opens_.size(); ++i) {
    if (begin <= closes_[i] && closes_[i] < end) longest = std::max(longest, AddOpen({closes_[i]}, micros).micros - closes_[i]);
    const std::int64_t from = AddOpen({opens_[i]}, -micros).micros;
    if (begin <= from && from < end) longest = std::max(longest, opens_[i] - from);
  }
  return longest;
}

std::int64_t BusinessCalendar::LongestDays(std::int64_t days, Date first, Date last) const {
  if (days <= 0) return 0;
  std::int64_t longest = 0;
  for (Date day = first; day <= last; ++day.days) {
    const Instant start = rules_.zone->StartOf(day);
    longest = std::max(longest, AddDays(start, days).micros - start.micros);
  }
  return longest;
}

Date BusinessCalendar::DayOf(Instant at, std::int64_t cutoff) const {
  const Date own = LocalDate(at);
  if (IsBusinessDay(own) && at < MomentOf(own, cutoff)) return own;
  return AddDays(own, 1);
}

}  // namespace slate
