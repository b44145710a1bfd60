// What growth costs: rows and groups, as whole processes with their peak memory.
#include <filesystem>
#include <fmt/format.h>

#include "tests/bench/file_run.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr std::uint64_t kBytesOfRow = 78;

std::string Short(std::uint64_t count) {
  return count % 1'000'000 == 0 ? fmt::format("{}M", count / 1'000'000) : fmt::format("{}k", count / 1000);
}

void Grow(const Setting& setting, FileRun run, std::uint32_t customers, int runs) {
  run.events = setting.scratch + "/growth.csv";
  const std::uint64_t room = std::filesystem::space(setting.scratch).available;
  if (room < run.rows * kBytesOfRow * 2) {
    setting.progress(fmt::format("{}: SKIPPED: {} has {} MB left", run.task, setting.scratch, room / 1'000'000));
    return;
  }
  if (!WriteDeliveries(run.events, run.rows, customers, false)) throw Failed("can't write " + run.events);
  run.query = run.yearly ? OtifQuery(CsvTable(run.events), "0") : OtifQuery(CsvTable(run.events));
  MeasureFile(setting, run, {2}, runs);
  std::filesystem::remove(run.events);
}

}  // namespace

void MeasureGrowth(const Setting& setting) {
  FileRun run{.contract = BenchFile("otif.sla"), .binding = BenchFile("otif_binding.sla")};
  for (const std::uint64_t rows : {1'000'000, 10'000'000, 50'000'000}) {
    if (setting.brief && rows > 1'000'000) continue;
    run.task = "csv_rows_" + Short(rows);
    run.rows = rows;
    Grow(setting, run, 1000, rows > 10'000'000 ? 1 : 3);
  }
  // By year: a ledger of twelve million rows is nobody's.
  std::string yearly = TextOf(run.contract);
  const std::string month = "each calendar month";
  for (std::size_t at = 0; (at = yearly.find(month, at)) != std::string::npos;)
    yearly.replace(at, month.size(), "each contract year");
  run.contract = setting.scratch + "/yearly.sla";
  run.yearly = true;
  WriteText(run.contract, yearly);
  run.rows = setting.rows(10'000'000, 2'000'000);
  for (const std::uint32_t customers : {1000, 100'000, 1'000'000}) {
    if (setting.brief && customers > 100'000) continue;
    run.task = "csv_groups_" + Short(customers);
    Grow(setting, run, customers, setting.brief ? 1 : 3);
  }
}

}  // namespace slate::bench
