// What starting costs: a thousand rows from the file to the ledger, and the check of a long contract. Whole processes.
#include <algorithm>
#include <fmt/format.h>

#include "tests/bench/file_run.h"
#include "tests/bench/tasks.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr int kRuns = 21;  // they are short

// The contract of the workload with its service levels repeated under new numbers, as long as a real one.
std::string TwoHundredLines() {
  const std::string text = TextOf(BenchFile("otif.sla"));
  const std::size_t begin = text.find('\n', text.find("schedule B")) + 1, end = text.rfind("\n}") + 1;
  const std::string head = text.substr(0, begin), levels = text.substr(begin, end - begin);
  const auto lines = [](const std::string& some) { return std::count(some.begin(), some.end(), '\n'); };
  std::string whole = head;
  for (int copy = 0; lines(whole) + lines(levels) < 200; ++copy) {
    std::string again = levels;
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"B.1", fmt::format("B.{}", 2 * copy + 1)},
                                   {"B.2", fmt::format("B.{}", 2 * copy + 2)},
                                   {"otif", fmt::format("otif_{}", copy)},
                                   {"reliability", fmt::format("reliability_{}", copy)}}) {
      for (std::size_t at = 0; (at = again.find(from, at)) != std::string::npos; at += to.size())
        again.replace(at, from.size(), to);
    }
    whole += again;
  }
  return whole + "}\n";
}

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
  WriteText(contract, TwoHundredLines());
  setting.progress("check: a contract of 200 lines");
  const auto ours = [&] { return RunProgram({setting.program, "check", contract}); };
  setting.add(Summary("check", 1, 0, RunPairs(kRuns, ours, nullptr)));
}

}  // namespace slate::bench
