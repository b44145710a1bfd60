// Bytes of a field to a column's value, fully validated. In: text and ColumnSpec. Out: a value, or why not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/table.h"

namespace slate::ingest {

// One per worker and column: holds caches, so that repeated texts and days cost little.
class Converter {
 public:
  explicit Converter(const ColumnSpec& spec);
  // False: rejected; the reason is in `problem`.
  bool Convert(std::string_view text, std::int64_t& value, bool& recorded, std::string& problem);
  // A value that is not there at all. False: the column needs one.
  bool Missing(std::int64_t& value, std::string& problem) const;

 private:
  bool Symbol(std::string_view text, std::int64_t& value, std::string& problem);
  bool Hashed(std::string_view text, std::int64_t& value, std::string& problem) const;
  std::string_view Mapped(std::string_view text) const;
  bool Integer(std::string_view text, std::int64_t& value, std::string& problem) const;
  bool Boolean(std::string_view text, std::int64_t& value, std::string& problem) const;
  bool Time(std::string_view text, std::int64_t& value, std::string& problem);
  bool ToInstant(LocalTime local, std::string_view text, std::int64_t& value, std::string& problem);

  // Short texts met before, by their bytes: direct-mapped, the newest wins.
  struct CachedSymbol {
    std::uint64_t bytes[2] = {};
    std::uint32_t length = UINT32_MAX;  // no text is this long: an empty slot
    std::uint32_t id = 0;
  };
  static constexpr std::size_t kSymbols = 4096, kCachedLength = 16;
  struct DayOffset {
    std::int32_t day = INT32_MIN;
    std::int64_t offset = 0;
  };
  static constexpr std::size_t kDays = 1024;

  const ColumnSpec& spec_;
  std::vector<CachedSymbol> symbols_;
  std::vector<DayOffset> days_;  // local days on which the offset does not change, direct-mapped
  bool maps_empty_;                // the binding says what an empty text stands for
};

}  // namespace slate::ingest
