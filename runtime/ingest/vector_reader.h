// One column of a Parquet file to a column of the contract. In: vectors of the column's stored type. Out: values and presence in the
// column's slots, and which rows are refused. Texts of symbols take another way (text_coder.h).
//
// Every value has a text, the one that a CSV file would hold for it, and what Converter makes of that text is its meaning. The quick ways
// here take numbers and times as they lie in memory; where one says "not this way", the text is made and Converter is asked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/convert.h"
#include "runtime/ingest/parquet_module.h"
#include "runtime/ingest/rows.h"
#include "runtime/ingest/text_table.h"

namespace slate::ingest {

// Why no value of such a column could be one of the contract's type; null: it can.
const char* Unfit(ColumnType type, parquet::ValueType stored);

class VectorReader {
 public:
  // `plainly`: every value by its text.
  VectorReader(const ColumnSpec& spec, parquet::ValueType stored, bool plainly);
  VectorReader(const VectorReader&) = delete;
  VectorReader& operator=(const VectorReader&) = delete;

  // Rows `first` to `first + count`. Puts 1 into `refused` for each that does not fit; true if there is any.
  bool Read(const parquet::Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused);
  // False: the row is refused; why is in problem(), and its text in text().
  bool Fits(const parquet::Vector& vector, std::size_t row);
  const std::string& problem() const { return problem_; }
  std::string_view text() const { return text_; }

 private:
  enum class Way : std::uint8_t { plain, hash, word, boolean, number, date_of_time, local_time };
  static Way WayOf(const ColumnSpec& spec, parquet::ValueType stored);
  void SetRange(std::int64_t least, std::int64_t most, std::int32_t scale);

  template <typename Value, typename Quick>
  bool ReadEach(const parquet::Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused, Quick quick);
  template <typename Stored>
  bool ReadNumbers(const parquet::Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused);
  bool ReadWords(const parquet::Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused);
  // Without a value: missing, or refused where one is needed.
  template <typename Value>
  bool SetMissing(const parquet::Vector& vector, std::size_t first, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused) const;
  // The instant at which the zone's clocks showed it. False: not this way.
  bool Local(std::int64_t stored, std::int64_t& value);
  // By Converter. False: refused.
  bool ReadPlainly(const parquet::Vector& vector, std::size_t row, std::int64_t& value, bool& recorded);
  std::string_view TextOf(const parquet::Vector& vector, std::size_t row);

  // Stretches of 2^36 microseconds, about 19 hours, through which the zone keeps one offset; direct-mapped.
  struct Stretch {
    std::int64_t number = INT64_MAX;
    std::int64_t offset = 0;
  };
  static constexpr int kStretchShift = 36;

  ColumnSpec spec_;  // with no format where the file's own type says how a value is meant
  parquet::ValueType stored_;
  Way way_;
  Converter converter_;
  // Numbers, dates and instants: from the file's scale to the contract's (one of the two is 1), and within these bounds before they are
  // multiplied, or behind their division.
  std::int64_t multiplier_ = 1, divisor_ = 1, least_ = 0, most_ = 0;
  std::vector<Stretch> stretches_;
  TextTable words_;
  std::uint64_t looked_up_ = 0;
  std::string buffer_, problem_;
  std::string_view text_;
};

}  // namespace slate::ingest
