#include "runtime/ingest/ndjson_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "runtime/ingest/column_reader.h"
#include "runtime/ingest/json_line.h"
#include "runtime/ingest/json_shape.h"
#include "runtime/ingest/json_structure.h"

namespace slate::ingest {
namespace {

// How much text is looked at before its values are read.
constexpr std::size_t kWindowBytes = 32 << 10;
static_assert(kWindowBytes <= kMaxRecordBytes, "a line within a window is never too long");

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
  NdjsonParser(const TableSpec& table, Lanes lanes) : table_(table), lanes_(lanes), line_(table, kMaxRecordBytes) {}

  std::uint64_t Parse(Block& block, Worker& worker) override {
    at_ = block.text.data();
    end_ = at_ + block.text.size();
    if (block.order == 0 && block.text.view().starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
    number_ = block.first_line;
    if (lanes_ != Lanes::none && columns_.empty()) PrepareColumns(worker);
    while (at_ != end_) {
      if (lanes_ == Lanes::none) ReadNext(worker);
      else ReadWindow(worker);
    }
    return number_ - block.first_line;
  }

 private:
  // --- the plain road
  void ReadNext(Worker& worker) {
    const char* line_break = static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
    const char* line_end = line_break == nullptr ? end_ : line_break;
    ReadPlainly(worker, {at_, static_cast<std::size_t>(line_end - at_)}, number_);
    at_ = line_break == nullptr ? end_ : line_break + 1;
    ++number_;
  }

  // True: it is valid JSON.
  bool ReadPlainly(Worker& worker, std::string_view line, std::uint64_t number) {
    if (line.size() <= kMaxRecordBytes) return !Blank(line) && ReadLine(worker, line, number);
    worker.Reject(number, 1, {}, "the line is longer than 1 MiB", line);
    return false;
  }

  bool ReadLine(Worker& worker, std::string_view line, std::uint64_t number) {
    const auto column_at = [&](const char* at) {
      return at == nullptr || at < line.data() || at > line.data() + line.size() ? 0 : static_cast<std::uint32_t>(at - line.data()) + 1;
    };
    if (!line_.Read(line.data(), line.data() + line.size())) {
      worker.Reject(number, column_at(line_.problem_at()), {}, line_.problem(), line);
      return false;
    }
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const ColumnSpec& column = table_.columns[c];
      const Member& member = line_.members()[c];
      if (Set(worker, c, member)) continue;
      worker.Reject(number, column_at(member.at), column.field, problem_, member.text.empty() ? line : member.text);
      return true;
    }
    worker.Add(number);
    return true;
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

  // --- the quick road
  void PrepareColumns(Worker& worker) {
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      columns_.emplace_back(table_.columns[c], worker.converter(c), c, std::vector<std::size_t>{}, lanes_);
      wanted_.push_back({columns_.back().empty_is_missing(), table_.columns[c].type == ColumnType::integer});
    }
    places_.resize(table_.columns.size());
  }

