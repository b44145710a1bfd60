// Time zones: transition tables over the system's tz database (through cctz, which nothing else uses), right for every
// instant and local time of the years 0001 to 9999. Immutable once made, so any number of threads may read one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/time/civil.h"

namespace slate {

class Zone {
 public:
  // IANA name, "UTC" included. Null when the tz database has no such zone, and for its entries that are no place's time:
  // the machine's own `localtime`, `posixrules`, `Factory`, and the leap-second clocks under `right/`.
  // Thread-safe; zones live as long as the program.
  static const Zone* Find(std::string_view name);

  const std::string& name() const { return name_; }

  enum class Kind : std::uint8_t { unique, skipped, repeated };
  struct Reading {
    Kind kind = Kind::unique;
    Instant first;   // unique: the instant; repeated: the earlier; skipped: the reading taken with the offset before the jump
    Instant second;  // unique: the same; repeated: the later; skipped: the reading taken with the offset after the jump
    Instant transition;  // skipped or repeated: where the offset changes
  };
  Reading Read(LocalTime time) const;
  LocalTime ToLocal(Instant instant) const;
  Date LocalDate(Instant instant) const;
  // The first instant whose local date is `date` (00:00, or later where the zone skips midnight).
  Instant StartOf(Date date) const;

 private:
  struct Transition {
    std::int64_t at;      // from this instant (micros) on ...
    std::int64_t offset;  // ... local = UTC + offset (micros)
  };
  explicit Zone(std::string name);
  void IndexSlots();
  std::size_t SlotStart(std::int64_t micros) const;
  std::int64_t CyclesBeyond(std::int64_t micros) const;

  std::string name_;
  std::vector<Transition> transitions_;  // sorted; the first at INT64_MIN, and a sentinel at INT64_MAX. Empty: no such zone
  // O(1) lookup: slot i holds the transition in force at first_ + (i << kSlotShift), and the search goes forward from it.
  static constexpr int kSlotShift = 42;  // 2^42 us, about 51 days: at most two changes of a clock in all but a few years
  std::int64_t first_ = 0, last_ = 0;    // where the slots begin and the last one ends
  std::vector<std::uint16_t> slots_;
  // From here on the rules of a zone that still changes its clocks repeat every 400 years; INT64_MAX for the others.
  std::int64_t horizon_ = 0;
};

}  // namespace slate
