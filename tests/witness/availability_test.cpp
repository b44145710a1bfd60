// The third witness for time and for buckets: hand-written SQL on DuckDB over random outages, maintenance and requests. Time down
// outside announced maintenance is found in SQL by running totals over all starts and ends; rates by grouping. Both engines must
// find the same value for every database and month, exactly.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "tests/bench/peer.h"

namespace {

using namespace slate;

constexpr int kDatabases = 4;

struct Records {
  std::string outages = "database,start,end,state\n", maintenance = "database,start,end,notified\n", requests = "database,sent,failed\n";
};

std::string Moment(std::int64_t seconds) { return ToString(Instant{seconds * kMicrosPerSecond}); }

// Intervals overlap, touch, reach over month ends and the nights clocks change, and begin before the term.
Records Random(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  constexpr std::int64_t kBegin = 1'735'600'000, kYear = 366 * 86'400;
  Records records;
  for (int i = 0; i < 700; ++i) {
    const std::int64_t start = kBegin + below(kYear), length = 1 + below(i % 9 == 0 ? 300'000 : 9'000);
    records.outages += fmt::format("db-{},{},{},down\n", below(kDatabases), Moment(start), Moment(start + length));
    const std::int64_t window = i % 2 == 0 ? start - below(3'000) : kBegin + below(kYear);
    records.maintenance += fmt::format("db-{},{},{},{}\n", below(kDatabases), Moment(window), Moment(window + 1 + below(20'000)), Moment(window - 150'000 - below(40'000)));
  }
  for (int i = 0; i < 60'000; ++i) {
    // Busy hours and silent ones.
    const std::int64_t at = kBegin + 3'600 * below(1'500) * 6 + below(2'000);
    records.requests += fmt::format("db-{},{},{}\n", below(kDatabases), Moment(at), below(4) == 0 ? "true" : "false");
  }
  return records;
}

using Values = std::map<std::tuple<std::string, std::string, std::int64_t>, std::string>;  // (metric, database, month)

std::string Text(Int128 numerator, Int128 denominator) {
  const Ratio ratio = MakeRatio(numerator, denominator);
  return ToString(ratio.numerator) + "/" + ToString(ratio.denominator);
}

// Microseconds up and counted, for each database and month: at every start and end it is known how many outages and how much
// maintenance is under way.
std::string AvailabilityQuery(const std::string& folder) {
  const auto read = [&](const char* file, const char* more) {
    return fmt::format("read_csv('{}{}', header = true, auto_detect = false, columns = {{'database': 'VARCHAR', 'start': 'TIMESTAMPTZ', 'end': 'TIMESTAMPTZ', {}}})", folder, file, more);
  };
  return "WITH months AS (SELECT m, timezone('Europe/Berlin', make_timestamp(2025, m, 1, 0, 0, 0)) AS s, "
         "timezone('Europe/Berlin', make_timestamp(2025 + m // 12, m % 12 + 1, 1, 0, 0, 0)) AS e FROM range(1, 13) t(m)), "
         "marks AS (SELECT database, start AS moment, 1 AS outages, 0 AS taken FROM " + read("outages", "'state': 'VARCHAR'") +
         " UNION ALL SELECT database, \"end\", -1, 0 FROM " + read("outages", "'state': 'VARCHAR'") +
         " UNION ALL SELECT database, start, 0, 1 FROM " + read("maintenance", "'notified': 'TIMESTAMPTZ'") + " WHERE start - notified >= INTERVAL 48 HOUR"
         " UNION ALL SELECT database, \"end\", 0, -1 FROM " + read("maintenance", "'notified': 'TIMESTAMPTZ'") + " WHERE start - notified >= INTERVAL 48 HOUR"
         " UNION ALL SELECT d, s, 0, 0 FROM months, (SELECT 'db-' || i AS d FROM range(0, " + std::to_string(kDatabases) + ") r(i))"
         " UNION ALL SELECT d, e, 0, 0 FROM months, (SELECT 'db-' || i AS d FROM range(0, " + std::to_string(kDatabases) + ") r(i))), "
         "steps AS (SELECT database, moment, sum(outages) AS outages, sum(taken) AS taken FROM marks GROUP BY database, moment), "
         "spans AS (SELECT database, moment, lead(moment) OVER w AS upto, sum(outages) OVER w AS outages, sum(taken) OVER w AS taken FROM steps WINDOW w AS (PARTITION BY database ORDER BY moment)) "
         "SELECT database, m, sum(CASE WHEN taken = 0 AND outages = 0 THEN epoch_us(upto) - epoch_us(moment) ELSE 0 END)::BIGINT, "
         "sum(CASE WHEN taken = 0 THEN epoch_us(upto) - epoch_us(moment) ELSE 0 END)::BIGINT FROM spans, months WHERE moment >= s AND upto <= e GROUP BY database, m";
}

// Of each bucket of `minutes` in which there were requests: its month, its failures and its requests.
std::string BucketQuery(const std::string& folder, int minutes) {
  return fmt::format(
      "SELECT database, month(timezone('Europe/Berlin', sent)) AS m, sum(failed::INT)::BIGINT, count(*) FROM read_csv('{}requests', header = true, auto_detect = false, "
      "columns = {{'database': 'VARCHAR', 'sent': 'TIMESTAMPTZ', 'failed': 'BOOLEAN'}}) WHERE year(timezone('Europe/Berlin', sent)) = 2025 "
      "GROUP BY database, m, epoch_us(sent) // {}", folder, minutes * 60'000'000LL);
}

Values Expected(const std::string& folder, std::string& error) {
  Values values;
  for (const auto& row : bench::RunQuery(AvailabilityQuery(folder), error)) values[{"availability", row[0], std::stoll(row[1])}] = Text(std::stoll(row[2]), std::stoll(row[3]));
  std::map<std::pair<std::string, std::int64_t>, std::pair<Int128, Int128>> rates, bad;
  for (const auto& row : bench::RunQuery(BucketQuery(folder, 5), error)) {
    auto& [sum, count] = rates[{row[0], std::stoll(row[1])}];
    sum += RoundToScale(MakeRatio(std::stoll(row[2]), std::stoll(row[3])), 12, RoundingMode::half_even).value();
    count += 1;
  }
  for (const auto& [key, of] : rates) values[{"mean_rate", key.first, key.second}] = Text(of.first, of.second * 1'000'000'000'000);
  // Buckets without requests are good: of each month there are as many as fit into its days, two of which have 23 and 25 hours.
  for (const auto& row : bench::RunQuery(BucketQuery(folder, 15), error)) bad[{row[0], std::stoll(row[1])}].first += 10 * std::stoll(row[2]) > 3 * std::stoll(row[3]) ? 1 : 0;
  for (int db = 0; db < kDatabases; ++db) {
    for (int month = 1; month <= 12; ++month) {
      const Int128 all = DaysInMonth(2025, month) * 96 + (month == 3 ? -4 : month == 10 ? 4 : 0);
      const std::string name = fmt::format("db-{}", db);
      values[{"good_share", name, month}] = Text(all - bad[{name, month}].first, all);
    }
  }
  return values;
}

}  // namespace

int main() {
  const std::string folder = fmt::format("/tmp/slate-witness-availability-{}-", ::getpid());
  const Records records = Random(7);
  const std::map<std::string, std::pair<std::string, std::string>> sources = {
      {"db_state", {"outages", records.outages}}, {"maintenance", {"maintenance", records.maintenance}}, {"request", {"requests", records.requests}}};
  for (const auto& [name, source] : sources) std::ofstream(folder + source.first) << source.second;
  std::string error;
  const Values expected = Expected(folder, error);
  driver::Compilation compilation;
  std::ostringstream contract;
  contract << std::ifstream(std::string(SLATE_SOURCE_DIR) + "/tests/witness/availability.sla").rdbuf();
  compilation.Add("availability.sla", contract.str());
  std::string members;
  for (int db = 0; db < kDatabases; ++db) members += fmt::format("\"db-{}\" ", db);
  compilation.Add("binding.sla", "binding \"b\" for \"DB\" { roster databases { " + members + "} timeline db_state from csv { } exclusion maintenance from csv { } event request from csv { } }");
  compilation.Check();
  const auto plan = compilation.Plan(std::nullopt);
  for (const Diagnostic& problem : compilation.diagnostics().Sorted()) fmt::print("{}\n", problem.message);
  int failures = plan && error.empty() && expected.size() > 2 * 12 * kDatabases ? 0 : 1;
  if (failures != 0) fmt::print("FAIL {} values from the witness; {}\n", expected.size(), error);
  for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
    if (!plan) break;
    std::map<std::string, std::vector<ingest::Input>> inputs;
    std::vector<std::FILE*> files;
    for (const auto& [name, source] : sources) {
      files.push_back(std::fopen((folder + source.first).c_str(), "r"));
      inputs[name].push_back({source.first, ::fileno(files.back())});
    }
    const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), inputs,
                                         {.as_of = Instant{1'800'000'000'000'000}, .engine = engine, .threads = 2, .module_folder = SLATE_BUILD_DIR});
    for (std::FILE* file : files) std::fclose(file);
    Values actual;
    for (const settle::Row& row : result.ledger.rows) {
      if (row.value) actual[{row.metric, row.group, ToCivil(row.first_day).month}] = Text(row.value->numerator, row.value->denominator);
    }
    if (actual == expected && result.rejects.empty()) continue;
    ++failures;
    fmt::print("FAIL the engines find other values than the witness ({} against {}), {} rejects {}\n", actual.size(), expected.size(), result.rejects.size(), result.engine_error);
    int shown = 0;
    for (const auto& [key, value] : expected) {
      const auto found = actual.find(key);
      if (found != actual.end() && found->second == value) continue;
      fmt::print("  {} {} {}: {}, not {}\n", std::get<0>(key), std::get<1>(key), std::get<2>(key), value, found == actual.end() ? "none" : found->second);
      if (++shown == 10) break;
    }
  }
  for (const auto& [name, source] : sources) ::unlink((folder + source.first).c_str());
  fmt::print("{} values, {} passed, {} failed\n", expected.size(), 2 - failures, failures);
  return failures == 0 ? 0 : 1;
}
