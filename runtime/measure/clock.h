// Clocks of cases. In: the records of one key (a step, its moment, the class of each clock then), ascending by moment and, at
// one moment, in the order of the steps; the rules; and the moment from which all is seen. Out: the cases that these records
// are of, and what each clock of each case comes to. docs/language_reference.md says what the words mean.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "runtime/time/business.h"

namespace slate::measure {

// Of a clock that is not decided: later than every period of a contract, and within what a kernel computes with.
inline constexpr Instant kUndecided{(std::int64_t{1} << 58) - 1};

// A length of time: elapsed, or open time of a calendar.
struct TimeAmount {
  std::int64_t micros = 0;
  const BusinessCalendar* calendar = nullptr;
};

struct ClockPause {
  std::uint32_t from = 0, until = 0;       // steps
  std::optional<TimeAmount> at_most;       // its pauses of one case together
};

struct ClockLimit {
  TimeAmount most;
  bool included = true;                    // at most; else less than
};

enum class ClassChange : std::uint8_t { carry_latest, carry_worst, restart };

struct ClockRules {
  std::uint32_t start = 0, stop = 0;       // steps
  std::optional<std::uint32_t> begin;      // once started, it counts from this step, if that came earlier
  std::vector<ClockPause> pauses;
  std::vector<ClockLimit> limits;          // by class; one where there are no classes
  ClassChange change = ClassChange::carry_latest;
  bool resumes = false;                    // when its case is opened again
  const BusinessCalendar* unit = nullptr;  // what ClockResult::total is measured in
};

struct Reopening {
  std::uint32_t step = 0;
  bool business_days = false;              // else `within` is an amount of time
  std::int64_t days = 0;
  TimeAmount within;
};

struct CaseRules {
  std::vector<ClockRules> clocks;
  std::optional<Reopening> reopening;
  std::vector<std::uint32_t> leave_out;    // steps
};

struct StepRecord {
  Instant at;
  std::uint32_t step = 0;
  std::vector<std::uint32_t> classes;      // by clock: index into its limits
};

struct ClockResult {
  bool started = false, stopped = false, paused = false;  // as things stand
  bool kept = false;                       // where it is decided
  bool undecided = true;                   // its outcome can still change
  bool unmeasured = true;                  // its total can still grow
  Instant decided = kUndecided;            // when its limit passed, or it stopped
  std::int64_t total = 0;                  // time measured, in the rules' unit
  std::int64_t used = 0;                   // the same in the unit of the limit that counts
  std::uint32_t limit = 0;                 // that limit
  std::optional<Instant> passes;           // when the limit passes, or passed, if nothing more pauses the clock
};

struct CaseResult {
  std::size_t first = 0, last = 0;         // its records, both included
  bool left_out = false;
  std::vector<ClockResult> clocks;
};

std::vector<CaseResult> FoldCases(const std::vector<StepRecord>& records, const CaseRules& rules, Instant as_of);

}  // namespace slate::measure
