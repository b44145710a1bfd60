// What state an entity was in, from when until when. In: its records (changes of state, probes, or intervals), the rules of
// the timeline, and when the entity existed. Out: spans of one state each, ascending, that cover its existence without a
// gap. The order of records never decides: they are put in order of time first, and two that contradict each other at one
// moment have been rejected by then (the key of a change or a probe is its entity and its moment).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/time/interval_set.h"

namespace slate::measure {

// Time of which nobody knows the state, and that the contract leaves out of what is measured.
inline constexpr std::uint32_t kLeftOut = 0xffffffff;

enum class TimelineSource : std::uint8_t {
  changes,    // a record says which state begins
  probes,     // a record says which state was seen; what is seen holds until the next probe is due
  intervals,  // a record says from when until when a state lasted; otherwise another state holds
};

// gaps up for at most 5 minutes, then down
struct Gaps {
  std::uint32_t state = kLeftOut;
  std::optional<std::int64_t> at_most;  // microseconds; absent: for as long as the gap lasts
  std::uint32_t then = kLeftOut;
};

// down when at least 2 consecutive probes fail, from first failure
struct Consecutive {
  std::uint32_t state = 0;
  std::int64_t at_least = 1;
  bool from_first = true;  // else from the one that makes the number full
  std::optional<std::uint32_t> otherwise = std::nullopt;  // what too few of them are; absent: what was before, where something was
};

struct TimelineRules {
  TimelineSource source = TimelineSource::changes;
  std::optional<std::uint32_t> initially;  // changes: before the first; absent: existence begins with it
  std::uint32_t otherwise = 0;             // intervals: outside all of them
  std::int64_t each = 0;                   // probes: microseconds until the next one is due
  Gaps gaps;                               // probes
  std::optional<Consecutive> consecutive;  // probes
};

// A change or a probe has `end` equal to `start`. Several that say the same may be one: `end` is then the moment of the last, and of probes
// none came later than it was due. An interval without an end has lasted until now: its end is far away.
struct TimelineRecord {
  Interval when;
  std::uint32_t state = 0;
  std::int64_t probes = 1;  // or changes
};

struct StateSpan {
  Interval when;
  std::uint32_t state = 0;
  friend bool operator==(const StateSpan&, const StateSpan&) = default;
};

std::vector<StateSpan> FoldTimeline(std::vector<TimelineRecord> records, const TimelineRules& rules, const IntervalSet& existence);

}  // namespace slate::measure
