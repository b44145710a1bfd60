// Time zones: cached transition tables over the system's tz database (through cctz, the only user of it).
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
  // IANA name, "UTC" included. Null when the tz database has no such zone. Thread-safe; zones live as long as the program.
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
  std::string name_;
  std::vector<Transition> transitions_;  // sorted; the first one at INT64_MIN
};

}  // namespace slate
