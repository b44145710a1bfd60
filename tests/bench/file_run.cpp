#include "tests/bench/file_run.h"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

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

}  // namespace

std::string BenchFile(const std::string& name) {
  return std::string(SLATE_SOURCE_DIR) + "/tests/bench/" + name;
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw Failed("can't write " + path);
}

void MeasureFile(const Setting& setting, const FileRun& run, const std::vector<int>& threads, int runs) {
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
    setting.add(Summary(run.task, count, run.rows, pairs));
  }
}

}  // namespace slate::bench
