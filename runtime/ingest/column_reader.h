// One column of many records at once. In: the places of its fields' texts. Out: values and presence in the column's slots, exactly those
// that Converter gives, and which records it refuses. A field is read by what its column's type makes quick (DayTable, ReadShortNumber,
// TextTable, a hash; eight at once where the machine can, by column_lanes.h); where that says "not this way", Converter itself
// is asked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/column_lanes.h"
#include "runtime/ingest/convert.h"
#include "runtime/ingest/day_table.h"
#include "runtime/ingest/rows.h"
#include "runtime/ingest/short_texts.h"
#include "runtime/ingest/structure.h"
#include "runtime/ingest/text_table.h"

namespace slate::ingest {

// How many records are read column by column: so few that all of it stays in the nearest cache.
inline constexpr std::size_t kRunRecords = 256;

// Room for the places of one column's fields in a run.
struct FieldPlaces {
  std::array<std::uint32_t, kRunRecords> begins, sizes;
};

// Records one after the other, at most kRunRecords, each of `width` fields. Field f of record i ends at marks[i * width + f] and
// begins behind the mark before; `quoted`: a field that begins with a quote ends with another one, and there are no more. kBlockPadding
// bytes behind the text may be read.
struct FieldRun {
  const char* text = nullptr;
  const std::uint32_t* marks = nullptr;
  std::size_t width = 0, records = 0;
  bool quoted = false;

  const char* Begin(std::size_t record) const { return text + std::uint32_t{(marks + record * width)[-1] + 1}; }
  // The field that ends at a mark; `last`: of the record.
  std::string_view FieldAt(const std::uint32_t* mark, bool last) const {
    const std::uint32_t begin = mark[-1] + 1;  // the mark before the text is the greatest number, so this is 0
    std::size_t size = mark[0] - begin;
    if (last && size > 0 && text[mark[0] - 1] == '\r') --size;  // the line ends with CRLF
    if (quoted && size > 0 && text[begin] == '"') return {text + begin + 1, size - 2};
    return {text + begin, size};
  }
  std::string_view Field(std::size_t record, std::size_t field) const { return FieldAt(marks + record * width + field, field + 1 == width); }
  FieldTexts Column(std::size_t field, FieldPlaces& places) const;
};

class ColumnReader {
 public:
  // `field`: which of a record it is; `joined`: further ones whose texts follow with a blank between.
  ColumnReader(const ColumnSpec& spec, Converter& converter, std::size_t field, std::vector<std::size_t> joined, Lanes lanes);

  // Whether an empty text says that the value is not recorded, and that is allowed.
  bool empty_is_missing() const { return empty_is_missing_; }
  // Puts 1 into `refused` for each record that does not fit; true if there is any.
  bool Read(const FieldRun& run, FieldPlaces& places, const Rows::Slots& slots, std::uint8_t* refused);
  bool Read(const FieldTexts& fields, const Rows::Slots& slots, std::uint8_t* refused);

 private:
  enum class Way : std::uint8_t { time, number, text, hash, convert };
  static Way WayOf(const ColumnSpec& spec, const std::vector<std::size_t>& joined);

  // Bits of the fields to be read one by one: all, or those that are not read eight at once.
  using Left = std::array<std::uint8_t, kRunRecords / 8>;
  void ReadEights(const FieldTexts& fields, const Rows::Slots& slots, Left& left);
  // `quick` reads a field's value, or says "not this way".
  template <typename Value, typename Quick>
  bool ReadEach(const FieldTexts& fields, const Left& left, const Rows::Slots& slots, std::uint8_t* refused, Quick quick);
  bool ReadText(std::string_view text, std::uint32_t& value, std::uint8_t* recorded);
  bool ReadJoined(const FieldRun& run, const Rows::Slots& slots, std::uint8_t* refused);
  // By Converter. False: refused.
  bool ReadPlainly(std::string_view text, std::int64_t& value, std::uint8_t* recorded);
  std::string_view Joined(const FieldRun& run, std::size_t record);

  const ColumnSpec& spec_;
  Converter& converter_;
  std::size_t field_;
  std::vector<std::size_t> joined_;
  Way way_;
  bool eights_;
  std::int64_t missing_value_;
  bool empty_is_missing_;
  std::optional<DayTable> days_;
  const std::int64_t* starts_ = nullptr;  // of days_
  TextTable texts_;
  ShortTexts short_texts_;  // a part of them
  std::uint64_t looked_up_ = 0;
  std::string buffer_, problem_;
};

// The texts of fields that make one value: a blank between, and nothing if all are empty.
template <typename TextOf>
std::string_view JoinTexts(const std::vector<std::size_t>& more, std::string_view first, TextOf text_of, std::string& buffer) {
  buffer = first;
  bool empty = first.empty();
  for (const std::size_t field : more) {
    const std::string_view text = text_of(field);
    empty = empty && text.empty();
    buffer += ' ';
    buffer += text;
  }
  return empty ? std::string_view() : std::string_view(buffer);
}

}  // namespace slate::ingest
