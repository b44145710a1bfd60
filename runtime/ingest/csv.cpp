#include "runtime/ingest/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "runtime/ingest/block_source.h"
#include "runtime/ingest/convert.h"
#include "runtime/ingest/identity.h"
#include "runtime/ingest/record.h"
#include "runtime/ingest/rows.h"

namespace slate::ingest {
namespace {

// A column of the spec and where it stands in this input's records, leftmost first, so that the leftmost fault is reported.
struct Wanted {
  std::size_t field;   // in the record
  std::size_t column;  // in the spec
};

struct Header {
  std::vector<Wanted> wanted;
  std::size_t width = 0;
  std::size_t bytes = 0;  // of the header line in the first block
};

std::size_t CountLines(const char* begin, const char* end) { return static_cast<std::size_t>(std::count(begin, end, '\n')); }

// What one worker did; merged when all have ended.
struct Worker {
  Worker(const TableSpec& table, int number_) : number(number_), rows(table), values(table.columns.size()), recorded(table.columns.size()) {
    for (const ColumnSpec& column : table.columns) converters.emplace_back(column);
  }
  int number;
  Rows rows;
  std::vector<RowOrigin> origins;
  std::vector<Converter> converters;
  std::vector<std::int64_t> values;
  std::vector<std::uint8_t> recorded;
  std::vector<Field> fields;
  std::string buffer, problem;
  std::uint64_t read = 0, rejected = 0, delivered = 0;
  std::vector<std::pair<RowOrigin, Reject>> rejects;
  std::vector<StoredRows> stored;
};

class Reader {
 public:
  Reader(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink)
      : table_(table), inputs_(inputs), options_(options), sink_(sink), retain_(!table.key.empty() && !table.unique_by_key) {
    for (int i = 0; i < std::max(1, options.threads); ++i) workers_.emplace_back(table, i);
  }

  ReadResult Run() {
    for (std::uint32_t i = 0; i < inputs_.size(); ++i) ReadInput(i);
    for (Worker& worker : workers_) Flush(worker);
    std::vector<std::pair<RowOrigin, Reject>> rejects;
    IntakeReport& report = result_.report;
    for (Worker& worker : workers_) {
      report.read += worker.read;
      report.rejected += worker.rejected;
      std::move(worker.rejects.begin(), worker.rejects.end(), std::back_inserter(rejects));
    }
    if (retain_) DeliverStored(rejects);
    for (const Worker& worker : workers_) report.delivered += worker.delivered;
    std::stable_sort(rejects.begin(), rejects.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first.input, a.first.line) < std::pair(b.first.input, b.first.line);
    });
    if (rejects.size() > options_.max_rejects) rejects.resize(options_.max_rejects);
    for (auto& [origin, reject] : rejects) report.rejects.push_back(std::move(reject));
    return std::move(result_);
  }

 private:
  void ReadInput(std::uint32_t number) {
    const Input& input = inputs_[number];
    BlockSource source(input, table_.delimiter, options_.block_bytes);
    Block first;
    if (!source.Next(first)) {
      result_.errors.push_back({input.path, source.error().empty() ? 1u : 0u, source.error().empty() ? "is empty: the first line must name the columns" : source.error()});
      return;
    }
    const std::optional<Header> header = ReadHeader(input, first);
    if (!header) return;
    std::mutex mutex;
    const auto work = [&](Worker& worker, bool has_first) {
      Block block;
      if (has_first) ReadBlock(worker, number, *header, first, header->bytes);
      for (;;) {
        {
          const std::scoped_lock lock(mutex);
          if (!source.Next(block)) return;
        }
        ReadBlock(worker, number, *header, block, 0);
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers_.size(); ++i) threads.emplace_back([&, i] { work(workers_[i], false); });
    work(workers_[0], true);
    for (std::thread& thread : threads) thread.join();
    if (!source.error().empty()) result_.errors.push_back({input.path, 0, source.error()});
  }

  std::optional<Header> ReadHeader(const Input& input, const Block& block) {
    const char* begin = block.text.data();
    const char* end = begin + block.text.size();
    if (block.text.size() >= 3 && block.text.compare(0, 3, "\xEF\xBB\xBF") == 0) begin += 3;
    std::vector<Field> fields;
    const Record record = ReadRecord(begin, end, table_.delimiter, true, &fields);
    if (record.kind != Record::Kind::complete) {
      result_.errors.push_back({input.path, 1, fmt::format("has no readable header line: {}", record.problem)});
      return std::nullopt;
    }
    std::vector<std::string> names;
    std::string buffer;
    for (const Field& field : fields) {
      names.emplace_back(Text(field, buffer));
      while (!names.back().empty() && names.back().back() == ' ') names.back().pop_back();
      names.back().erase(0, std::min(names.back().find_first_not_of(' '), names.back().size()));
    }
    Header header{{}, names.size(), static_cast<std::size_t>(record.next - block.text.data())};
    bool complete = true;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const ColumnSpec& column = table_.columns[c];
      const auto count = std::count(names.begin(), names.end(), column.source);
      if (count == 1) {
        header.wanted.push_back({static_cast<std::size_t>(std::find(names.begin(), names.end(), column.source) - names.begin()), c});
        continue;
      }
      complete = false;
      std::string found;
      for (const std::string& name : names) found += (found.empty() ? "`" : ", `") + name.substr(0, 60) + "`";
      result_.errors.push_back({input.path, 1,
                                count == 0 ? fmt::format("has no column `{}`, which `{}` of `{}` comes from; its columns are {}", column.source, column.field, table_.event, found.substr(0, 2000))
                                           : fmt::format("has {} columns `{}`; which one is `{}` of `{}`?", count, column.source, column.field, table_.event)});
    }
    if (!complete) return std::nullopt;
    std::sort(header.wanted.begin(), header.wanted.end(), [](const Wanted& a, const Wanted& b) { return a.field < b.field; });
    return header;
  }

