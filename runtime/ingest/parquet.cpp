#include "runtime/ingest/parquet.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "runtime/ingest/parquet_module.h"
#include "runtime/ingest/reader.h"
#include "runtime/ingest/text_coder.h"
#include "runtime/ingest/vector_reader.h"

namespace slate::ingest {
namespace {

constexpr const char* kWithoutModule = "write the records as CSV or NDJSON, or build Slate where `./dev build` finds DuckDB";

// The module stays loaded until the program ends.
const parquet::ModuleEntry* Open(const std::string& folder, std::string& error) {
  static std::mutex mutex;
  static const parquet::ModuleEntry* entry = nullptr;
  const std::scoped_lock lock(mutex);
  if (entry != nullptr) return entry;
  const std::string path = folder + "/libslate_parquet.so";
  void* library = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    error = fmt::format("Parquet is read by DuckDB, which can't be loaded here: {}; {}", ::dlerror(), kWithoutModule);
    return nullptr;
  }
  using Entry = const parquet::ModuleEntry* (*)();
  const auto get = reinterpret_cast<Entry>(::dlsym(library, "slate_parquet_module_entry"));
  if (get == nullptr || get()->stamp != parquet::kModuleStamp) {
    error = fmt::format("`{}` belongs to another version of Slate; {}", path, kWithoutModule);
    return nullptr;
  }
  entry = get();
  return entry;
}

// A column of the spec and where it stands in the file.
struct Wanted {
  std::size_t stored, column;
  std::unique_ptr<Refusals> refusals;  // of a column that is read by codes
};

// The rows of one file to one worker.
class RowsReader {
 public:
  RowsReader(const TableSpec& table, const std::vector<Wanted>& wanted, const std::vector<parquet::Column>& columns, bool plainly)
      : table_(table), wanted_(wanted) {
    for (const Wanted& one : wanted) {
      const ColumnSpec& spec = table.columns[one.column];
      columns_.push_back({one.refusals != nullptr ? nullptr : std::make_unique<VectorReader>(spec, columns[one.stored].type, plainly),
                          one.refusals == nullptr ? nullptr : std::make_unique<TextCoder>(spec, *one.refusals)});
    }
  }

  TextCoder& coder(std::size_t wanted) { return *columns_[wanted].coder; }

  void Read(const parquet::Chunk& chunk, Worker& worker) {
    for (std::size_t first = 0, count = 0; first < chunk.rows; first += count) {
      const std::int64_t* numbers = chunk.row_numbers + first;
      const std::size_t most = std::min(chunk.rows - first, worker.Room());
      // They follow each other, as DuckDB reads now; nothing promises it.
      for (count = 1; count < most && numbers[count] == numbers[0] + static_cast<std::int64_t>(count);) ++count;
      ReadRun(chunk, first, count, worker);
    }
    worker.EndBlock(static_cast<std::uint64_t>(chunk.row_numbers[0]));
  }

 private:
  void ReadRun(const parquet::Chunk& chunk, std::size_t first, std::size_t count, Worker& worker) {
    const auto line = static_cast<std::uint64_t>(chunk.row_numbers[first]) + 1;
    worker.BeginRun(count);
    refused_.assign(count, 0);
    bool any_refused = false;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const Rows::Slots slots = worker.RunSlots(wanted_[i].column);
      const parquet::Vector& vector = chunk.columns[i];
      const ColumnSpec& spec = table_.columns[wanted_[i].column];
      const bool coded = columns_[i].coder != nullptr;
      const bool any = coded ? ReadCodes(spec, CodesOf(vector) + first, count, slots, refused_.data())
                             : columns_[i].reader->Read(vector, first, count, slots, refused_.data());
      any_refused = any_refused || any;
    }
    again_.clear();
    for (std::size_t row = 0; any_refused && row < count; ++row) {
      if (refused_[row] != 0) again_.push_back(row);
    }
    worker.EndRun(line, refused_);
    for (const std::size_t row : again_) Reject(chunk, first + row, line + row, worker);
  }

  void Reject(const parquet::Chunk& chunk, std::size_t row, std::uint64_t line, Worker& worker) {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const std::string& field = table_.columns[wanted_[i].column].field;
      if (columns_[i].coder != nullptr) {
        const std::uint32_t code = CodesOf(chunk.columns[i])[row];
        if (code < kRefusedCode) continue;
        const Refusal& refusal = wanted_[i].refusals->Of(code);
        return worker.Reject(line, 0, field, refusal.problem, refusal.text);
      }
      VectorReader& reader = *columns_[i].reader;
      if (!reader.Fits(chunk.columns[i], row)) return worker.Reject(line, 0, field, reader.problem(), reader.text());
    }
  }

  static const std::uint32_t* CodesOf(const parquet::Vector& vector) { return static_cast<const std::uint32_t*>(vector.values); }

  struct ColumnReaders {
    std::unique_ptr<VectorReader> reader;
    std::unique_ptr<TextCoder> coder;
  };
  const TableSpec& table_;
  const std::vector<Wanted>& wanted_;
  std::vector<ColumnReaders> columns_;  // of wanted_, in its order
  std::vector<std::uint8_t> refused_;
  std::vector<std::size_t> again_;
};

