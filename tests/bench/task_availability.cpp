// Availability weighted by time, for each service and month: probes in the order of time, of which each holds until the
// next of its service, and overlapping windows of maintenance that are taken out.
#include <fmt/format.h>
#include <random>

#include "runtime/time/civil.h"
#include "tests/bench/in_memory.h"
#include "tests/bench/peer.h"
#include "tests/bench/tasks.h"

namespace slate::bench {
namespace {

constexpr std::size_t kServices = 100, kWindows = 20'202;

constexpr const char* kContract = R"(contract "Bench" reference "BENCH" {
  customer buyer "Buyer"  provider host "Host"
  term 2025-01-01 through 2025-12-31  time zone "UTC"  currency EUR  conventions slate_2026
}
schedule B "Levels" {
  B.1 timeline probe for each service seen since the term began { states up, down from changes initially left out }
  B.2 exclusion maintenance of probe { }
  B.3 metric availability outcome lagging { share of probe in up excluding maintenance reported for each service each calendar month }
}
)";
constexpr const char* kBinding =
    R"(binding "generated" for "BENCH" { timeline probe from csv { } exclusion maintenance from csv { } })";

std::string ServiceName(std::size_t service) {
  return fmt::format("service-{:03}", service);
}

// Times in microseconds.
struct Probes {
  explicit Probes(std::uint64_t rows);
  std::vector<std::uint16_t> service;
  std::vector<std::int64_t> at;
  std::vector<std::uint8_t> up;
  std::vector<std::uint16_t> window_service;
  std::vector<std::int64_t> window_start, window_end;
  std::int64_t year_start = ToDate({2025, 1, 1}).days * kMicrosPerDay,
               year_end = ToDate({2026, 1, 1}).days * kMicrosPerDay;
};

Probes::Probes(std::uint64_t rows) {
  std::mt19937_64 random(20250101);
  const std::int64_t year = year_end - year_start;
  std::vector<std::uint8_t> state(kServices, 1);
  for (std::uint64_t row = 0; row < rows; ++row) {
    const auto one = static_cast<std::uint16_t>(random() % kServices);
    // One in 200 fails, and then one in 10 is well again.
    if (random() % (state[one] != 0 ? 200 : 10) == 0) state[one] ^= 1;
    service.push_back(one);
    at.push_back(year_start + static_cast<std::int64_t>(static_cast<Int128>(year) * row / rows));
    up.push_back(state[one]);
  }
  for (std::size_t window = 0; window < kWindows; ++window) {
    window_service.push_back(static_cast<std::uint16_t>(random() % kServices));
    window_start.push_back(year_start + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(year)));
    window_end.push_back(window_start.back() + static_cast<std::int64_t>(1 + random() % (6 * 3600)) * kMicrosPerSecond);
  }
}

void Load(const Probes& probes, InMemory& contract) {
  std::vector<std::string> names;
  for (std::size_t service = 0; service < kServices; ++service) names.push_back(ServiceName(service));
  const std::vector<std::uint32_t> services = contract.Intern("probe", "service", names),
                                   windows = contract.Intern("maintenance", "service", names),
                                   states = contract.Intern("probe", "state", {"down", "up"});
  contract.Load("probe", probes.at.size(),
                {{"service", [&](std::size_t row) { return services[probes.service[row]]; }},
                 {"moment", [&](std::size_t row) { return probes.at[row]; }},
                 {"state", [&](std::size_t row) { return states[probes.up[row]]; }}});
  contract.Load("maintenance", kWindows,
                {{"service", [&](std::size_t row) { return windows[probes.window_service[row]]; }},
                 {"start", [&](std::size_t row) { return probes.window_start[row]; }},
                 {"end", [&](std::size_t row) { return probes.window_end[row]; }}});
}

