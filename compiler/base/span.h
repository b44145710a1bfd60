// Where something stands in a source text. Byte offsets, half-open: [begin, end).
// A span is turned into a line and a column only when a renderer prints it (see compiler/source/source_set.h).
#pragma once

#include <cstdint>

namespace slate {

struct FileId {
  std::uint32_t index = 0;
  friend bool operator==(FileId, FileId) = default;
};

struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(Span, Span) = default;
};

// The smallest span that holds both. Both must lie in the same file.
inline Span Join(Span a, Span b) {
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace slate
