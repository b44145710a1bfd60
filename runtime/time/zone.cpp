#include "runtime/time/zone.h"

#include <cctz/time_zone.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <mutex>

namespace slate {
namespace {

using Seconds = std::chrono::duration<std::int64_t>;
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Seconds>;

TimePoint FromYear(int year) { return TimePoint(Seconds(static_cast<std::int64_t>(ToDate({year, 1, 1}).days) * 86'400)); }

std::int64_t Micros(TimePoint at) { return at.time_since_epoch().count() * kMicrosPerSecond; }

std::int64_t FloorDays(std::int64_t micros) {
  const std::int64_t days = micros / kMicrosPerDay;
  return micros % kMicrosPerDay < 0 ? days - 1 : days;
}

}  // namespace

Zone::Zone(std::string name) : name_(std::move(name)) {
  cctz::time_zone zone;
  if (!cctz::load_time_zone(name_, &zone)) return;
  // Rules are extrapolated as the tz database states them; a contract's dates lie well inside these years.
  const TimePoint first = FromYear(1800), last = FromYear(2400);
  transitions_.push_back({std::numeric_limits<std::int64_t>::min(), zone.lookup(first).offset * kMicrosPerSecond});
  TimePoint at = first;
  cctz::time_zone::civil_transition next;
  while (at < last && zone.next_transition(at, &next)) {
    // `to` of a skipped stretch is unique; of a repeated one the moment of the change is meant.
    const auto lookup = zone.lookup(next.to);
    at = lookup.kind == cctz::time_zone::civil_lookup::REPEATED ? lookup.trans : lookup.pre;
    const std::int64_t offset = zone.lookup(at).offset * kMicrosPerSecond;
    if (offset != transitions_.back().offset) transitions_.push_back({Micros(at), offset});
  }
}

const Zone* Zone::Find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones;
  const std::scoped_lock lock(mutex);
  if (const auto found = zones.find(name); found != zones.end()) return found->second.get();
  // cctz reads names as paths: only what looks like a zone's name may reach it.
  const bool plain = !name.empty() && name.size() < 64 && name.front() != '/' && name.find("..") == std::string_view::npos &&
                     name.find(':') == std::string_view::npos && name.find('\0') == std::string_view::npos;
  std::unique_ptr<Zone> zone(plain ? new Zone(std::string(name)) : nullptr);
  if (zone != nullptr && zone->transitions_.empty()) zone.reset();
  return zones.emplace(std::string(name), std::move(zone)).first->second.get();
}

LocalTime Zone::ToLocal(Instant instant) const {
  const auto after = std::upper_bound(transitions_.begin() + 1, transitions_.end(), instant.micros,
                                      [](std::int64_t at, const Transition& t) { return at < t.at; });
  return {instant.micros + (after - 1)->offset};
}

Date Zone::LocalDate(Instant instant) const { return {static_cast<std::int32_t>(FloorDays(ToLocal(instant).micros))}; }

Zone::Reading Zone::Read(LocalTime time) const {
  // The first transition whose local time before it is later than the reading: the reading lies before that jump, and at or
  // after the one before it unless that one skipped or repeated it.
  const auto next = std::upper_bound(transitions_.begin() + 1, transitions_.end(), time.micros, [this](std::int64_t local, const Transition& t) {
    const Transition* before = &t - 1;
    return local < t.at + std::max(before->offset, t.offset);
  });
  // Candidates: the offset in force before `next`, and, if the clock is set back at `next`, also the one after it.
  const Transition& current = *(next - 1);
  const Instant with_current{time.micros - current.offset};
  if (next != transitions_.end() && next->offset < current.offset && time.micros >= next->at + next->offset) {
    return {Kind::repeated, with_current, Instant{time.micros - next->offset}, Instant{next->at}};
  }
  if (next != transitions_.end() && next->offset > current.offset && time.micros >= next->at + current.offset) {
    return {Kind::skipped, with_current, Instant{time.micros - next->offset}, Instant{next->at}};
  }
  return {Kind::unique, with_current, with_current, {}};
}

Instant Zone::StartOf(Date date) const {
  const Reading midnight = Read({static_cast<std::int64_t>(date.days) * kMicrosPerDay});
  return midnight.kind == Kind::skipped ? midnight.transition : midnight.first;
}

}  // namespace slate
