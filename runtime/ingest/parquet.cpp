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
};

// The rows of one file to one worker.
class RowsReader {
 public:
  RowsReader(const TableSpec& table, const std::vector<Wanted>& wanted, const std::vector<parquet::Column>& columns, bool plainly) : table_(table), wanted_(wanted) {
    for (const Wanted& one : wanted) readers_.push_back(std::make_unique<VectorReader>(table.columns[one.column], columns[one.stored].type, plainly));
  }

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
      if (readers_[i]->Read(chunk.columns[i], first, count, worker.RunSlots(wanted_[i].column), refused_.data())) any_refused = true;
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
      if (readers_[i]->Fits(chunk.columns[i], row)) continue;
      worker.Reject(line, 0, table_.columns[wanted_[i].column].field, readers_[i]->problem(), readers_[i]->text());
      return;
    }
  }

  const TableSpec& table_;
  const std::vector<Wanted>& wanted_;
  std::vector<std::unique_ptr<VectorReader>> readers_;  // of wanted_, in its order
  std::vector<std::uint8_t> refused_;
  std::vector<std::size_t> again_;
};

// Which worker a thread of DuckDB's works for: always the same one, as long as there are no more threads than workers.
class Shifts {
 public:
  explicit Shifts(std::size_t workers) : owners_(workers), busy_(workers, false) {}

  std::size_t Begin() {
    const std::thread::id me = std::this_thread::get_id();
    std::unique_lock lock(mutex_);
    for (;;) {
      std::size_t best = owners_.size();
      for (std::size_t i = 0; i < owners_.size(); ++i) {
        if (busy_[i]) continue;
        if (owners_[i] == me) return Take(i, me);
        if (best == owners_.size() || owners_[i] == std::thread::id()) best = i;
      }
      if (best != owners_.size()) return Take(best, me);
      ended_.wait(lock);
    }
  }
  void End(std::size_t worker) {
    {
      const std::scoped_lock lock(mutex_);
      busy_[worker] = false;
    }
    ended_.notify_one();
  }

 private:
  std::size_t Take(std::size_t worker, std::thread::id me) {
    owners_[worker] = me;
    busy_[worker] = true;
    return worker;
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::thread::id> owners_;
  std::vector<bool> busy_;
};

class ParquetFile {
 public:
  ParquetFile(const TableSpec& table, const Input& input, const ReadOptions& options, parquet::Reader& reader)
      : table_(table), input_(input), options_(options), reader_(reader), path_(fmt::format("/proc/self/fd/{}", input.fd)) {}

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
    const bool read = bytes_ >= 3 * kMarkBytes && ::pread(input_.fd, begin, kMarkBytes, 0) == static_cast<ssize_t>(kMarkBytes) &&
                      ::pread(input_.fd, end, kMarkBytes, static_cast<off_t>(bytes_ - kMarkBytes)) == static_cast<ssize_t>(kMarkBytes);
    if (!read || std::memcmp(begin, kMark, kMarkBytes) != 0) {
      return "is no Parquet file, which begins and ends with the letters PAR1; the binding says what it is: `from csv`, `from ndjson` or `from parquet`";
    }
    if (std::memcmp(end, kMark, kMarkBytes) != 0) return "is cut short or damaged: a Parquet file ends with the letters PAR1";
    std::string error;
    return reader_.Columns(path_, columns_, rows_, error) ? std::string() : Unreadable(error);
  }

  void FindColumn(std::size_t index, std::vector<InputError>& errors) {
    const ColumnSpec& spec = table_.columns[index];
    std::vector<std::size_t> found;
    std::string names;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      names += (names.empty() ? "`" : ", `") + columns_[i].name.substr(0, 60) + "`";
      if (columns_[i].name == spec.source) found.push_back(i);
    }
    if (found.empty()) {
      errors.push_back({input_.path, 0, fmt::format("has no column `{}`, which `{}` of `{}` comes from; its columns are {}", spec.source, spec.field, table_.event, names.substr(0, 2000))});
    } else if (found.size() > 1) {
      errors.push_back({input_.path, 0, fmt::format("has {} columns `{}`; which one is `{}` of `{}`?", found.size(), spec.source, spec.field, table_.event)});
    } else if (const char* why = Unfit(spec.type, columns_[found.front()].type)) {
      errors.push_back({input_.path, 0, fmt::format("has a column `{}` of type {}, which `{}` of `{}` can't come from: it is {}", spec.source, columns_[found.front()].type_name, spec.field,
                                                    table_.event, why)});
    } else {
      wanted_.push_back({found.front(), index});
    }
  }

  std::string ReadRows(std::uint32_t number, std::vector<Worker>& workers) {
    std::vector<std::size_t> stored;
    for (const Wanted& one : wanted_) stored.push_back(one.stored);
    Shifts shifts(workers.size());
    std::vector<std::unique_ptr<RowsReader>> readers(workers.size());
    std::mutex mutex;  // of what follows
    std::exception_ptr thrown;
    std::uint64_t seen = 0;
    const auto take = [&](const parquet::Chunk& chunk) {
      const std::size_t shift = shifts.Begin();
      bool go_on = true;
      try {
        if (readers[shift] == nullptr) {
          readers[shift] = std::make_unique<RowsReader>(table_, wanted_, columns_, options_.lanes == Lanes::none);
          workers[shift].BeginInput(number);
        }
        readers[shift]->Read(chunk, workers[shift]);
        const std::scoped_lock lock(mutex);
        seen += chunk.rows;
        if (options_.progress) options_.progress(input_.path, bytes_ / std::max<std::uint64_t>(rows_, 1) * seen);
      } catch (...) {  // not through DuckDB's frames
        const std::scoped_lock lock(mutex);
        if (thrown == nullptr) thrown = std::current_exception();
        go_on = false;
      }
      shifts.End(shift);
      return go_on;
    };
    std::string error;
    const bool read = reader_.Read(path_, stored, take, error);
    if (thrown != nullptr) std::rethrow_exception(thrown);
    return read ? std::string() : Unreadable(error);
  }

  // DuckDB knows the file by a name that nobody gave it.
  std::string Unreadable(std::string error) const {
    for (std::size_t at = error.find(path_); at != std::string::npos; at = error.find(path_)) error.replace(at, path_.size(), "it");
    return fmt::format("is cut short or damaged: DuckDB says `{}`", error.substr(0, std::min<std::size_t>(error.find('\n'), 300)));
  }

  const TableSpec& table_;
  const Input& input_;
  const ReadOptions& options_;
  parquet::Reader& reader_;
  const std::string path_;
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
