#include "compiler/source/source_set.h"

#include <algorithm>

namespace slate {

FileId SourceSet::Add(std::string path, std::string text) {
  File file{std::move(path), std::move(text), {0}};
  for (std::uint32_t i = 0; i < file.text.size(); ++i) {
    if (file.text[i] == '\n') file.line_starts.push_back(i + 1);
  }
  files_.push_back(std::move(file));
  return {static_cast<std::uint32_t>(files_.size() - 1)};
}

std::string_view SourceSet::Text(Span span) const {
  const std::string_view text = Text(span.file);
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  return text.substr(begin, std::max(span.end, span.begin) - span.begin);
}

Location SourceSet::Locate(FileId id, std::uint32_t offset) const {
  const File& file = files_[id.index];
  offset = std::min(offset, static_cast<std::uint32_t>(file.text.size()));
  const auto after = std::upper_bound(file.line_starts.begin(), file.line_starts.end(), offset);
  const std::uint32_t start = *(after - 1);
  // Continuation bytes (10xxxxxx) belong to the character before them.
  const auto characters = std::count_if(file.text.begin() + start, file.text.begin() + offset,
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return {file.path, static_cast<std::uint32_t>(after - file.line_starts.begin()), static_cast<std::uint32_t>(characters) + 1};
}

Location SourceSet::Begin(Span span) const { return Locate(span.file, span.begin); }
Location SourceSet::End(Span span) const { return Locate(span.file, span.end); }

std::string_view SourceSet::Line(FileId id, std::uint32_t line) const {
  const File& file = files_[id.index];
  if (line == 0 || line > file.line_starts.size()) return {};
  const std::size_t begin = file.line_starts[line - 1];
  std::size_t end = line < file.line_starts.size() ? file.line_starts[line] - 1 : file.text.size();
  if (end > begin && file.text[end - 1] == '\r') --end;
  return std::string_view(file.text).substr(begin, end - begin);
}

}  // namespace slate
