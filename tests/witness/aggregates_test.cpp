// The third witness for every aggregate: hand-written SQL on DuckDB over generated deliveries; both engines must find the same
// value in every cell, exactly. Averages and the median are compared as fractions made from integers.
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

// (metric, customer, month) -> value in lowest terms; durations in microseconds.
using Values = std::map<std::tuple<std::string, std::string, std::int64_t>, std::string>;

std::string Text(slate::Int128 numerator, slate::Int128 denominator) {
  const slate::Ratio ratio = slate::MakeRatio(numerator, denominator);
  return slate::ToString(ratio.numerator) + "/" + slate::ToString(ratio.denominator);
}

// Each metric as two integers, numerator and denominator.
std::string Query(const std::string& path) {
  const std::string delay = "epoch_us(delivered) - epoch_us(promised)";
  return "WITH d AS (SELECT *, year(promised) * 12 + month(promised) - 1 AS month, " + delay + " AS delay FROM read_csv('" + path +
         "', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {'order_id': 'VARCHAR', 'customer': 'VARCHAR', 'region': 'VARCHAR', 'promised': 'TIMESTAMP', "
         "'delivered': 'TIMESTAMP', 'ordered': 'BIGINT', 'received': 'BIGINT', 'carrier': 'VARCHAR'})) SELECT customer, month, "
         "sum((received < ordered)::INT)::BIGINT, 1, sum(received)::BIGINT, 1, sum(received - 2 * ordered)::BIGINT, count(*), min(delay), 1, max(delay), 1, "
         "quantile_disc(delay, 0.95), 1, (2 * quantile_cont(delay, 0.5))::BIGINT, 2, count(DISTINCT carrier), 1, "
         "sum(CASE WHEN delivered <= promised THEN ordered ELSE 0 END)::BIGINT, sum(ordered)::BIGINT, quantile_disc(coalesce(delay, 1800000000), 0.995), 1 FROM d GROUP BY customer, month";
}

}  // namespace

int main() {
  using namespace slate;
  const std::string events = fmt::format("/tmp/slate-witness-aggregates-{}.csv", ::getpid());
  if (!bench::WriteDeliveries(events, 60'000, 23, true)) {
    fmt::print("FAIL can't write {}\n", events);
    return 1;
  }
  std::string error;
  Values expected;
  for (const std::vector<std::string>& row : bench::RunQuery(Query(events), error)) {
    for (std::size_t m = 1; m <= 10; ++m) {
      const std::int64_t n = std::stoll(row[2 * m]), d = std::stoll(row[2 * m + 1]);
      // DuckDB has no group without rows; a count of nothing is zero in Slate only where the group was seen.
      if (m == 1 && n == 0) continue;
      expected[{fmt::format("m{}", m), row[0], std::stoll(row[1])}] = Text(n, d);
    }
  }
  driver::Compilation compilation;
  for (const char* name : {"/tests/witness/aggregates.sla", "/tests/witness/aggregates_binding.sla"}) {
    std::ostringstream text;
    text << std::ifstream(std::string(SLATE_SOURCE_DIR) + name).rdbuf();
    compilation.Add(name, text.str());
  }
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  int failures = plan && error.empty() && expected.size() > 9 * 23 * 12 ? 0 : 1;
  if (failures != 0) fmt::print("FAIL {} values from the witness; {}\n", expected.size(), error);
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    if (!plan) break;
    const int fd = ::open(events.c_str(), O_RDONLY);
    const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), {{"delivery", {{events, fd}}}},
                                         {.as_of = Instant{1'800'000'000'000'000}, .engine = engine, .threads = 2, .module_folder = SLATE_BUILD_DIR});
    ::close(fd);
    Values actual;
    for (const settle::Row& row : result.ledger.rows) {
      const CivilDate day = ToCivil(row.first_day);
      if (row.value && row.evidence.denominator > 0) actual[{row.metric, row.group, day.year * 12 + day.month - 1}] = Text(row.value->numerator, row.value->denominator);
    }
    if (actual == expected) continue;
    ++failures;
    fmt::print("FAIL the engines find other values than the witness ({} against {}) {}\n", actual.size(), expected.size(), result.engine_error);
    int shown = 0;
    for (const auto& [key, value] : expected) {
      if (const auto found = actual.find(key); found != actual.end() && found->second == value) continue;
      fmt::print("  {} {} {}: {}\n", std::get<0>(key), std::get<1>(key), std::get<2>(key), value);
      if (++shown == 10) break;
    }
  }
  ::unlink(events.c_str());
  fmt::print("{} values, {} passed, {} failed\n", expected.size(), 2 - failures, failures);
  return failures == 0 ? 0 : 1;
}
