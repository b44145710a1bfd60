#include "runtime/ingest/reader.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <numeric>
#include <thread>

#include "runtime/ingest/file_blocks.h"

namespace slate::ingest {
namespace {

// The first worker has the calling thread; no more than `most` work.
template <typename Work>
void EachWorker(std::vector<Worker>& workers, std::uint64_t most, const Work& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min<std::uint64_t>(workers.size(), most); ++i) threads.emplace_back([&, i] { work(workers[i]); });
  work(workers[0]);
  for (std::thread& thread : threads) thread.join();
}

// Rows are kept until it is known which of them are the same.
bool Retains(const TableSpec& table) { return !table.key.empty() && !table.unique_by_key; }

class Reader {
 public:
  Reader(const ReadOne& read_one, const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink)
      : read_one_(read_one), table_(table), inputs_(inputs), options_(options), retain_(Retains(table)) {
    for (int i = 0; i < std::max(1, options.threads); ++i) workers_.emplace_back(table, inputs, options, sink, retain_, i);
  }

  ReadResult Run() {
    for (std::uint32_t i = 0; i < inputs_.size(); ++i) read_one_(i, workers_, result_.errors);
    for (Worker& worker : workers_) worker.Flush();
    std::vector<std::pair<RowOrigin, Reject>> rejects;
    IntakeReport& report = result_.report;
    for (Worker& worker : workers_) {
      report.read += worker.counts().read;
      report.rejected += worker.counts().rejected;
      report.withdrawn += worker.counts().withdrawn;
      report.not_yet_recorded += worker.counts().not_yet_recorded;
      std::move(worker.rejects().begin(), worker.rejects().end(), std::back_inserter(rejects));
    }
    if (retain_) DeliverStored(rejects);
    for (const Worker& worker : workers_) report.delivered += worker.counts().delivered;
    std::stable_sort(rejects.begin(), rejects.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first.input, a.first.line) < std::pair(b.first.input, b.first.line);
    });
    if (rejects.size() > options_.max_rejects) rejects.resize(options_.max_rejects);
    for (auto& [origin, reject] : rejects) report.rejects.push_back(std::move(reject));
    return std::move(result_);
  }

 private:
  void DeliverStored(std::vector<std::pair<RowOrigin, Reject>>& rejects) {
    std::vector<StoredRows> stored;
    for (Worker& worker : workers_) std::move(worker.stored().begin(), worker.stored().end(), std::back_inserter(stored));
    std::sort(stored.begin(), stored.end(), [](const StoredRows& a, const StoredRows& b) {
      return std::pair(a.origins.front().input, a.order) < std::pair(b.origins.front().input, b.order);
    });
    Identify(table_, inputs_, stored, result_.report, rejects);
    EachWorker(workers_, workers_.size(), [&](Worker& worker) {
      for (std::size_t p = static_cast<std::size_t>(worker.number()); p < stored.size(); p += workers_.size()) worker.Deliver(stored[p]);
      worker.Flush();
    });
  }

  const ReadOne& read_one_;
  const TableSpec& table_;
  const std::vector<Input>& inputs_;
  const ReadOptions& options_;
  bool retain_;
  std::vector<Worker> workers_;
  ReadResult result_;
};

// Cuts each input into blocks, which the workers take as they are ready.
class Blocks {
 public:
  Blocks(Format& format, const std::vector<Input>& inputs, const ReadOptions& options, bool retain)
      : format_(format), inputs_(inputs), options_(options), retain_(retain) {}

  // Where a batch is told the lines of its rows at once, blocks are dealt in their order, so that these are known; else side by side.
  void ReadInput(std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) {
    const Input& input = inputs_[number];
    FileBlocks file(input.fd, [this](std::string_view text, std::size_t limit, bool final) { return format_.EndOfRecords(text, limit, final); }, options_.block_bytes);
    if (file.usable() && (!options_.origins || retain_)) {
      std::vector<std::uint64_t> lines(file.count());  // of each block
      ReadFrom({number, workers, errors, file.count()}, file, [&](Block& block) { return file.Next(block); },
               [&](const Block& block, std::uint64_t count) { lines[block.order] = count; });
      std::exclusive_scan(lines.begin(), lines.end(), lines.begin(), std::uint64_t{0});
      for (Worker& worker : workers) worker.AddLines(number, lines);
    } else {
      BlockSource source(input, [this](std::string_view text) { return format_.CompleteBytes(text); }, options_.block_bytes);
      std::mutex mutex;
      const auto next = [&](Block& block) {
        const std::scoped_lock lock(mutex);
        return source.Next(block);
      };
      ReadFrom({number, workers, errors, workers.size()}, source, next, [](const Block&, std::uint64_t) {});
    }
  }

 private:
  struct Reading {
    std::uint32_t number;  // of the input
    std::vector<Worker>& workers;
    std::vector<InputError>& errors;
    std::uint64_t most;    // workers that there is work for
  };

  template <typename Source, typename Next, typename Done>
  void ReadFrom(const Reading& reading, Source& source, const Next& next, const Done& done) {
    const Input& input = inputs_[reading.number];
    Block first;
    const bool any = next(first);
    if (source.error().empty()) {
      const std::size_t before = reading.errors.size();
      format_.Begin(input, any ? &first : nullptr, reading.errors);
      if (!any || reading.errors.size() > before) return;
      ReadBlocks(reading, first, next, done);
    }
    if (!source.error().empty()) reading.errors.push_back({input.path, 0, source.error()});
  }

  template <typename Next, typename Done>
  void ReadBlocks(const Reading& reading, Block& first, const Next& next, const Done& done) {
    std::mutex progress;
    std::uint64_t bytes = 0;
    EachWorker(reading.workers, reading.most, [&](Worker& worker) {
      const std::unique_ptr<BlockParser> parser = format_.Parser();
      worker.BeginInput(reading.number);
      Block own;
      Block* block = worker.number() == 0 ? &first : &own;
      for (bool any = block == &first || next(own); any; block = &own, any = next(own)) {
        if (options_.progress) {
          const std::scoped_lock lock(progress);
          bytes += block->text.size();
          options_.progress(inputs_[reading.number].path, bytes);
        }
        done(*block, parser->Parse(*block, worker));
        worker.EndBlock(block->order);
      }
    });
  }

  Format& format_;
  const std::vector<Input>& inputs_;
  const ReadOptions& options_;
  bool retain_;
};

}  // namespace

ReadResult ReadEach(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink, const ReadOne& read_one) {
  return Reader(read_one, table, inputs, options, sink).Run();
}

ReadResult Read(Format& format, const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  Blocks blocks(format, inputs, options, Retains(table));
  return ReadEach(table, inputs, options, sink,
                  [&](std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) { blocks.ReadInput(number, workers, errors); });
}

}  // namespace slate::ingest
