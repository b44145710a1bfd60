// What to read from a source of events, and what came of it.
// In: a TableSpec (made from plan and binding) and open inputs. Out: column batches to a sink, and an IntakeReport.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/abi.h"
#include "runtime/ingest/structure.h"
#include "runtime/time/zone.h"

namespace slate::ingest {

enum class ColumnType : std::uint8_t {
  boolean, symbol, integer, date, instant,
  hashed,  // a text of which only its digest::HashText is kept, as an integer: it tells records apart and nothing else
};

// Every value is bounded here so that no kernel can overflow: |count, number, money| <= 10^15 scaled units; dates and
// instants in the years 1000 to 9000.
inline constexpr std::int64_t kMaxInteger = 1'000'000'000'000'000;

enum class RepeatedTime : std::uint8_t { rejected, first, second };
enum class SkippedTime : std::uint8_t { rejected, shifted };  // shifted: read with the offset before the jump

// Interned texts of one column: id <-> bytes, shared by all threads. Ids are dense from 0. Lookup is by whole bytes.
class Dictionary {
 public:
  Dictionary();
  ~Dictionary();
  std::uint32_t Intern(std::string_view bytes);                     // thread-safe
  std::optional<std::uint32_t> Find(std::string_view bytes) const;  // thread-safe
  std::size_t size() const;                                         // thread-safe
  std::string_view Text(std::uint32_t id) const;                    // valid for the dictionary's life
  std::vector<std::string> Texts() const;                           // by id; thread-safe
  // digest::HashText of the texts of `count` ids; unlike ids it does not depend on which text was met
  // first. 0 for an id that no text has: a missing value in a column without any.
  void Hashes(const std::uint32_t* ids, std::size_t count, std::uint64_t* hashes) const;  // thread-safe

 private:
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

struct ColumnSpec {
  std::string field;               // the contract's name, for messages
  std::string source;              // CSV, Parquet: the column's name in the file; NDJSON: the member's name, or the dotted path to it
  std::vector<std::string> joined; // further headers (CSV): their texts follow with a blank between; all empty is empty
  ColumnType type = ColumnType::symbol;
  bool optional = false;
  std::vector<std::string> missing;  // raw texts that mean "not recorded"; the empty text is always one for optional fields
  bool trimmed = false;
  std::int32_t scale = 0;          // integer: digits after the point that count; more non-zero digits reject the row
  bool non_negative = false;       // count
  // date, instant: empty = ISO 8601 (date; or date, `T` or space, hh:mm[:ss[.ffffff]], optional Z or +hh:mm).
  // Else a pattern of YYYY MM DD hh mm ss and literal characters (D, M, h without a leading zero are allowed by `D`, `M`, `h`).
  // A date column may be given with a time if that time is midnight.
  std::string format;
  const Zone* zone = nullptr;      // of readings without an offset; null: such a reading is rejected
  RepeatedTime repeated = RepeatedTime::rejected;
  SkippedTime skipped = SkippedTime::rejected;
  // symbol: shared dictionary, preloaded with the texts the plan compares with. `closed`: any other text rejects the row,
  // with `closed_reason` completed by the text found ("is not in roster `sites`").
  std::shared_ptr<Dictionary> dictionary;
  bool closed = false;
  std::string closed_reason;
  std::uint32_t missing_symbol = 0;  // the value of a record without it
  std::vector<std::pair<std::string, std::string>> mappings;  // source text -> text of the dictionary, before lookup
};

enum class FileFormat : std::uint8_t { csv, ndjson, parquet };

struct TableSpec {
  std::string event;
  FileFormat format = FileFormat::csv;
  std::vector<ColumnSpec> columns;
  std::vector<std::uint32_t> key;  // indices of key columns; empty: `no key`, every row is an event of its own
  bool unique_by_key = false;      // asserted by the binding: duplicates are not looked for
  std::vector<std::uint32_t> identity;  // columns that say which item a record is; their hash is Batch::items
  // Columns that say something about the record, never optional: the highest revision (integer, instant) of a key holds; it
  // takes the item away if it is withdrawn (boolean); a record is known from `recorded` (instant) on.
  std::optional<std::uint32_t> revision, withdrawn, recorded;
  char delimiter = ',';
};

struct Reject {
  std::string path;
  std::uint64_t line = 0;          // first physical line of the record, from 1; Parquet: the row's number, from 1
  std::uint32_t column = 0;        // byte column of the field in that line, from 1; 0: the whole record
  std::string field;               // empty: the whole record
  std::string reason;              // "`2025-02-30` is not a date", "received is missing", "3 fields where the header has 8"
  std::string text;                // the offending text, at most 200 bytes
};

struct IntakeReport {
  std::uint64_t read = 0;          // data records seen (header not counted, blank lines not counted)
  std::uint64_t duplicates = 0;    // same key, all declared fields equal: counted once
  std::uint64_t rejected = 0;      // includes every record of a conflict (same key, unequal fields: none is picked)
  std::uint64_t superseded = 0;    // a record of the key has a higher revision
  std::uint64_t withdrawn = 0;     // what holds of the key says that the item is none
  std::uint64_t not_yet_recorded = 0;  // recorded after `known_until`: as if it were not there
  // Handed to the sink; read = delivered + duplicates + rejected + superseded + withdrawn + not_yet_recorded.
  std::uint64_t delivered = 0;
  std::vector<Reject> rejects;     // in file and line order, at most `max_rejects`
};

struct Input {
  std::string path;  // for messages
  int fd = -1;       // open for reading; the caller closes it
};

struct ReadOptions {
  int threads = 1;
  std::int64_t batch_rows = 4096;
  std::uint64_t max_rejects = 1'000'000;
  std::optional<Instant> known_until;  // of columns `recorded`
  std::size_t block_bytes = 1 << 18;   // stays in a core's cache; tests make it small to put cuts everywhere
  Lanes lanes = WidestLanes();         // how CSV is looked at: every choice gives the same, and tests try them all
  bool origins = true;                 // the sink is told where rows come from; where not, a file is read side by side
  std::string module_folder = {};      // where the module that reads Parquet lies
  // Called for each block with the input and the bytes read of it so far (decompressed), never twice at once.
  std::function<void(const std::string& path, std::uint64_t bytes)> progress = {};
};

// Where a record begins: which input, and its first physical line there, from 1.
struct RowOrigin {
  std::uint32_t input = 0;
  std::uint64_t line = 0;
};

// Called concurrently from up to `threads` workers, never twice at once for the same worker. Batch and origins (one a row; null if
// they are not asked for) are valid during the call.
using Sink = std::function<void(int worker, const abi::Batch& batch, const RowOrigin* origins)>;

// What makes a whole input unusable (a missing column, a column named twice, a read error, no header).
struct InputError {
  std::string path;
  std::uint64_t line = 0;
  std::string message;
};

struct ReadResult {
  IntakeReport report;
  std::vector<InputError> errors;  // not empty: nothing may be settled from this
};

}  // namespace slate::ingest
