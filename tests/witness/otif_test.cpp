// The third witness: hand-written SQL on DuckDB counts generated deliveries that crowd month ends and the tolerance, and both
// engines must count the same, cell by cell.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "tests/bench/peer.h"
#include "tests/bench/workload.h"

namespace {

using namespace slate;

bench::Cells CellsOf(const ledger::Ledger& ledger) {
  bench::Cells cells;
  for (const settle::Row& row : ledger.rows) {
    const CivilDate day = ToCivil(row.first_day);
    if (row.evidence.denominator > 0) cells[{row.group, day.year * 12 + day.month - 1}] = {row.evidence.numerator, row.evidence.denominator};
  }
  return cells;
}

std::string Read(const char* name) {
  std::ostringstream text;
  text << std::ifstream(std::string(SLATE_SOURCE_DIR) + name).rdbuf();
  return text.str();
}

// Both engines over the events in one format; the number of those that count otherwise than the witness.
int Compare(const std::string& format, const std::string& events, const bench::Cells& expected) {
  driver::Compilation compilation;
  std::string binding = Read("/tests/bench/otif_binding.sla");
  binding.replace(binding.find("from csv"), 8, "from " + format);
  compilation.Add("otif.sla", Read("/tests/bench/otif.sla"));
  compilation.Add("otif_binding.sla", binding);
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  int failures = 0;
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    if (!plan) return 2;
    const int fd = ::open(events.c_str(), O_RDONLY);
    const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{events, fd}}}},
                                         {.as_of = Instant{1'800'000'000'000'000}, .engine = engine, .threads = 2, .module_folder = SLATE_BUILD_DIR});
    ::close(fd);
    const bench::Cells actual = CellsOf(result.ledger);
    if (actual == expected) continue;
    ++failures;
    fmt::print("FAIL from {} the engines count otherwise than the witness ({} cells against {}) {}\n", format, actual.size(), expected.size(), result.engine_error);
    for (const ingest::InputError& error : result.input_errors) fmt::print("  {}\n", error.message);
  }
  return failures;
}

}  // namespace

int main() {
  const std::string csv = fmt::format("/tmp/slate-witness-{}.csv", ::getpid()), parquet = fmt::format("/tmp/slate-witness-{}.parquet", ::getpid());
  if (!bench::WriteDeliveries(csv, 200'000, 37, true)) {
    fmt::print("FAIL can't write {}\n", csv);
    return 1;
  }
  std::string error;
  const bench::Cells expected = bench::RunPeer(bench::OtifQuery(bench::CsvTable(csv)), 1, error);
  bench::Peer writer;
  writer.Run(fmt::format("COPY (FROM read_csv('{}', all_varchar = false)) TO '{}' (FORMAT parquet)", csv, parquet));
  if (error.empty()) error = writer.error;
  int failures = error.empty() && expected.size() == 37 * 12 ? 0 : 1;
  if (failures != 0) fmt::print("FAIL {} cells from the witness; {}\n", expected.size(), error);
  failures += Compare("csv", csv, expected) + Compare("parquet", parquet, expected);
  ::unlink(csv.c_str());
  ::unlink(parquet.c_str());
  fmt::print("{} passed, {} failed\n", 4 - failures, failures);
  return failures == 0 ? 0 : 1;
}
