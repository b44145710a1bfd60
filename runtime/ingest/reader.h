// Reading that is the same for every format: blocks to workers, rows to batches, sameness to identity, and the account of it
// all. In: a Format and open inputs. Out: batches to the sink, and a ReadResult that depends on neither blocks nor threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ingest/block_source.h"
#include "runtime/ingest/table.h"
#include "runtime/ingest/worker.h"

namespace slate::ingest {

// A longer line or record is rejected: nothing that one person wrote is as long, and memory must not follow the data.
inline constexpr std::size_t kMaxRecordBytes = 1 << 20;

// Reads the records of one block after the other; one a worker and input, so it may keep buffers.
class BlockParser {
 public:
  virtual ~BlockParser() = default;
  // Returns the number of line breaks in the block.
  virtual std::uint64_t Parse(Block& block, Worker& worker) = 0;
};

class Format {
 public:
  virtual ~Format() = default;
  // Bytes up to the end of the last complete record; 0: none is complete.
  virtual std::size_t CompleteBytes(std::string_view text) const = 0;
  // Bytes up to the end of the last record that begins before `limit`; 0: more bytes must be seen. `final`: there are no more.
  virtual std::size_t EndOfRecords(std::string_view text, std::size_t limit, bool final) const = 0;
  // Looks at an input's first block (null: it is empty). What makes it unusable goes to `errors`.
  virtual void Begin(const Input& input, const Block* first, std::vector<InputError>& errors) = 0;
  virtual std::unique_ptr<BlockParser> Parser() const = 0;
};

// Reads one input, by its number, with as many threads as there are workers; what makes it unusable goes to `errors`.
using ReadOne = std::function<void(std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors)>;

// For formats that are not cut into blocks: each input by `read_one`, then identity and the account as for any other.
ReadResult ReadEach(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink, const ReadOne& read_one);

ReadResult Read(Format& format, const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink);

}  // namespace slate::ingest
