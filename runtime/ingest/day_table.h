// Dates and times in ISO form, read through a table of the days met before: a day is checked, and its zone asked, once.
// In: the bytes of a field. Out: the value that Converter would give, or "not this way" for whatever is not plainly one of
//   YYYY-MM-DD            (date columns)
//   YYYY-MM-DD?hh:mm      YYYY-MM-DD?hh:mm:ss      ...:ss.f to ...:ss.ffffff      each with Z, +hh, +hhmm, +hh:mm or nothing behind
// with `?` a blank or T, a day of the calendar, a time of day, and a local day on which the zone changes no clock.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/ingest/table.h"

namespace slate::ingest {

class DayTable {
 public:
  explicit DayTable(const ColumnSpec& spec);  // of a date or an instant in ISO form

  // Reads up to 19 bytes from `text` on even where it is shorter. False: not this way.
  bool Read(const char* text, std::size_t size, std::int64_t& value);

 private:
  // The ten bytes of a day and what they mean.
  struct Day {
    std::uint64_t first = 0;     // YYYY-MM-
    std::uint16_t last = 0;      // DD
    bool local = false;          // the zone is known and changes no clock on it
    std::int32_t number = 0;     // days since 1970-01-01
    std::int64_t local_start = 0;  // what the time of day is added to, where nothing says an offset
  };
  // Days of ten years in a row have places of their own.
  static constexpr std::size_t kDays = 4096;

  bool Learn(const char* text, Day& day) const;
  bool ReadTail(const char* at, const char* end, const Day& day, std::int64_t time, std::int64_t& value) const;

  const ColumnSpec& spec_;
  std::vector<Day> days_;
};

}  // namespace slate::ingest