  void ReadBlock(Worker& worker, std::uint32_t input, const Header& header, const Block& block, std::size_t skip) {
    const char* at = block.text.data() + skip;
    const char* end = block.text.data() + block.text.size();
    std::uint64_t line = block.first_line + CountLines(block.text.data(), at);
    while (at != end) {
      const Record record = ReadRecord(at, end, table_.delimiter, true, &worker.fields);
      const bool blank = record.kind == Record::Kind::complete && worker.fields.size() == 1 && worker.fields[0].begin == worker.fields[0].end;
      if (!blank) ReadRow(worker, input, header, record, at, line);
      line += record.one_line ? 1 : CountLines(at, record.next);
      at = record.next;
    }
    if (retain_ && worker.rows.size() > 0) Store(worker, block.order);
  }

  void ReadRow(Worker& worker, std::uint32_t input, const Header& header, const Record& record, const char* begin, std::uint64_t line) {
    ++worker.read;
    const RowOrigin origin{input, line};
    if (record.kind == Record::Kind::malformed) {
      RejectRow(worker, origin, begin, record.problem_at, {}, record.problem, std::string_view(begin, static_cast<std::size_t>(record.next - begin)));
      return;
    }
    if (worker.fields.size() != header.width) {
      RejectRow(worker, origin, begin, begin, {}, fmt::format("has {} fields where the header has {}", worker.fields.size(), header.width),
                std::string_view(begin, static_cast<std::size_t>(record.next - begin)));
      return;
    }
    for (const Wanted& wanted : header.wanted) {
      const Field& field = worker.fields[wanted.field];
      bool recorded = true;
      if (!worker.converters[wanted.column].Convert(Text(field, worker.buffer), worker.values[wanted.column], recorded, worker.problem)) {
        RejectRow(worker, origin, begin, field.begin, table_.columns[wanted.column].field, worker.problem, Text(field, worker.buffer));
        return;
      }
      worker.recorded[wanted.column] = recorded ? 1 : 0;
    }
    worker.rows.Append(worker.values, worker.recorded);
    if (retain_) worker.origins.push_back(origin);
    else if (static_cast<std::int64_t>(worker.rows.size()) >= options_.batch_rows) Flush(worker);
  }

  void RejectRow(Worker& worker, RowOrigin origin, const char* begin, const char* at, std::string field, std::string reason, std::string_view text) {
    ++worker.rejected;
    if (worker.rejects.size() >= options_.max_rejects) return;
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    // The column counts in the record's first line; a field after a quoted line break is named by its field.
    const char* line_break = static_cast<const char*>(at == begin ? nullptr : std::find(begin, at, '\n'));
    const std::uint32_t column = line_break != nullptr && line_break != at ? 0 : static_cast<std::uint32_t>(at - begin) + 1;
    worker.rejects.emplace_back(origin, Reject{inputs_[origin.input].path, origin.line, column, std::move(field), std::move(reason), std::string(text.substr(0, 200))});
  }

  void Flush(Worker& worker) {
    if (worker.rows.size() == 0) return;
    worker.delivered += worker.rows.size();
    sink_(worker.number, worker.rows.Batch());
    worker.rows.Clear();
  }

  void Store(Worker& worker, std::uint64_t order) {
    worker.stored.push_back({order, std::move(worker.rows), std::move(worker.origins), {}});
    worker.rows = Rows(table_);
    worker.origins.clear();
  }

  void DeliverStored(std::vector<std::pair<RowOrigin, Reject>>& rejects) {
    std::vector<StoredRows> stored;
    for (Worker& worker : workers_) std::move(worker.stored.begin(), worker.stored.end(), std::back_inserter(stored));
    std::sort(stored.begin(), stored.end(), [](const StoredRows& a, const StoredRows& b) {
      return std::pair(a.origins.front().input, a.order) < std::pair(b.origins.front().input, b.order);
    });
    Identify(table_, inputs_, stored, result_.report, rejects);
    const auto deliver = [&](Worker& worker) {
      for (std::size_t p = static_cast<std::size_t>(worker.number); p < stored.size(); p += workers_.size()) {
        for (std::size_t r = 0; r < stored[p].rows.size(); ++r) {
          if (stored[p].keep[r] == 0) continue;
          for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            worker.values[c] = stored[p].rows.Value(c, r);
            worker.recorded[c] = stored[p].rows.Recorded(c, r) ? 1 : 0;
          }
          worker.rows.Append(worker.values, worker.recorded);
          if (static_cast<std::int64_t>(worker.rows.size()) >= options_.batch_rows) Flush(worker);
        }
      }
      Flush(worker);
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers_.size(); ++i) threads.emplace_back([&, i] { deliver(workers_[i]); });
    deliver(workers_[0]);
    for (std::thread& thread : threads) thread.join();
  }

  const TableSpec& table_;
  const std::vector<Input>& inputs_;
  const ReadOptions& options_;
  const Sink& sink_;
  bool retain_;
  std::vector<Worker> workers_;
  ReadResult result_;
};

}  // namespace

ReadResult ReadCsv(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  return Reader(table, inputs, options, sink).Run();
}

}  // namespace slate::ingest
