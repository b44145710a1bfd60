#include "runtime/ingest/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "runtime/ingest/csv_parser.h"
#include "runtime/ingest/csv_structure.h"
#include "runtime/ingest/reader.h"
#include "runtime/ingest/record.h"

namespace slate::ingest {
namespace {

class CsvFormat final : public Format {
 public:
  CsvFormat(const TableSpec& table, Lanes lanes) : table_(table), lanes_(lanes) {}

  std::size_t CompleteBytes(std::string_view text) const override {
    if (text.find('"') == std::string_view::npos) return text.rfind('\n') + 1;  // npos + 1 is 0
    // Whatever is complete may be left for the next block: so it is enough to look for an end near that of the text.
    constexpr std::size_t kLeft = 4096;
    if (text.size() > 2 * kLeft) {
      if (const std::size_t regular = EndOfRegular(text, text.size() - kLeft); regular != 0) return regular;
    }
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

  std::size_t EndOfRecords(std::string_view text, std::size_t limit, bool final) const override {
    const std::size_t line_break = text.find('\n', limit - 1);
    const std::size_t plain = line_break != std::string_view::npos ? line_break + 1 : final ? text.size() : 0;
    if (std::memchr(text.data(), '"', plain == 0 ? text.size() : plain) == nullptr) return plain;
    if (const std::size_t regular = EndOfRegular(text, limit); regular != 0) return regular;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const char* at = begin;
    while (static_cast<std::size_t>(at - begin) < limit && at != end) {
      const Record record = ReadRecord(at, end, table_.delimiter, final, nullptr);
      // As in CompleteBytes.
      if (record.kind == Record::Kind::incomplete || (record.next == end && !final && end[-1] != '\n')) return 0;
      at = record.next;
    }
    return static_cast<std::size_t>(at - begin) < limit && !final ? 0 : static_cast<std::size_t>(at - begin);
  }

  void Begin(const Input& input, const Block* first, std::vector<InputError>& errors) override {
    header_ = {};
    if (first == nullptr) {
      errors.push_back({input.path, 1, "is empty: the first line must name the columns"});
      return;
    }
    const char* begin = first->text.data();
    const char* end = begin + first->text.size();
    if (first->text.view().starts_with(kByteOrderMark)) begin += kByteOrderMark.size();
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

  std::unique_ptr<BlockParser> Parser() const override { return MakeCsvParser(table_, header_, lanes_); }

 private:
  // No record before it is too long.
  std::size_t EndOfRegular(std::string_view text, std::size_t limit) const {
    const std::size_t end = EndOfRegularRecords(text.data(), text.size(), limit, table_.delimiter, lanes_);
    return end <= kMaxRecordBytes ? end : 0;
  }

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
  const Lanes lanes_;
  Header header_;
};

}  // namespace

ReadResult ReadCsv(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  CsvFormat format(table, options.lanes);
  return Read(format, table, inputs, options, sink);
}

}  // namespace slate::ingest
