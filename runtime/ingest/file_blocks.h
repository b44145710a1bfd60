// Deals a regular file to any number of workers, which read it side by side: each one reads a stretch of the file, and what it is given are
// the records that begin there. In: an open file descriptor. Out: blocks whose lines count from 1 in each; together they are the whole file.
//
// Where a stretch's first record begins is only known when all before it were looked at, since a quoted field may span a cut. So
// each worker supposes that it begins behind the first line break, looks for the end, and waits for the one before to say where the record
// that crosses the cut ends. Nearly always that is where it was supposed; where not, the end is looked for again.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "runtime/ingest/block_source.h"

namespace slate::ingest {

class FileBlocks {
 public:
  // Bytes up to the end of the last record that begins before `limit`; 0: more bytes must be seen. `final`: there are no more.
  // The text begins with a record.
  using EndOfRecords = std::function<std::size_t(std::string_view text, std::size_t limit, bool final)>;

  FileBlocks(int fd, EndOfRecords end_of_records, std::size_t block_bytes);

  // Whether the input can be read so: it is a file with plain bytes. Else a BlockSource takes it.
  bool usable() const { return size_ > 0; }
  // Blocks have orders below this; some may be missing, where a record spans a whole stretch.
  std::uint64_t count() const { return (size_ + block_bytes_ - 1) / block_bytes_; }

  // May be called by several threads at once. False at the end of the file or after an error. Reuses `block.text`.
  bool Next(Block& block);
  const std::string& error() const { return error_; }

 private:
  struct Stretch {
    std::uint64_t first = 0, last = 0;  // a record that begins in it is its own; places in the file
    std::uint64_t place = 0;            // of the text
    bool final = false;                 // nothing follows the text
    std::uint64_t begin = 0, end = 0;   // of the records, as far as they are known; 0: the end is not
  };
  bool Read(Stretch& stretch, BlockText& text, std::size_t bytes);
  bool FindEnd(Stretch& stretch, BlockText& text);
  bool Fail(std::string problem);

  int fd_;
  EndOfRecords end_of_records_;
  std::size_t block_bytes_;
  std::uint64_t base_ = 0, size_ = 0;  // where the file is read from, and how much of it there is
  std::mutex mutex_;
  std::condition_variable told_;
  std::uint64_t next_ = 0;             // stretch to be dealt
  std::uint64_t known_ = 0;            // stretch whose begin is known
  std::uint64_t begin_ = 0;            // of that one
  bool failed_ = false;
  std::string error_;
};

}  // namespace slate::ingest
