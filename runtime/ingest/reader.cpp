#include "runtime/ingest/reader.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <thread>

namespace slate::ingest {
namespace {

// The first worker has the calling thread.
template <typename Work>
void EachWorker(std::vector<Worker>& workers, const Work& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back([&, i] { work(workers[i]); });
  work(workers[0]);
  for (std::thread& thread : threads) thread.join();
}

class Reader {
 public:
  Reader(const ReadOne& read_one, const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink)
      : read_one_(read_one), table_(table), inputs_(inputs), options_(options), retain_(!table.key.empty() && !table.unique_by_key) {
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
    EachWorker(workers_, [&](Worker& worker) {
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
  Blocks(Format& format, const std::vector<Input>& inputs, const ReadOptions& options) : format_(format), inputs_(inputs), options_(options) {}

  void ReadInput(std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) {
    const Input& input = inputs_[number];
    BlockSource source(input, [this](std::string_view text) { return format_.CompleteBytes(text); }, options_.block_bytes);
    Block first;
    const bool any = source.Next(first);
    if (source.error().empty()) {
      const std::size_t before = errors.size();
      format_.Begin(input, any ? &first : nullptr, errors);
      if (!any || errors.size() > before) return;
      ReadBlocks(number, workers, source, first);
    }
    if (!source.error().empty()) errors.push_back({input.path, 0, source.error()});
  }

 private:
  void ReadBlocks(std::uint32_t number, std::vector<Worker>& workers, BlockSource& source, Block& first) {
    std::mutex mutex;
    std::uint64_t bytes = first.text.size();
    EachWorker(workers, [&](Worker& worker) {
      const std::unique_ptr<BlockParser> parser = format_.Parser();
      worker.BeginInput(number);
      if (worker.number() == 0) {
        parser->Parse(first, worker);
        worker.EndBlock(first.order);
      }
      Block block;
      for (;;) {
        {
          const std::scoped_lock lock(mutex);
          if (!source.Next(block)) return;
          bytes += block.text.size();
          if (options_.progress) options_.progress(inputs_[number].path, bytes);
        }
        parser->Parse(block, worker);
        worker.EndBlock(block.order);
      }
    });
  }

  Format& format_;
  const std::vector<Input>& inputs_;
  const ReadOptions& options_;
};

}  // namespace

ReadResult ReadEach(const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink, const ReadOne& read_one) {
  return Reader(read_one, table, inputs, options, sink).Run();
}

ReadResult Read(Format& format, const TableSpec& table, const std::vector<Input>& inputs, const ReadOptions& options, const Sink& sink) {
  Blocks blocks(format, inputs, options);
  return ReadEach(table, inputs, options, sink,
                  [&](std::uint32_t number, std::vector<Worker>& workers, std::vector<InputError>& errors) { blocks.ReadInput(number, workers, errors); });
}

}  // namespace slate::ingest
