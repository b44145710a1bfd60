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
  for (const auto& [task, engine] :
       {std::pair<std::string, std::string>{"cold", "jit"}, {"cold_interpreted", "interpret"}}) {
    MeasureFile(setting,
                {.task = task,
                 .rows = 1000,
                 .events = events,
                 .contract = BenchFile("otif.sla"),
                 .binding = BenchFile("otif_binding.sla"),
                 .engine = engine,
                 .query = OtifQuery(CsvTable(events))},
                {1}, kRuns);
  }
}

void MeasureCheck(const Setting& setting) {
  const std::string contract = setting.scratch + "/contract.sla";
  WriteText(contract, LongContract());
  setting.progress("check: a contract of 200 lines");
  const auto ours = [&] { return RunProgram({setting.program, "check", contract}); };
  setting.add(Summary("check", 1, 0, RunPairs(kRuns, ours, nullptr)));
}

}  // namespace slate::bench
