#include "runtime/ingest/csv_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/ingest/column_reader.h"
#include "runtime/ingest/csv_structure.h"
#include "runtime/ingest/record.h"

namespace slate::ingest {
namespace {

// How much text is looked at before its fields are read: so little that it stays in the nearest cache.
constexpr std::size_t kWindowBytes = 16 << 10, kLeastWindowBytes = 512;
static_assert(kWindowBytes <= kMaxRecordBytes, "a record within a window is never too long");

class CsvParser final : public BlockParser {
 public:
  CsvParser(const TableSpec& table, const Header& header, Lanes lanes) : table_(table), header_(header), lanes_(lanes) {}

  std::uint64_t Parse(Block& block, Worker& worker) override {
    at_ = block.text.data() + (block.order == 0 ? header_.bytes : 0);
    end_ = block.text.data() + block.text.size();
    line_ = block.first_line + CountBreaks(block.text.data(), static_cast<std::size_t>(at_ - block.text.data()));
    if (lanes_ != Lanes::none && columns_.empty()) PrepareColumns(worker);
    while (at_ != end_) {
      if (lanes_ == Lanes::none) ReadNext(worker);
      else ReadWindow(worker);
    }
    return line_ - block.first_line;
  }

 private:
  // --- the plain road
  void ReadNext(Worker& worker) {
    const char* begin = at_;
    const Record record = ReadRecord(begin, end_, table_.delimiter, true, &fields_);
    const bool blank = record.kind == Record::Kind::complete && fields_.size() == 1 && (*begin == '\n' || *begin == '\r');
    if (!blank) ReadRow(worker, record, begin, line_);
    line_ += record.one_line ? 1 : CountBreaks(begin, static_cast<std::size_t>(record.next - begin));
    at_ = record.next;
  }

  void ReadRow(Worker& worker, const Record& record, const char* begin, std::uint64_t line) {
    const std::string_view whole(begin, static_cast<std::size_t>(record.next - begin));
    if (record.kind == Record::Kind::malformed) {
      worker.Reject(line, ColumnOf(begin, record.problem_at), {}, record.problem, whole);
      return;
    }
    if (fields_.size() != header_.width) {
      worker.Reject(line, 1, {}, fmt::format("has {} fields where the header has {}", fields_.size(), header_.width), whole);
      return;
    }
    for (const Wanted& wanted : header_.wanted) {
      const Field& field = fields_[wanted.field];
      const std::string_view text = wanted.joined.empty() ? Text(field, buffer_) : Joined(wanted);
      if (worker.Set(wanted.column, text)) continue;
      worker.Reject(line, ColumnOf(begin, field.begin), table_.columns[wanted.column].field, worker.problem(), text);
      return;
    }
    worker.Add(line);
  }

  std::string_view Joined(const Wanted& wanted) {
    return JoinTexts(wanted.joined, Text(fields_[wanted.field], buffer_), [&](std::size_t field) { return Text(fields_[field], buffer_); }, joined_);
  }

  // The column counts in the record's first line; a field after a quoted line break is named by its field.
  static std::uint32_t ColumnOf(const char* begin, const char* at) {
    return std::find(begin, at, '\n') != at ? 0 : static_cast<std::uint32_t>(at - begin) + 1;
  }

  // --- the quick road
  void PrepareColumns(Worker& worker) {
    for (const Wanted& wanted : header_.wanted) columns_.emplace_back(table_.columns[wanted.column], worker.converter(wanted.column), wanted.field, wanted.joined, lanes_);
  }

  // Reads from `at_` on all records that end within one window, or at least one record.
  void ReadWindow(Worker& worker) {
    const char* window = at_;
    FindCsvStructure(window, std::min(window_bytes_, static_cast<std::size_t>(end_ - window)), table_.delimiter, lanes_, structure_);
    std::size_t mark = 0, line_break = 0, inner_break = 0, quote = 0;  // the next ones that are not behind us
    while (line_break < structure_.break_count) {
      const auto begin = static_cast<std::uint32_t>(at_ - window);
      while (inner_break < structure_.inner_break_count && structure_.inner_breaks[inner_break] < begin) ++inner_break;
      const std::uint32_t limit = inner_break < structure_.inner_break_count ? structure_.inner_breaks[inner_break] : UINT32_MAX;
      const std::size_t first_quote = quote;
      const std::size_t records = RunFrom(window, mark, line_break, limit, quote, worker.Room());
      if (records > 0) {
        ReadRun(worker, {window, structure_.marks + mark, header_.width, records, quote > first_quote});
        mark += records * header_.width;
        line_break += records;
        at_ = window + structure_.breaks[line_break - 1] + 1;
        continue;
      }
      ReadNext(worker);
      const auto next = static_cast<std::uint32_t>(at_ - window);
      while (mark < structure_.mark_count && structure_.marks[mark] < next) ++mark;
      while (line_break < structure_.break_count && structure_.breaks[line_break] < next) ++line_break;
      while (quote < structure_.quote_count && structure_.quotes[quote] < next) ++quote;
      // Quotes that stand where none is meant: what was taken for quoted is not, and the structure is to be found anew.
      if (structure_.marks[static_cast<std::ptrdiff_t>(mark) - 1] != next - 1) {
        window_bytes_ = std::clamp<std::size_t>(next, kLeastWindowBytes, kWindowBytes);
        return;
      }
    }
    if (at_ == window) ReadNext(worker);
    window_bytes_ = std::min(2 * window_bytes_, kWindowBytes);
  }