void Load(const Probes& probes, Peer& peer) {
  std::string list, months;
  std::vector<std::string> names;
  for (std::size_t service = 0; service < kServices; ++service) {
    names.push_back(ServiceName(service));
    list += (list.empty() ? "'" : ", '") + names.back() + "'";
  }
  // An ENUM of so few names takes one byte.
  const auto bytes = [](const std::vector<std::uint16_t>& wide) {
    return std::vector<std::uint8_t>(wide.begin(), wide.end());
  };
  const std::vector<std::uint8_t> services = bytes(probes.service), windows = bytes(probes.window_service);
  for (int month = 1; month <= 12; ++month) {
    const auto micros = [](int of) {
      return ToDate({2025 + (of - 1) / 12, (of - 1) % 12 + 1, 1}).days * kMicrosPerDay;
    };
    months +=
        fmt::format("{}({}, {}, {})", month == 1 ? "" : ", ", 2025 * 12 + month - 1, micros(month), micros(month + 1));
  }
  peer.Run("CREATE TYPE service AS ENUM (" + list + ")");
  peer.Run("CREATE TABLE probe (service service, moment BIGINT, up BOOLEAN)");
  peer.Run("CREATE TABLE maintenance (service service, start BIGINT, stop BIGINT)");
  peer.Run("CREATE TABLE months AS SELECT * FROM (VALUES " + months + ") m(month, first, next)");
  peer.Append("probe", probes.at.size(),
              {{DUCKDB_TYPE_ENUM, services.data(), nullptr, names},
               {DUCKDB_TYPE_BIGINT, probes.at.data()},
               {DUCKDB_TYPE_BOOLEAN, probes.up.data()}});
  peer.Append("maintenance", kWindows,
              {{DUCKDB_TYPE_ENUM, windows.data(), nullptr, names},
               {DUCKDB_TYPE_BIGINT, probes.window_start.data()},
               {DUCKDB_TYPE_BIGINT, probes.window_end.data()}});
  if (!peer.error.empty()) throw Failed("DuckDB: " + peer.error);
}

// Only changes go on from the first window; what maintenance takes of a piece is the difference of running totals at
// its ends.
std::string Query(const Probes& probes) {
  return fmt::format(R"(
WITH changes AS (SELECT service, moment, up FROM probe
                 QUALIFY up IS DISTINCT FROM lag(up) OVER (PARTITION BY service ORDER BY moment)),
spans AS (SELECT service, up, moment AS s, lead(moment, 1, {}) OVER (PARTITION BY service ORDER BY moment) AS e FROM changes),
pieces AS (SELECT service, month, up, greatest(s, first) AS s, least(e, next) AS e FROM spans JOIN months ON s < next AND e > first),
begun AS (SELECT *, start > max(stop) OVER (PARTITION BY service ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS fresh FROM maintenance),
numbered AS (SELECT *, sum(coalesce(fresh, true)::INT) OVER (PARTITION BY service ORDER BY start ROWS UNBOUNDED PRECEDING) AS island FROM begun),
islands AS (SELECT service, min(start) AS start, max(stop) AS stop FROM numbered GROUP BY service, island),
totals AS (SELECT *, sum(stop - start) OVER (PARTITION BY service ORDER BY start ROWS UNBOUNDED PRECEDING) - (stop - start) AS before FROM islands)
SELECT p.service, month,
       sum(p.e - p.s - (coalesce(b.before + least(p.e, b.stop) - b.start, 0) - coalesce(a.before + least(p.s, a.stop) - a.start, 0)))::BIGINT AS counted,
       sum(CASE WHEN up THEN p.e - p.s - (coalesce(b.before + least(p.e, b.stop) - b.start, 0) - coalesce(a.before + least(p.s, a.stop) - a.start, 0)) ELSE 0 END)::BIGINT AS available
FROM pieces p ASOF LEFT JOIN totals a ON p.service = a.service AND p.s >= a.start ASOF LEFT JOIN totals b ON p.service = b.service AND p.e >= b.start
GROUP BY p.service, month)",
                     probes.year_end);
}

}  // namespace

void MeasureAvailability(const Setting& setting) {
  setting.progress("availability: generating probes");
  const Probes probes(setting.rows(10'000'000, 1'000'000));
  InMemory contract(kContract, kBinding, setting.module_folder);
  Load(probes, contract);
  Peer peer;
  Load(probes, peer);
  const std::string query = Query(probes);
  for (const int threads : {1, 2}) {
    setting.progress(fmt::format("availability: {} probes, {} windows, {} thread{}: comparing results",
                                 probes.at.size(), kWindows, threads, threads == 1 ? "" : "s"));
    peer.SetThreads(threads);
    contract.Measure(threads);
    const auto rows = peer.Rows(query);
    if (!peer.error.empty()) throw Failed("DuckDB: " + peer.error);
    RequireSame(contract.Cells("availability"), rows,
                [](const InMemory::Cell& cell, const std::vector<std::string>& row) {
                  return cell.denominator == std::stoull(row[2]) && cell.numerator == std::stoull(row[3]);
                });
    const auto theirs = [&] { return RunCall([&] { peer.Run(query); }); };
    setting.add(Summary("availability", threads, probes.at.size(),
                        RunPairs(setting.runs, [&] { return RunCall([&] { contract.Measure(threads); }); }, theirs)));
  }
}

}  // namespace slate::bench
