// The shape of JSON lines: the bytes around their values, learned from one line. A line with the same bytes there, and values of the same
// kind in between, is valid where the learned one was, has the same keys, and its values lie at places that its quotes tell.
// In: lines without a `\`, without control characters, and of UTF-8. Out: the places of the values that columns want.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/column_reader.h"
#include "runtime/ingest/json_line.h"

namespace slate::ingest {

class JsonShape {
 public:
  // What a column takes. A value that is null or not there is left to an empty text, if that means the same to the column.
  struct Wanted {
    bool may_be_missing = false;
    bool number = false;  // its numbers are read as such: one with an exponent is not plain
  };

  // `line` was read by `names` without a problem. Nothing: lines like it are not read by their shape.
  static std::optional<JsonShape> Learn(std::string_view line, const JsonLine& names, const std::vector<Wanted>& wanted);

  // Quotes of a line.
  std::size_t quotes() const { return quotes_; }
  // Lines one after the other, each with as many quotes, and the places of their quotes and line breaks in a text; before the first
  // lies the place before it. How many of them from the first on have this shape: the places of their values stand in `places`,
  // by column, as those of the records from `record` on. kBlockPadding bytes behind the text may be read.
  std::size_t Fit(const char* text, const std::uint32_t* marks, std::size_t lines, Lanes lanes, std::size_t record, std::vector<FieldPlaces>& places) const;

 private:
  class Learning;
  static constexpr std::size_t kBeyond = 32;
  enum class Anchor : std::uint8_t { begin, quote, end };  // of the line; or one of its quotes
  enum class Kind : std::uint8_t { text, scalar, none };
  // Bytes as learned, and the value behind them. Quotes are counted in the line.
  struct Part {
    std::uint32_t literal = 0, size = 0;  // where the bytes stand in literals_
    Anchor anchor = Anchor::begin;
    Kind kind = Kind::none;               // none: the last part
    std::uint32_t quote = 0, back = 0;    // the literal begins so many bytes before this quote
    std::uint32_t value_quote = 0, value_behind = 0;  // and the value begins so many bytes behind this one
    std::uint32_t first_column = 0, last_column = 0;  // in columns_: those that want the value
  };
  struct Words;
  struct Avx512;
  // Where lines lie, and where the places of their values go.
  struct Lines {
    const char* text;
    const std::uint32_t* marks;
    std::size_t record;
    std::vector<FieldPlaces>& places;
  };

  template <typename Machine>
  std::size_t FitBy(std::size_t count, const Lines& lines) const;
  std::size_t FitAvx512(std::size_t count, const Lines& lines) const;
  template <typename Machine, typename At>
  std::size_t FitLiteral(const Part& part, std::size_t count, const Lines& lines, At at) const;
  std::size_t TakeTexts(const Part& part, std::size_t count, const Lines& lines) const;
  template <typename Machine, typename At>
  std::size_t TakeScalars(const Part& part, std::size_t count, const Lines& lines, At end) const;
  bool TakeScalar(std::string_view scalar, const Part& part, std::uint32_t& size) const;

  const std::vector<Wanted>* wanted_ = nullptr;
  std::vector<Part> parts_;
  std::string literals_;  // one after the other, each with kBeyond bytes behind it
  std::vector<std::uint32_t> columns_;
  std::vector<std::uint32_t> absent_;  // columns that no part has
  std::size_t quotes_ = 0;
};

}  // namespace slate::ingest