  // Reads from `at_` on all lines that end within one window, or one line.
  void ReadWindow(Worker& worker) {
    const char* window = at_;
    const bool beyond_ascii = FindJsonStructure(window, std::min(kWindowBytes, static_cast<std::size_t>(end_ - window)), lanes_, structure_);
    if (structure_.break_count == 0) return ReadNext(worker);
    const std::uint32_t* breaks = structure_.breaks.data();
    const bool texts = !beyond_ascii || IsJsonText({window, breaks[structure_.break_count - 1]});
    std::size_t mark = 0, odd = 0, records = 0;
    run_ = window;
    for (std::size_t i = 0; i < structure_.break_count;) {
      const auto begin = static_cast<std::uint32_t>(at_ - window);
      while (odd < structure_.quote_count && structure_.quotes[odd] < begin) ++odd;
      const std::uint32_t plain_to = !texts ? 0 : odd < structure_.quote_count ? structure_.quotes[odd] : UINT32_MAX;
      if (records == std::min(kRunRecords, worker.Room())) records = ReadRun(worker, window, records);
      if (const std::size_t lines = Fits(window, mark, i, plain_to, std::min(kRunRecords, worker.Room()) - records, records); lines > 0) {
        for (std::size_t line = 0; line < lines; ++line) ends_[records + line] = breaks[i + line];
        records += lines;
        i += lines;
        mark += lines * (shapes_[last_shape_].quotes() + 1);
      } else {
        records = ReadRun(worker, window, records);
        std::string_view line(at_, breaks[i] - begin);
        const bool is_json = ReadPlainly(worker, line, number_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (is_json && breaks[i] < plain_to) Learn(line);
        ++number_;
        run_ = window + breaks[i] + 1;
        while (structure_.marks[mark] != breaks[i]) ++mark;
        ++mark;
        ++i;
      }
      at_ = window + breaks[i - 1] + 1;
    }
    ReadRun(worker, window, records);
  }

  // How many lines from here on have one shape that is known, which is last_shape_ then: of those up to `plain_to`, at most `most`. The
  // shape that fitted last is tried first.
  std::size_t Fits(const char* window, std::size_t mark, std::size_t first, std::uint32_t plain_to, std::size_t most, std::size_t record) {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      const std::size_t at = last_shape_ + i < shapes_.size() ? last_shape_ + i : last_shape_ + i - shapes_.size();
      const JsonShape& shape = shapes_[at];
      const std::size_t width = shape.quotes() + 1;
      const std::size_t end = std::min({most, most_lines_, structure_.break_count - first, (structure_.mark_count - mark) / width});
      // Between the mark before a line and its line break only quotes lie.
      const std::uint32_t *last_mark = structure_.marks + mark + shape.quotes(), *breaks = structure_.breaks.data() + first;
      std::size_t lines = 0;
      for (; lines < end && *last_mark == breaks[lines] && breaks[lines] < plain_to; last_mark += width) ++lines;
      if (lines == 0) continue;
      const std::size_t fitting = shape.Fit(window, structure_.marks + mark, lines, lanes_, record, places_);
      if (fitting == 0) continue;
      // Shapes with as many quotes may alternate: then no more lines are tried at once than fitted.
      most_lines_ = fitting < lines ? fitting : std::min(kRunRecords, 2 * most_lines_);
      last_shape_ = at;
      fitted_ += fitting;
      return fitting;
    }
    return 0;
  }

  // Where hardly a line is like another, learning would only cost.
  void Learn(std::string_view line) {
    if (learned_ > kShapes + fitted_ / 16) return;
    ++learned_;
    std::optional<JsonShape> shape = JsonShape::Learn(line, line_, wanted_);
    if (!shape) return;
    if (shapes_.size() < kShapes) shapes_.push_back(std::move(*shape));
    else shapes_[learned_ % kShapes] = std::move(*shape);
  }

  // The records whose places are known. Returns 0.
  std::size_t ReadRun(Worker& worker, const char* window, std::size_t records) {
    if (records == 0) return 0;
    worker.BeginRun(records);
    refused_.assign(records, 0);
    bool any_refused = false;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].Read({window, places_[c].begins.data(), places_[c].sizes.data(), records}, worker.RunSlots(c), refused_.data())) any_refused = true;
    }
    again_.clear();
    for (std::size_t record = 0; any_refused && record < records; ++record) {
      if (refused_[record] != 0) again_.push_back(record);
    }
    worker.EndRun(number_, refused_);
    for (const std::size_t record : again_) {  // the plain road says why
      const char* begin = record == 0 ? run_ : window + ends_[record - 1] + 1;
      ReadPlainly(worker, {begin, static_cast<std::size_t>(window + ends_[record] - begin)}, number_ + record);
    }
    number_ += records;
    run_ = window + ends_[records - 1] + 1;
    return 0;
  }

  static constexpr std::size_t kShapes = 16;

  const TableSpec& table_;
  const Lanes lanes_;
  const char *at_ = nullptr, *end_ = nullptr;  // of the block that is being read
  const char* run_ = nullptr;                  // where the run's first line begins
  std::uint64_t number_ = 0;                   // of the run's first line
  JsonLine line_;
  Structure structure_;
  std::vector<ColumnReader> columns_;
  std::vector<JsonShape::Wanted> wanted_;  // by column
  std::vector<FieldPlaces> places_;        // likewise
  std::array<std::uint32_t, kRunRecords> ends_;
  std::vector<JsonShape> shapes_;
  std::size_t last_shape_ = 0, most_lines_ = 1;
  std::uint64_t learned_ = 0, fitted_ = 0;
  std::vector<std::uint8_t> refused_;
  std::vector<std::size_t> again_;
  std::string buffer_, problem_;
};

}  // namespace

std::unique_ptr<BlockParser> MakeNdjsonParser(const TableSpec& table, Lanes lanes) { return std::make_unique<NdjsonParser>(table, lanes); }

}  // namespace slate::ingest
