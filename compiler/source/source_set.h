// The texts a compilation reads, and the way back from a byte offset to file, line and column.
// In: paths and their contents (the driver reads them, nothing here opens a file). Out: FileId and Location.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/span.h"

namespace slate {

// Lines and columns count from 1; a column counts characters (UTF-8 code points), not bytes.
struct Location {
  std::string_view path;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class SourceSet {
 public:
  FileId Add(std::string path, std::string text);

  std::string_view Path(FileId file) const { return files_[file.index].path; }
  std::string_view Text(FileId file) const { return files_[file.index].text; }
  std::string_view Text(Span span) const;
  Location Begin(Span span) const;
  Location End(Span span) const;
  // The text of a line without its line break. `line` counts from 1.
  std::string_view Line(FileId file, std::uint32_t line) const;

 private:
  struct File {
    std::string path;
    std::string text;
    std::vector<std::uint32_t> line_starts;
  };
  Location Locate(FileId file, std::uint32_t offset) const;

  std::deque<File> files_;  // a deque: string_views into a text stay valid while files are added
};

}  // namespace slate
