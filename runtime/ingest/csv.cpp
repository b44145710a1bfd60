#include "runtime/ingest/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "runtime/ingest/reader.h"
#include "runtime/ingest/record.h"

namespace slate::ingest {
namespace {

// A column of the spec and where it stands in this input's records, leftmost first, so that the leftmost fault is reported.
struct Wanted {
  std::size_t field;   // in the record
  std::size_t column;  // in the spec
  std::vector<std::size_t> joined;  // further fields of the record
};

struct Header {
  std::vector<Wanted> wanted;
  std::size_t width = 0;
  std::size_t bytes = 0;  // of the header line in the first block
};

std::size_t CountLines(const char* begin, const char* end) { return static_cast<std::size_t>(std::count(begin, end, '\n')); }

class CsvParser final : public BlockParser {
 public:
  CsvParser(const TableSpec& table, const Header& header) : table_(table), header_(header) {}

  void Parse(Block& block, Worker& worker) override {
    const char* at = block.text.data() + (block.order == 0 ? header_.bytes : 0);
    const char* end = block.text.data() + block.text.size();
    std::uint64_t line = block.first_line + CountLines(block.text.data(), at);
    while (at != end) {
      const Record record = ReadRecord(at, end, table_.delimiter, true, &fields_);
      const bool blank = record.kind == Record::Kind::complete && fields_.size() == 1 && (*at == '\n' || *at == '\r');
      if (!blank) ReadRow(worker, record, at, line);
      line += record.one_line ? 1 : CountLines(at, record.next);
      at = record.next;
    }
  }

 private:
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
    joined_ = Text(fields_[wanted.field], buffer_);
    bool empty = joined_.empty();
    for (const std::size_t field : wanted.joined) {
      const std::string_view more = Text(fields_[field], buffer_);
      empty = empty && more.empty();
      joined_ += ' ';
      joined_ += more;
    }
    return empty ? std::string_view() : joined_;
  }

  // The column counts in the record's first line; a field after a quoted line break is named by its field.
  static std::uint32_t ColumnOf(const char* begin, const char* at) {
    return std::find(begin, at, '\n') != at ? 0 : static_cast<std::uint32_t>(at - begin) + 1;
  }

  const TableSpec& table_;
  const Header& header_;
  std::vector<Field> fields_;
  std::string buffer_, joined_;
};

class CsvFormat final : public Format {
 public:
  explicit CsvFormat(const TableSpec& table) : table_(table) {}

  std::size_t CompleteBytes(const std::string& text) const override {
    if (text.find('"') == std::string::npos) return text.rfind('\n') + 1;  // npos + 1 is 0
    const char* begin = text.data();
    const char* end = begin + text.size();
    const char* at = begin;
    while (at != end) {
      const Record record = ReadRecord(at, end, table_.delimiter, false, nullptr);
      // A malformed record's first line may itself reach past the block: it is not complete before its line break is seen.
      if (record.kind == Record::Kind::incomplete || (record.next == end && end[-1] != '\n')) break;
      at = record.next;
    }
    return static_cast<std::size_t>(at - begin);
  }

  void Begin(const Input& input, const Block* first, std::vector<InputError>& errors) override {
    header_ = {};
    if (first == nullptr) {
      errors.push_back({input.path, 1, "is empty: the first line must name the columns"});
      return;
    }
    const char* begin = first->text.data();
    const char* end = begin + first->text.size();
    if (first->text.starts_with(kByteOrderMark)) begin += kByteOrderMark.size();
    std::vector<Field> fields;
    const Record record = ReadRecord(begin, end, table_.delimiter, true, &fields);
    if (record.kind != Record::Kind::complete) {
      errors.push_back({input.path, 1, fmt::format("has no readable header line: {}", record.problem)});
      return;
    }
    std::vector<std::string> names;
    std::string buffer;
    for (const Field& field : fields) {
      names.emplace_back(Text(field, buffer));
      while (!names.back().empty() && names.back().back() == ' ') names.back().pop_back();
      names.back().erase(0, std::min(names.back().find_first_not_of(' '), names.back().size()));
    }
    header_.width = names.size();
    header_.bytes = static_cast<std::size_t>(record.next - first->text.data());
    for (std::size_t c = 0; c < table_.columns.size(); ++c) FindColumn(input, names, c, errors);
    std::sort(header_.wanted.begin(), header_.wanted.end(), [](const Wanted& a, const Wanted& b) { return a.field < b.field; });
  }

  std::unique_ptr<BlockParser> Parser() const override { return std::make_unique<CsvParser>(table_, header_); }

 private:
  void FindColumn(const Input& input, const std::vector<std::string>& names, std::size_t index, std::vector<InputError>& errors) {
    const ColumnSpec& column = table_.columns[index];
    const auto first = FindField(input, names, column, column.source, errors);
    std::vector<std::size_t> joined;
    for (const std::string& source : column.joined) {
      if (const auto more = FindField(input, names, column, source, errors)) joined.push_back(*more);
    }
    if (first && joined.size() == column.joined.size()) header_.wanted.push_back({*first, index, std::move(joined)});
  }

  std::optional<std::size_t> FindField(const Input& input, const std::vector<std::string>& names, const ColumnSpec& column, const std::string& source,
                                       std::vector<InputError>& errors) const {
    const auto count = std::count(names.begin(), names.end(), source);
    if (count == 1) return static_cast<std::size_t>(std::find(names.begin(), names.end(), source) - names.begin());
    std::string found;
    for (const std::string& name : names) found += (found.empty() ? "`" : ", `") + name.substr(0, 60) + "`";
    errors.push_back({input.path, 1,
                      count == 0 ? fmt::format("has no column `{}`, which `{}` of `{}` comes from; its columns are {}", source, column.field, table_.event, found.substr(0, 2000))
                                 : fmt::format("has {} columns `{}`; which one is `{}` of `{}`?", count, source, column.field, table_.event)});
    return std::nullopt;
  }

  const TableSpec& table_;
  Header header_;
};

}  // namespace

ReadResult ReadCsv(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  CsvFormat format(table);
  return Read(format, table, inputs, options, sink);
}

}  // namespace slate::ingest
