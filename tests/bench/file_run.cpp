#include "tests/bench/file_run.h"

#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdlib.h>

#include "tests/bench/texts.h"

namespace slate::bench {
namespace {

// Of a ledger as CSV: those cells that have items. No field before the counts has a comma in it.
Cells LedgerCells(const std::string& path, bool yearly) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  Cells cells;
  while (std::getline(stream, line)) {
    std::vector<std::string> fields;
    std::stringstream texts(line);
    for (std::string field; fields.size() < 11 && std::getline(texts, field, ',');) fields.push_back(field);
    if (fields.size() < 11) throw Failed("the ledger has a line with too few fields: " + line);
    const std::string &group = fields[4], &first_day = fields[6], &numerator = fields[9], &denominator = fields[10];
    if (std::stoull(denominator) == 0) continue;
    const std::int64_t month =
        yearly ? 0 : std::stoi(first_day.substr(0, 4)) * 12 + std::stoi(first_day.substr(5, 2)) - 1;
    cells[{group, month}] = {std::stoull(numerator), std::stoull(denominator)};
  }
  return cells;
}

// Once, after it was seen to find the same sums.
std::optional<double> PolarsMilliseconds(const Setting& setting, const FileRun& run, int threads, const Cells& cells) {
  if (setting.polars.empty() || run.polars.empty()) return std::nullopt;
  std::uint64_t items = 0, good = 0;
  for (const auto& [key, counts] : cells) good += counts.first, items += counts.second;
  const std::vector<std::string> command{"env",          "-C",
                                         setting.polars, fmt::format("POLARS_MAX_THREADS={}", threads),
                                         "node",         BenchFile("polars.mjs"),
                                         run.polars,     run.events};
  const auto [text, status] = OutputOf(command);
  if (status != 0 || text != fmt::format("{} {} {}\n", cells.size(), items, good)) {
    setting.progress(fmt::format("{}: SKIPPED: Polars: {}", run.task, text));
    return std::nullopt;
  }
  return RunProgram(command).wall_ms;
}

}  // namespace

void MeasureFile(const Setting& setting, const FileRun& run, const std::vector<int>& threads, int runs) {
  ::setenv("SLATE_KERNEL_CACHE", run.kernels.c_str(), 1);  // for the processes that are started
  for (const int count : threads) {
    const std::string ledger = setting.scratch + "/ledger";
    const auto ours = [&](const std::string& format) {
      return std::vector<std::string>{setting.program,
                                      "eval",
                                      run.contract,
                                      "--binding",
                                      run.binding,
                                      "--events",
                                      "delivery=" + run.events,
                                      "--as-of",
                                      "2027-01-01",
                                      "--threads",
                                      std::to_string(count),
                                      "--engine",
                                      run.engine,
                                      "--format",
                                      format,
                                      "--out",
                                      ledger};
    };
    setting.progress(
        fmt::format("{}: {} rows, {} thread{}: comparing results", run.task, run.rows, count, count == 1 ? "" : "s"));
    RunProgram(ours("csv"));
    std::string error;
    const Cells theirs = RunPeer(run.query, count, error);
    if (!error.empty()) throw Failed("DuckDB: " + error);
    if (theirs.empty() || LedgerCells(ledger, run.yearly) != theirs) throw Failed("the results differ");
    setting.progress(fmt::format("{}: {} pairs", run.task, runs));
    const std::string format = run.yearly ? "csv" : "json";
    const Pairs pairs = RunPairs(
        runs, [&] { return RunProgram(ours(format)); },
        [&] { return RunProgram({setting.peer, std::to_string(count), run.query}); });
    Result result = Summary(run.task, count, run.rows, pairs);
    result.polars_ms = PolarsMilliseconds(setting, run, count, theirs);
    setting.add(std::move(result));
  }
}

}  // namespace slate::bench