// Which worker a thread of DuckDB's works for: always the same one, as long as there are no more threads than workers.
class Crew {
 public:
  explicit Crew(std::size_t workers) : owners_(workers), busy_(workers, false) {}

  // False: it threw, now or before.
  template <typename Work>
  bool Do(const Work& work) {
    const std::size_t place = Begin();
    std::exception_ptr thrown;
    try {
      work(place);
    } catch (...) {
      thrown = std::current_exception();
    }
    return End(place, thrown);
  }
  void Rethrow() const {
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
  }

 private:
  std::size_t Begin() {
    const std::thread::id me = std::this_thread::get_id();
    std::unique_lock lock(mutex_);
    for (;;) {
      std::size_t best = owners_.size();
      for (std::size_t i = 0; i < owners_.size(); ++i) {
        if (busy_[i]) continue;
        if (best == owners_.size() || owners_[i] == me || (owners_[best] != me && owners_[i] == std::thread::id())) best = i;
      }
      if (best != owners_.size()) {
        owners_[best] = me;
        busy_[best] = true;
        return best;
      }
      ended_.wait(lock);
    }
  }
  bool End(std::size_t place, const std::exception_ptr& thrown) {
    const std::scoped_lock lock(mutex_);
    busy_[place] = false;
    if (thrown_ == nullptr) thrown_ = thrown;
    ended_.notify_one();
    return thrown_ == nullptr;
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::thread::id> owners_;
  std::vector<bool> busy_;
  std::exception_ptr thrown_;
};

class ParquetFile {
 public:
  ParquetFile(const TableSpec& table, const Input& input, const ReadOptions& options, parquet::Reader& reader)
      : table_(table), input_(input), options_(options), reader_(reader), path_(fmt::format("/proc/self/fd/{}", input.fd)),
        plainly_(options.lanes == Lanes::none) {}

