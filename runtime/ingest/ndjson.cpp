#include "runtime/ingest/ndjson.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "runtime/ingest/json_line.h"
#include "runtime/ingest/reader.h"

namespace slate::ingest {
namespace {

// 1.5e3 as 1500: the converters read plain decimals. Exact, since only the point moves; what would become absurdly long stays.
std::string_view Plain(std::string_view number, std::string& buffer) {
  constexpr int kMostPlaces = 100;
  const std::size_t sign = number.find_first_of("eE");
  if (sign == std::string_view::npos) return number;
  std::string_view shift = number.substr(sign + 1), mantissa = number.substr(0, sign);
  if (shift.front() == '+') shift.remove_prefix(1);
  int places = 0;
  if (std::from_chars(shift.data(), shift.data() + shift.size(), places).ec != std::errc() || places > kMostPlaces || places < -kMostPlaces) return number;
  buffer.clear();
  if (mantissa.front() == '-') {
    buffer = "-";
    mantissa.remove_prefix(1);
  }
  const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
  std::string digits(mantissa.substr(0, dot));
  if (dot < mantissa.size()) digits += mantissa.substr(dot + 1);
  const int point = static_cast<int>(dot) + places;
  if (point <= 0) digits.insert(0, static_cast<std::size_t>(1 - point), '0');
  const std::size_t whole = static_cast<std::size_t>(std::max(point, 1));
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  buffer += digits.substr(0, whole);
  if (digits.size() > whole) buffer += "." + digits.substr(whole);
  return buffer;
}

static_assert(kBlockPadding >= kJsonPadding);

bool Blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

class NdjsonParser final : public BlockParser {
 public:
  explicit NdjsonParser(const TableSpec& table) : table_(table), line_(table, kMaxRecordBytes) {}

  std::uint64_t Parse(Block& block, Worker& worker) override {
    const char* at = block.text.data();
    const char* end = at + block.text.size();
    if (block.order == 0 && block.text.view().starts_with(kByteOrderMark)) at += kByteOrderMark.size();
    std::uint64_t number = block.first_line;
    for (; at != end; ++number) {
      const char* line_break = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
      const char* line_end = line_break == nullptr ? end : line_break;
      const std::string_view line(at, static_cast<std::size_t>(line_end - at));
      if (line.size() > kMaxRecordBytes) worker.Reject(number, 1, {}, "the line is longer than 1 MiB", line);
      else if (!Blank(line)) ReadLine(worker, line, number);
      at = line_break == nullptr ? end : line_break + 1;
    }
    return number - block.first_line;
  }

 private:
  void ReadLine(Worker& worker, std::string_view line, std::uint64_t number) {
    const auto column_at = [&](const char* at) {
      return at == nullptr || at < line.data() || at > line.data() + line.size() ? 0 : static_cast<std::uint32_t>(at - line.data()) + 1;
    };
    if (!line_.Read(line.data(), line.data() + line.size())) {
      worker.Reject(number, column_at(line_.problem_at()), {}, line_.problem(), line);
      return;
    }
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const ColumnSpec& column = table_.columns[c];
      const Member& member = line_.members()[c];
      if (Set(worker, c, member)) continue;
      worker.Reject(number, column_at(member.at), column.field, problem_, member.text.empty() ? line : member.text);
      return;
    }
    worker.Add(number);
  }

  // False: the member does not fit its column; why is in problem_.
  bool Set(Worker& worker, std::size_t index, const Member& member) {
    const ColumnSpec& column = table_.columns[index];
    bool fits = false;
    switch (member.kind) {
      case Member::Kind::missing: fits = worker.SetMissing(index); break;
      case Member::Kind::text: fits = worker.Set(index, member.text); break;
      case Member::Kind::number: fits = worker.Set(index, column.type == ColumnType::integer ? Plain(member.text, buffer_) : member.text); break;
      case Member::Kind::object:
      case Member::Kind::array:
        problem_ = fmt::format("`{}` is {}, not a single value", column.source, member.kind == Member::Kind::object ? "an object" : "an array");
        return false;
      case Member::Kind::inside_no_object: problem_ = fmt::format("`{}` is not there: what it lies in is no object", column.source); return false;
    }
    if (!fits) problem_ = worker.problem();
    return fits;
  }

  const TableSpec& table_;
  JsonLine line_;
  std::string buffer_, problem_;
};

class NdjsonFormat final : public Format {
 public:
  explicit NdjsonFormat(const TableSpec& table) : table_(table) {}

  std::size_t CompleteBytes(std::string_view text) const override { return text.rfind('\n') + 1; }  // npos + 1 is 0
  std::size_t EndOfRecords(std::string_view text, std::size_t limit, bool final) const override {
    const std::size_t line_break = text.find('\n', limit - 1);
    return line_break != std::string_view::npos ? line_break + 1 : final ? text.size() : 0;
  }
  void Begin(const Input&, const Block*, std::vector<InputError>&) override {}  // no header; an empty input holds no records
  std::unique_ptr<BlockParser> Parser() const override { return std::make_unique<NdjsonParser>(table_); }

 private:
  const TableSpec& table_;
};

}  // namespace

ReadResult ReadNdjson(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  NdjsonFormat format(table);
  return Read(format, table, inputs, options, sink);
}

}  // namespace slate::ingest
