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

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLargestOffset = 26 * 3600 * kMicrosPerSecond;  // further from UTC than any clock
// The Gregorian calendar repeats after 400 years, which are whole weeks: so does every rule for changing the clocks.
constexpr std::int64_t kCycle = 146'097 * kMicrosPerDay;
constexpr int kFirstCyclicYear = 2300;  // a table with changes as late as this was extended by rule, not written out

std::int64_t StartOfYear(int year) { return ToDate({year, 1, 1}).days * kMicrosPerDay; }

TimePoint AtSecond(std::int64_t micros) { return TimePoint(Seconds(micros / kMicrosPerSecond)); }

std::int64_t FloorDays(std::int64_t micros) {
  const std::int64_t days = micros / kMicrosPerDay;
  return micros % kMicrosPerDay < 0 ? days - 1 : days;
}

// cctz reads names as paths: only what names a zone may reach it, and no zone may depend on the machine.
bool IsZoneName(std::string_view name) {
  if (name.size() > 64 || name == "localtime" || name == "posixrules" || name == "Factory") return false;
  if (name.starts_with("right/") || name.starts_with("posix/")) return false;
  char before = '/';
  for (const char c : name) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
    if (!letter && (c != '/' || before == '/')) return false;
    before = c;
  }
  return before != '/';
}

}  // namespace

Zone::Zone(std::string name) : name_(std::move(name)) {
  cctz::time_zone zone;
  if (!cctz::load_time_zone(name_, &zone)) return;
  std::int64_t at = StartOfYear(1);
  std::int64_t offset = zone.lookup(AtSecond(at)).offset * kMicrosPerSecond;
  transitions_.push_back({std::numeric_limits<std::int64_t>::min(), offset});
  cctz::time_zone::civil_transition next;
  while (zone.next_transition(AtSecond(at), &next)) {
    // `from` is the reading of the clock that is being changed, so the offset until then leads to the instant.
    at = (next.from - cctz::civil_second(1970, 1, 1)) * kMicrosPerSecond - offset;
    const std::int64_t changed = zone.lookup(AtSecond(at)).offset * kMicrosPerSecond;
    if (changed != offset) transitions_.push_back({at, changed});  // else only the clock's name changes
    offset = changed;
  }
  const std::int64_t last_change = transitions_.size() > 1 ? transitions_.back().at : 0;
  const int last_year = ToCivil({static_cast<std::int32_t>(FloorDays(last_change))}).year;
  horizon_ = last_year >= kFirstCyclicYear ? StartOfYear(last_year + 1) : kNever;
  IndexSlots();
}

void Zone::IndexSlots() {
  first_ = transitions_.size() > 1 ? transitions_[1].at : 0;
  transitions_.push_back({kNever, transitions_.back().offset});
  std::size_t in_force = 0;
  for (last_ = first_; in_force + 2 < transitions_.size(); last_ += std::int64_t{1} << kSlotShift) {
    while (transitions_[in_force + 1].at <= last_) ++in_force;
    slots_.push_back(static_cast<std::uint16_t>(in_force));
  }
  if (slots_.empty()) slots_.push_back(0);
  last_ = first_ + (static_cast<std::int64_t>(slots_.size()) << kSlotShift) - 1;
}

// A transition at or before `micros`, few before the one in force.
inline std::size_t Zone::SlotStart(std::int64_t micros) const {
  if (micros < first_) return 0;
  return slots_[static_cast<std::size_t>((std::min(micros, last_) - first_) >> kSlotShift)];
}

// The whole cycles that bring `micros` back before the horizon.
inline std::int64_t Zone::CyclesBeyond(std::int64_t micros) const {
  return micros < horizon_ ? 0 : ((micros - horizon_) / kCycle + 1) * kCycle;
}

const Zone* Zone::Find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones;
  const std::scoped_lock lock(mutex);
  if (const auto found = zones.find(name); found != zones.end()) return found->second.get();
  std::unique_ptr<Zone> zone(IsZoneName(name) ? new Zone(std::string(name)) : nullptr);
  if (zone != nullptr && zone->transitions_.empty()) zone.reset();
  return zones.emplace(std::string(name), std::move(zone)).first->second.get();
}

LocalTime Zone::ToLocal(Instant instant) const {
  const std::int64_t at = instant.micros - CyclesBeyond(instant.micros);
  const Transition* in_force = &transitions_[SlotStart(at)];
  while (in_force[1].at <= at && in_force[1].at != kNever) ++in_force;
  return {instant.micros + in_force->offset};
}

Date Zone::LocalDate(Instant instant) const { return {static_cast<std::int32_t>(FloorDays(ToLocal(instant).micros))}; }

Zone::Reading Zone::Read(LocalTime time) const {
  const std::int64_t cycles = CyclesBeyond(time.micros);
  const std::int64_t local = time.micros - cycles;
  // The last transition that has happened by both its clocks when the local time is read; the next one may skip or repeat it.
  const Transition* current = &transitions_[SlotStart(std::max(local, first_) - kLargestOffset)];
  while (current[1].at != kNever && local >= current[1].at + std::max(current->offset, current[1].offset)) ++current;
  const Transition& next = current[1];
  const Instant before{time.micros - current->offset}, after{time.micros - next.offset};
  if (next.at == kNever || local < next.at + std::min(current->offset, next.offset)) return {Kind::unique, before, before, {}};
  return {next.offset < current->offset ? Kind::repeated : Kind::skipped, before, after, Instant{next.at + cycles}};
}

Instant Zone::StartOf(Date date) const {
  const Reading midnight = Read({static_cast<std::int64_t>(date.days) * kMicrosPerDay});
  return midnight.kind == Kind::skipped ? midnight.transition : midnight.first;
}

}  // namespace slate
