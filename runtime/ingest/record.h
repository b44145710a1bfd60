// Where a CSV record ends and what its fields are. The one place that knows quoting; the block source and the reader both use
// it, so that a record is the same however the input is cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slate::ingest {

struct Field {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool escaped = false;  // quoted with doubled quotes inside: must be decoded
};

struct Record {
  enum class Kind { complete, incomplete, malformed } kind = Kind::incomplete;
  const char* next = nullptr;  // where the next record begins; for a malformed one, the line after its first
  bool one_line = true;           // false: a quoted field may hold line breaks
  const char* problem = nullptr;  // malformed: why
  const char* problem_at = nullptr;
};

// Reads one record at `begin`. `final`: nothing comes after `end`. `fields` may be null when only the end matters.
Record ReadRecord(const char* begin, const char* end, char delimiter, bool final, std::vector<Field>* fields);

// The bytes of a field; decodes doubled quotes into `buffer` when there are any.
inline std::string_view Text(const Field& field, std::string& buffer) {
  if (!field.escaped) return {field.begin, static_cast<std::size_t>(field.end - field.begin)};
  buffer.clear();
  for (const char* c = field.begin; c != field.end; ++c) {
    buffer += *c;
    if (*c == '"') ++c;
  }
  return buffer;
}

}  // namespace slate::ingest
