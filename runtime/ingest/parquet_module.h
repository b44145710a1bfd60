// What the module that links DuckDB gives of a Parquet file: its columns, and then its rows in vectors. The program loads the module
// when Parquet is read, so that it needs DuckDB for nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace slate::ingest::parquet {

// How a value lies in a vector.
enum class Storage : std::uint8_t { text, boolean, int8, int16, int32, int64, int128, uint8, uint16, uint32, uint64 };

// What it says.
enum class Meaning : std::uint8_t {
  text,          // bytes, stored as Text
  boolean,       // a byte, 0 or 1
  number,        // any of the integers; `scale` digits of it are behind the point
  date,          // int32: days since 1970-01-01
  local_time,    // int64: what a clock showed, since 1970-01-01 00:00 on it; `scale` digits behind the point of the seconds
  instant,       // int64: likewise since 1970-01-01 00:00 UTC
  binary_float,  // from here on: columns that can't be read
  nested,
  other,
};

struct ValueType {
  Meaning meaning = Meaning::other;
  Storage storage = Storage::text;
  std::int32_t scale = 0;
};

struct Column {
  std::string name;       // as the file has it
  ValueType type;
  std::string type_name;  // for messages: DECIMAL, TIMESTAMP, LIST
};

// A text of a vector. Up to kInline bytes lie in it with zeros behind them; of a longer one, where it lies is in the last eight.
struct alignas(8) Text {
  static constexpr std::size_t kInline = 12;
  std::uint32_t size;
  char bytes[kInline];
  const char* data() const {
    if (size <= kInline) return bytes;
    const char* all;
    std::memcpy(&all, bytes + 4, sizeof all);
    return all;
  }
  std::string_view view() const { return {data(), size}; }
};
static_assert(sizeof(Text) == 16);

struct Vector {
  const void* values = nullptr;
  const std::uint64_t* valid = nullptr;  // a bit a row, lowest first; null: every row has a value
  bool Has(std::size_t row) const { return valid == nullptr || ((valid[row / 64] >> (row % 64)) & 1) != 0; }
};

// Valid during the call.
struct Chunk {
  std::size_t rows = 0;
  const Vector* columns = nullptr;              // those that were asked for, in that order
  const std::int64_t* row_numbers = nullptr;    // of each row within the file, from 0
};

// A code for each of a vector's texts. Must not throw; where it says false, reading ends.
using Coder = std::function<bool(const Vector& texts, std::size_t rows, std::uint32_t* codes)>;

// A column to be read, by its place in the file: as it is stored, or by codes, which lie in the vector as std::uint32_t and are always there.
struct Wanted {
  std::size_t column = 0;
  Coder coder = {};
};

class Reader {
 public:
  virtual ~Reader() = default;
  // The columns of the file that `path` leads to. False: why not is in `error`, and what could be read of the names in `columns`.
  virtual bool Columns(const std::string& path, std::vector<Column>& columns, std::uint64_t& rows, std::string& error) = 0;
  // Every row of it with the columns `wanted`, in chunks and in no order: `take` is called by at most the number of threads the reader
  // was made with, and so are coders. It must not throw; where it says false, reading ends. False: it ended so, or `error` says why.
  virtual bool Read(const std::string& path, const std::vector<Wanted>& wanted, const std::function<bool(const Chunk&)>& take,
                    std::string& error) = 0;
};

// Program and module are built together; the stamp guards against a stale file beside the program. Raise it with every change here.
inline constexpr std::uint64_t kModuleStamp = 2;

struct ModuleEntry {
  std::uint64_t stamp;
  // Null: why is in `error`.
  Reader* (*make)(int threads, std::string& error);
};

}  // namespace slate::ingest::parquet
