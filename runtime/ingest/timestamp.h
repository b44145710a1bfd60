// Dates and times as texts. Each parser returns null when `stamp` is filled, else why the text is none.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/time/civil.h"

namespace slate::ingest {

struct Timestamp {
  LocalTime local;
  bool has_time = false;
  bool has_offset = false;
  std::int64_t offset_minutes = 0;
};

// 2025-03-31; 2025-03-31 10:30; 2025-03-31T10:30:15.25Z; ...+02:00
const char* ParseIso(std::string_view text, Timestamp& stamp);
// YYYY MM DD hh mm ss of fixed width, M D h of one or two digits, everything else literal.
const char* ParsePattern(std::string_view text, std::string_view pattern, Timestamp& stamp);

}  // namespace slate::ingest
