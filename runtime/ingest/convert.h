// Bytes of a field to a column's value, fully validated. In: text and ColumnSpec. Out: a value, or why not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/ingest/table.h"

namespace slate::ingest {

struct Converted {
  std::int64_t value = 0;
  bool recorded = true;
  std::string problem;  // not empty: the row is rejected
};

// One per worker and column: holds caches, so that repeated texts and days cost little.
class Converter {
 public:
  explicit Converter(const ColumnSpec& spec);
  // False: rejected; the reason is in `problem`.
  bool Convert(std::string_view text, std::int64_t& value, bool& recorded, std::string& problem);

 private:
  bool Symbol(std::string_view text, std::int64_t& value, std::string& problem);
  bool Integer(std::string_view text, std::int64_t& value, std::string& problem) const;
  bool Boolean(std::string_view text, std::int64_t& value, std::string& problem) const;
  bool Time(std::string_view text, std::int64_t& value, std::string& problem);
  bool ToInstant(LocalTime local, std::string_view text, std::int64_t& value, std::string& problem);

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct DayOffset {
    std::int32_t day = INT32_MIN;
    std::int64_t offset = 0;
  };
  static constexpr std::size_t kDays = 1024;

  const ColumnSpec& spec_;
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> symbols_;
  std::vector<DayOffset> days_;  // local days on which the offset does not change, direct-mapped
};

}  // namespace slate::ingest
