// Cuts an input into blocks of whole records, one after the other, for any number of workers. In: an open file descriptor.
// Out: blocks with their order and the number of the line they begin on. Next() is called under the caller's lock.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/ingest/block_text.h"
#include "runtime/ingest/decompress.h"
#include "runtime/ingest/table.h"

namespace slate::ingest {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A file without a line break for this long holds no records; growing further would only exhaust memory.
inline constexpr std::size_t kMaxBlockBytes = std::size_t{256} << 20;
inline constexpr const char* kNoRecords = "has no line break in 256 MiB: these are no records";

struct Block {
  std::uint64_t order = 0;       // ascending within the input; 0: it begins with this block
  std::uint64_t first_line = 1;  // line number of the block's first byte
  BlockText text;
  bool final = false;            // the input ends with this block
};

class BlockSource {
 public:
  // Bytes up to the end of the last complete record of a text; 0: none is complete.
  using CompleteBytes = std::function<std::size_t(std::string_view text)>;

  BlockSource(const Input& input, CompleteBytes complete_bytes, std::size_t block_bytes)
      : bytes_(input.fd), complete_bytes_(std::move(complete_bytes)), block_bytes_(block_bytes) {}

  // False at the end of the input or after an error. Reuses `block.text`.
  bool Next(Block& block);
  const std::string& error() const { return error_; }

 private:
  bool Fill(BlockText& text);  // reads up to block_bytes_ more; false at the end

  ByteSource bytes_;
  CompleteBytes complete_bytes_;
  std::size_t block_bytes_;
  BlockText carry_;
  std::string error_;
  std::uint64_t order_ = 0, line_ = 1;
  bool ended_ = false;
};

}  // namespace slate::ingest
