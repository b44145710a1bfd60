// What starting costs: a thousand rows from the file to the ledger, and the check of a long contract. Whole processes.
#include <algorithm>
#include <fmt/format.h>

#include "tests/bench/file_run.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr int kRuns = 21;  // they are short

}  // namespace

void MeasureCold(const Setting& setting) {
  const std::string events = setting.scratch + "/cold.csv";
  if (!WriteDeliveries(events, 1000, 20, false)) throw Failed("can't write " + events);
  FileRun run{.rows = 1000,
              .events = events,
              .contract = BenchFile("otif.sla"),
              .binding = BenchFile("otif_binding.sla"),
              .query = OtifQuery(CsvTable(events))};
  const auto measure = [&](const char* task, const char* engine, const std::string& kernels) {
    run.task = task;
    run.engine = engine;
    run.kernels = kernels;
    MeasureFile(setting, run, {1}, kRuns);
  };
  measure("cold", "jit", "off");
  measure("cold_kept", "jit", setting.scratch + "/kernels");
  measure("cold_interpreted", "interpret", "off");
}

void MeasureCheck(const Setting& setting) {
  const std::string contract = setting.scratch + "/contract.sla";
  WriteText(contract, LongContract());
  setting.progress("check: a contract of 200 lines");
  const auto ours = [&] { return RunProgram({setting.program, "check", contract}); };
  setting.add(Summary("check", 1, 0, RunPairs(kRuns, ours, nullptr)));
}

}  // namespace slate::bench
