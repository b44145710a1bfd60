// The texts of a Parquet column as symbols. In: vectors of texts. Out: a code for each: the symbol's id, or that it is missing, or where its refusal
// is told. DuckDB asks before rows are read, and for each text of a dictionary that it keeps only once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/ingest/convert.h"
#include "runtime/ingest/parquet_module.h"
#include "runtime/ingest/rows.h"
#include "runtime/ingest/swar.h"
#include "runtime/ingest/text_table.h"

namespace slate::ingest {

inline constexpr std::uint32_t kMissingCode = 0x7FFFFFFF, kRefusedCode = 0x80000000;  // smaller ones are ids, greater ones refusals

// The bytes of a text of up to TextTable::kLongest, zeros behind them.
inline TextTable::Key KeyOf(const parquet::Text& text) {
  TextTable::Key key;
  key.size = text.size;
  if (text.size <= parquet::Text::kInline) {  // it lies in the vector
    std::uint32_t high;
    std::memcpy(&high, text.bytes + 8, sizeof high);
    key.low = swar::Load(text.bytes);
    key.high = high;
    return key;
  }
  std::memcpy(&key.low, text.data(), sizeof key.low);
  std::memcpy(&key.high, text.data() + sizeof key.low, text.size - sizeof key.low);
  return key;
}

struct Refusal {
  std::string problem, text;  // of which 200 bytes are kept, as many as a reject tells
};

// What a column refused, shared by its workers.
class Refusals {
 public:
  explicit Refusals(std::size_t most) : most_(most) {}
  std::uint32_t Add(const std::string& problem, std::string_view text);  // a code
  const Refusal& Of(std::uint32_t code);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::deque<Refusal> list_;  // an entry never moves
  std::unordered_map<std::string, std::uint32_t> codes_;
};

class TextCoder {
 public:
  TextCoder(const ColumnSpec& spec, Refusals& refusals) : spec_(spec), converter_(spec), refusals_(refusals) {}
  void Code(const parquet::Vector& texts, std::size_t rows, std::uint32_t* codes);

 private:
  std::uint32_t CodeOf(std::string_view text);

  const ColumnSpec& spec_;
  Converter converter_;
  Refusals& refusals_;
  TextTable texts_;
  std::uint64_t looked_up_ = 0;
  std::string problem_;
};

// Codes to a column's slots. Puts 1 into `refused` for each row that is; true if there is any.
bool ReadCodes(const ColumnSpec& spec, const std::uint32_t* codes, std::size_t count, const Rows::Slots& slots, std::uint8_t* refused);

}  // namespace slate::ingest
