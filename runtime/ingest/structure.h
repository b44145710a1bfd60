// Where the fields of unquoted CSV end: the structure of a text, found 64 bytes at a time.
// In: bytes and a delimiter. Out: the places of delimiters and line breaks, of line breaks alone, and of quotes. The same on every
// machine: how many bytes an instruction looks at is chosen at run time, and a test may choose it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace slate::ingest {

// How many bytes are looked at together. `none`: CSV is read record by record, which is what all others must equal.
enum class Lanes : std::uint8_t { none, portable, avx2, avx512 };

bool Supported(Lanes lanes);  // by this machine
Lanes WidestLanes();

// Reused from window to window, so that it is allocated once.
struct Structure {
  // Places in the window, ascending. marks[-1] exists: it is the place before the window, so that a field begins behind the
  // mark before its own. Entries behind the counts are garbage.
  std::uint32_t* marks = nullptr;
  std::size_t mark_count = 0;
  std::vector<std::uint32_t> breaks, quotes;
  std::size_t break_count = 0, quote_count = 0;

  std::vector<std::uint32_t> storage;  // of the marks
};

// The structure of `size` bytes at `text`; up to 64 bytes behind them are read and not looked at. `delimiter` is neither a line
// break nor a quote. `lanes` is supported and not `none`.
void FindStructure(const char* text, std::size_t size, char delimiter, Lanes lanes, Structure& structure);

// The number of line breaks.
std::size_t CountBreaks(const char* text, std::size_t size);

}  // namespace slate::ingest