  void Read(std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) {
    const std::size_t before = errors.size();
    if (const std::string why = Look(); !why.empty()) return errors.push_back({input_.path, 0, why});
    for (std::size_t c = 0; c < table_.columns.size(); ++c) FindColumn(c, errors);
    if (errors.size() > before) return;
    // Leftmost first, as in a CSV file, so that the leftmost fault of a row is the one that is reported.
    std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) { return a.stored < b.stored; });
    if (const std::string why = ReadRows(number, workers); !why.empty()) errors.push_back({input_.path, 0, why});
  }

 private:
  // Empty, or why the file can't be read.
  std::string Look() {
    constexpr char kMark[] = "PAR1";
    constexpr std::size_t kMarkBytes = 4;
    struct stat status {};
    if (::fstat(input_.fd, &status) != 0) return fmt::format("can't be read: {}", std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return "is no file: Parquet's index stands at its end, so a pipe can't be read; write the records to a file first";
    bytes_ = static_cast<std::uint64_t>(status.st_size);
    if (bytes_ == 0) return "is empty: a Parquet file has at least its columns in it";
    char begin[kMarkBytes] = {}, end[kMarkBytes] = {};
    const auto look = [&](char* to, std::uint64_t at) {
      return ::pread(input_.fd, to, kMarkBytes, static_cast<off_t>(at)) == static_cast<ssize_t>(kMarkBytes);
    };
    const bool read = bytes_ >= 3 * kMarkBytes && look(begin, 0) && look(end, bytes_ - kMarkBytes);
    if (!read || std::memcmp(begin, kMark, kMarkBytes) != 0) {
      return "is no Parquet file, which begins and ends with the letters PAR1; "
             "the binding says what it is: `from csv`, `from ndjson` or `from parquet`";
    }
    if (std::memcmp(end, kMark, kMarkBytes) != 0) return "is cut short or damaged: a Parquet file ends with the letters PAR1";
    std::string error;
    if (reader_.Columns(path_, columns_, rows_, error)) return {};
    for (const parquet::Column& column : columns_) {
      if (!IsRowNumber(column.name)) continue;
      return fmt::format("has a column `{}`, a name that DuckDB needs for the numbers of rows: give it another one", column.name);
    }
    return Unreadable(error);
  }

  void FindColumn(std::size_t index, std::vector<InputError>& errors) {
    const ColumnSpec& spec = table_.columns[index];
    const auto report = [&](std::string message) { errors.push_back({input_.path, 0, std::move(message)}); };
    std::vector<std::size_t> found;
    std::string names;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      names += (names.empty() ? "`" : ", `") + columns_[i].name.substr(0, 60) + "`";
      if (columns_[i].name == spec.source) found.push_back(i);
    }
    if (found.empty()) {
      report(fmt::format("has no column `{}`, which `{}` of `{}` comes from; its columns are {}", spec.source, spec.field, table_.event,
                         names.substr(0, 2000)));
    } else if (found.size() > 1) {
      report(fmt::format("has {} columns `{}`; which one is `{}` of `{}`?", found.size(), spec.source, spec.field, table_.event));
    } else if (const char* why = Unfit(spec.type, columns_[found.front()].type)) {
      report(fmt::format("has a column `{}` of type {}, which `{}` of `{}` can't come from: it is {}", spec.source,
                         columns_[found.front()].type_name, spec.field, table_.event, why));
    } else {
      const bool coded = !plainly_ && spec.type == ColumnType::symbol && columns_[found.front()].type.meaning == parquet::Meaning::text;
      wanted_.push_back({found.front(), index, coded ? std::make_unique<Refusals>(options_.max_rejects) : nullptr});
    }
  }

  std::string ReadRows(std::uint32_t number, std::vector<Worker>& workers) {
    Crew crew(workers.size());
    std::vector<std::unique_ptr<RowsReader>> readers(workers.size());
    // Runs a piece of work with the worker of the thread that DuckDB has for it; nothing is thrown through DuckDB's frames.
    const auto as_worker = [&](const auto& work) {
      return crew.Do([&](std::size_t place) {
        if (readers[place] == nullptr) {
          readers[place] = std::make_unique<RowsReader>(table_, wanted_, columns_, plainly_);
          workers[place].BeginInput(number);
        }
        work(*readers[place], workers[place]);
      });
    };
    std::vector<parquet::Wanted> stored;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      stored.push_back({wanted_[i].stored});
      if (wanted_[i].refusals == nullptr) continue;
      stored.back().coder = [&as_worker, i](const parquet::Vector& texts, std::size_t rows, std::uint32_t* codes) {
        return as_worker([&](RowsReader& reader, Worker&) { reader.coder(i).Code(texts, rows, codes); });
      };
    }
    std::mutex mutex;
    std::uint64_t seen = 0;
    const auto take = [&](const parquet::Chunk& chunk) {
      return as_worker([&](RowsReader& reader, Worker& worker) {
        reader.Read(chunk, worker);
        const std::scoped_lock lock(mutex);
        seen += chunk.rows;
        if (options_.progress) options_.progress(input_.path, bytes_ / std::max<std::uint64_t>(rows_, 1) * seen);
      });
    };
    std::string error;
    const bool read = reader_.Read(path_, stored, take, error);
    crew.Rethrow();
    if (!read) return Unreadable(error);
    return seen == rows_ ? std::string() : fmt::format("is damaged: it says that it has {} rows, and {} can be read", rows_, seen);
  }

  static bool IsRowNumber(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return name == "file_row_number";
  }

  // DuckDB knows the file by a name that nobody gave it.
  std::string Unreadable(std::string error) const {
    for (std::size_t at = error.find(path_); at != std::string::npos; at = error.find(path_)) error.replace(at, path_.size(), "it");
    return fmt::format("can't be read as Parquet: DuckDB says `{}`", error.substr(0, std::min<std::size_t>(error.find('\n'), 300)));
  }

  const TableSpec& table_;
  const Input& input_;
  const ReadOptions& options_;
  parquet::Reader& reader_;
  const std::string path_;
  const bool plainly_;
  std::uint64_t bytes_ = 0, rows_ = 0;
  std::vector<parquet::Column> columns_;
  std::vector<Wanted> wanted_;
};

}  // namespace

ReadResult ReadParquet(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  std::string error;
  std::unique_ptr<parquet::Reader> reader;
  if (const parquet::ModuleEntry* entry = Open(options.module_folder, error)) reader.reset(entry->make(std::max(1, options.threads), error));
  return ReadEach(table, inputs, options, sink, [&](std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) {
    if (reader != nullptr) ParquetFile(table, inputs[number], options, *reader).Read(number, workers, errors);
    else if (number == 0) errors.push_back({inputs[number].path, 0, error});
  });
}

}  // namespace slate::ingest
