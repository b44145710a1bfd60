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

int main() {
  using namespace slate;
  const std::string events = fmt::format("/tmp/slate-witness-{}.csv", ::getpid());
  if (!bench::WriteDeliveries(events, 200'000, 37, true)) {
    fmt::print("FAIL can't write {}\n", events);
    return 1;
  }
  std::string error;
  const bench::Cells expected = bench::RunPeer(bench::OtifQuery(bench::CsvTable(events)), 1, error);
  driver::Compilation compilation;
  for (const char* name : {"/tests/bench/otif.sla", "/tests/bench/otif_binding.sla"}) {
    std::ostringstream text;
    text << std::ifstream(std::string(SLATE_SOURCE_DIR) + name).rdbuf();
    compilation.Add(name, text.str());
  }
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  int failures = plan && error.empty() && expected.size() == 37 * 12 ? 0 : 1;
  if (failures != 0) fmt::print("FAIL {} cells from the witness; {}\n", expected.size(), error);
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    if (!plan) break;
    const int fd = ::open(events.c_str(), O_RDONLY);
    const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{events, fd}}}},
                                         {.as_of = Instant{1'800'000'000'000'000}, .engine = engine, .threads = 2, .module_folder = SLATE_BUILD_DIR});
    ::close(fd);
    bench::Cells actual;
    for (const settle::Row& row : result.ledger.rows) {
      const CivilDate day = ToCivil(row.first_day);
      if (row.evidence.denominator > 0) actual[{row.group, day.year * 12 + day.month - 1}] = {row.evidence.numerator, row.evidence.denominator};
    }
    if (actual != expected) {
      ++failures;
      fmt::print("FAIL the engines count otherwise than the witness ({} cells against {}) {}\n", actual.size(), expected.size(), result.engine_error);
    }
  }
  ::unlink(events.c_str());
  fmt::print("{} passed, {} failed\n", 2 - failures, failures);
  return failures == 0 ? 0 : 1;
}