  // How many records from here on, each as wide as the header and with quotes around fields alone, end before `limit`. Between the mark
  // before a record and its line break only marks of the record lie: so it is as wide as the header if the header's number of marks ends
  // with its line break. `quote` moves behind their quotes.
  std::size_t RunFrom(const char* window, std::size_t mark, std::size_t line_break, std::uint32_t limit, std::size_t& quote, std::size_t room) const {
    const std::size_t most = std::min({kRunRecords, room, structure_.break_count - line_break, (structure_.mark_count - mark) / header_.width});
    const std::uint32_t* last_mark = structure_.marks + mark + header_.width - 1;
    const std::uint32_t* breaks = structure_.breaks.data() + line_break;
    std::size_t records = 0;
    while (records < most && *last_mark == breaks[records] && breaks[records] < limit) {
      if (header_.width == 1) {  // an empty line looks like a record of one field
        const char first = window[last_mark[-1] + 1];
        if (first == '\n' || first == '\r') break;
      }
      if (quote < structure_.quote_count && structure_.quotes[quote] < *last_mark && !QuotesAroundFields(window, last_mark, quote)) break;
      ++records;
      last_mark += header_.width;
    }
    return records;
  }

  // Whether a record has no quotes but one before and one behind some of its fields; then `quote` moves behind them.
  bool QuotesAroundFields(const char* window, const std::uint32_t* last_mark, std::size_t& quote) const {
    std::size_t wanted = quote;
    for (const std::uint32_t* mark = last_mark - (header_.width - 1); mark <= last_mark; ++mark) {
      const std::uint32_t begin = mark[-1] + 1;
      std::uint32_t end = mark[0];
      if (mark == last_mark && end > begin && window[end - 1] == '\r') --end;
      if (window[begin] != '"') continue;
      if (end - begin < 2 || window[end - 1] != '"') return false;
      wanted += 2;
    }
    // As many as there are before the next record: so these are they.
    if (wanted == quote || wanted > structure_.quote_count || structure_.quotes[wanted - 1] > *last_mark) return false;
    if (wanted < structure_.quote_count && structure_.quotes[wanted] < *last_mark) return false;
    quote = wanted;
    return true;
  }

  void ReadRun(Worker& worker, const FieldRun& run) {
    worker.BeginRun(run.records);
    refused_.assign(run.records, 0);
    bool any_refused = false;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].Read(run, places_, worker.RunSlots(header_.wanted[i].column), refused_.data())) any_refused = true;
    }
    again_.clear();
    if (any_refused) {
      for (std::size_t record = 0; record < run.records; ++record) {
        if (refused_[record] != 0) again_.push_back(record);
      }
    }
    worker.EndRun(line_, refused_);
    for (const std::size_t record : again_) {  // the plain road says why
      const char* begin = run.Begin(record);
      ReadRow(worker, ReadRecord(begin, end_, table_.delimiter, true, &fields_), begin, line_ + record);
    }
    line_ += run.records;
  }

  const TableSpec& table_;
  const Header& header_;
  const Lanes lanes_;
  const char *at_ = nullptr, *end_ = nullptr;  // of the block that is being read
  std::uint64_t line_ = 0;                     // that `at_` lies on
  std::vector<Field> fields_;
  std::string buffer_, joined_;
  std::vector<ColumnReader> columns_;  // of header_.wanted, in its order
  CsvStructure structure_;
  std::size_t window_bytes_ = kWindowBytes;
  FieldPlaces places_;
  std::vector<std::uint8_t> refused_;
  std::vector<std::size_t> again_;
};

}  // namespace

std::unique_ptr<BlockParser> MakeCsvParser(const TableSpec& table, const Header& header, Lanes lanes) {
  return std::make_unique<CsvParser>(table, header, lanes);
}

}  // namespace slate::ingest
