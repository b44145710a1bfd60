#include "runtime/ingest/record.h"

#include <emmintrin.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "runtime/ingest/reader.h"

namespace slate::ingest {
namespace {

const char* FindByte(const char* begin, const char* end, char byte) {
  const void* found = begin == end ? nullptr : std::memchr(begin, byte, static_cast<std::size_t>(end - begin));
  return static_cast<const char*>(found);
}

Record Malformed(const char* line_end, const char* end, const char* problem, const char* at) {
  return {Record::Kind::malformed, line_end == nullptr ? end : line_end + 1, false, problem, at};
}

void Push(std::vector<Field>* fields, const char* begin, const char* end, bool escaped = false) {
  if (fields != nullptr) fields->push_back({begin, end, escaped});
}

// A record with at least one quote in its first line: byte by byte.
Record ReadQuoted(const char* begin, const char* end, const char* line_end, char delimiter, bool final, std::vector<Field>* fields) {
  constexpr const char* kNeverClosed = "a quote opens a field and is never closed";
  const char* at = begin;
  const char* crossing = nullptr;  // the first quote whose field leaves the first line
  for (;;) {
    if (at != end && *at == '"') {
      const char* open = at;
      bool escaped = false;
      const char* close = at + 1;
      for (;;) {
        close = FindByte(close, end, '"');
        if (close == nullptr || static_cast<std::size_t>(close - begin) > kMaxRecordBytes) {
          const bool decided = final || static_cast<std::size_t>(end - begin) > kMaxRecordBytes;
          if (!decided) return {};
          return Malformed(line_end, end, kNeverClosed, crossing != nullptr ? crossing : open);
        }
        if (close + 1 == end && !final) return {};  // the next byte decides
        if (close + 1 == end || close[1] != '"') break;
        escaped = true;
        close += 2;
      }
      Push(fields, open + 1, close, escaped);
      if (crossing == nullptr && line_end != nullptr && close > line_end) crossing = open;
      at = close + 1;
      if (at != end && *at == '\r') {
        if (at + 1 == end && !final) return {};
        if (at + 1 == end || at[1] == '\n') ++at;
      }
      if (at == end) {
        if (!final) return {};
        return {Record::Kind::complete, end, false, nullptr, nullptr};
      }
      if (*at == '\n') return {Record::Kind::complete, at + 1, false, nullptr, nullptr};
      if (*at != delimiter) {
        // Only the first line is rejected, and it alone must tell why: the lines after it may lie in another block.
        if (crossing != nullptr) return Malformed(line_end, end, kNeverClosed, crossing);
        return Malformed(line_end, end, "text follows a closing quote", at);
      }
      ++at;
      continue;
    }
    const char* field = at;
    while (at != end && *at != delimiter && *at != '\n') ++at;
    if (at == end) {
      if (!final) return {};
      Push(fields, field, at != field && at[-1] == '\r' ? at - 1 : at);
      return {Record::Kind::complete, end, false, nullptr, nullptr};
    }
    if (*at == '\n') {
      Push(fields, field, at != field && at[-1] == '\r' ? at - 1 : at);
      return {Record::Kind::complete, at + 1, false, nullptr, nullptr};
    }
    Push(fields, field, at);
    ++at;
  }
}

}  // namespace

Record ReadRecord(const char* begin, const char* end, char delimiter, bool final, std::vector<Field>* fields) {
  if (fields != nullptr) fields->clear();
  // Sixteen bytes at a time: which are a delimiter, a line break or a quote. Most records end without a quote.
  const __m128i delimiters = _mm_set1_epi8(delimiter), breaks = _mm_set1_epi8('\n'), quotes = _mm_set1_epi8('"');
  const char* field = begin;
  for (const char* block = begin; block < end; block += 16) {
    alignas(16) char tail[16];
    __m128i bytes;
    if (end - block >= 16) {
      bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
    } else {
      std::memset(tail, 0, sizeof tail);
      std::memcpy(tail, block, static_cast<std::size_t>(end - block));
      bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(tail));
    }
    const __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, breaks)), _mm_cmpeq_epi8(bytes, quotes));
    std::uint32_t mask = static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
    if (end - block < 16) mask &= (1u << (end - block)) - 1;
    while (mask != 0) {
      const char* at = block + std::countr_zero(mask);
      mask &= mask - 1;
      if (*at == '"') {
        if (at != field) continue;  // a quote inside a field is a character like any other
        const char* line_end = FindByte(begin, end, '\n');
        if (line_end == nullptr && !final && static_cast<std::size_t>(end - begin) <= kMaxRecordBytes) return {};
        if (fields != nullptr) fields->clear();
        Record record = ReadQuoted(begin, end, line_end, delimiter, final, fields);
        if (record.kind == Record::Kind::complete && static_cast<std::size_t>(record.next - begin) > kMaxRecordBytes) {
          return Malformed(line_end, end, "the record is longer than 1 MiB", begin);
        }
        return record;
      }
      if (*at == '\n') {
        if (static_cast<std::size_t>(at - begin) > kMaxRecordBytes) return Malformed(at, end, "the line is longer than 1 MiB", begin);
        Push(fields, field, at != field && at[-1] == '\r' ? at - 1 : at);
        return {Record::Kind::complete, at + 1, true, nullptr, nullptr};
      }
      Push(fields, field, at);
      field = at + 1;
    }
  }
  if (!final) return {};
  if (static_cast<std::size_t>(end - begin) > kMaxRecordBytes) return Malformed(nullptr, end, "the line is longer than 1 MiB", begin);
  Push(fields, field, end != field && end[-1] == '\r' ? end - 1 : end);
  return {Record::Kind::complete, end, true, nullptr, nullptr};
}

}  // namespace slate::ingest
