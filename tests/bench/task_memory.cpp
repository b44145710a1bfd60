// Columns in memory: on time in full, the exact 95th percentile of lead times, and many metrics over one event type.
#include <fmt/format.h>
#include <map>

#include "tests/bench/delivery_table.h"
#include "tests/bench/sqlite.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"

namespace slate::bench {
namespace {

constexpr std::uint32_t kCustomers = 1000;
constexpr const char* kGood =
    "(delivered IS NOT NULL AND delivered <= promised + 1800000000 AND received >= ordered)::INT";
constexpr const char* kBinding = "binding \"generated\" for \"BENCH\" { event delivery from csv { unique by key } }\n";

std::string Contract(const std::string& levels) {
  return "contract \"Bench\" reference \"BENCH\" { customer buyer \"Buyer\" provider carrier \"Carrier\" term "
         "2025-01-01 through 2025-12-31 time zone \"UTC\" currency EUR conventions slate_2026 }\n"
         "schedule A \"Records\" {\n"
         "  A.1 event delivery \"Delivery\" { key order : text dimension customer : text seen in the period promised : "
         "instant delivered : instant? ordered : count received : count }\n"
         "}\nschedule B \"Levels\" {\n" +
         levels + "}\n";
}

// What of a cell the peer's number is: the items in the numerator, the value, or the value's numerator before it is
// reduced.
enum class Compared { good, value, numerator };

// One metric, as the peer is asked for it.
struct Measure {
  std::string metric, aggregate;
  Compared compared = Compared::good;
};

bool Same(const InMemory::Cell& cell, Compared compared, std::int64_t value) {
  switch (compared) {
    case Compared::good: return cell.numerator == static_cast<std::uint64_t>(value);
    case Compared::value: return cell.value_numerator == value * cell.value_denominator;
    case Compared::numerator: return cell.value_numerator == value;
  }
  return false;
}

void Compare(const Setting& setting, const std::string& task, const DeliveryColumns& columns, InMemory& contract,
             Peer& peer, const std::vector<Measure>& measures, const std::function<void(Result&)>& finish = {}) {
  std::string query = "SELECT customer, month";
  for (const Measure& one : measures) query += ", " + one.aggregate;
  query += " FROM delivery GROUP BY customer, month";
  for (const int threads : {1, 2}) {
    setting.progress(fmt::format("{}: {} rows, {} thread{}: comparing results", task, columns.rows, threads,
                                 threads == 1 ? "" : "s"));
    peer.SetThreads(threads);
    contract.Measure(threads);
    const auto rows = peer.Rows(query);
    if (!peer.error.empty()) throw Failed("DuckDB: " + peer.error);
    for (std::size_t i = 0; i < measures.size(); ++i) {
      RequireSame(contract.Cells(measures[i].metric), rows,
                  [&](const InMemory::Cell& cell, const std::vector<std::string>& row) {
                    return Same(cell, measures[i].compared, std::stoll(row[2 + i]));
                  });
    }
    const auto theirs = [&] { return RunCall([&] { peer.Run(query); }); };
    Result result =
        Summary(task, threads, columns.rows,
                RunPairs(setting.runs, [&] { return RunCall([&] { contract.Measure(threads); }); }, theirs));
    result.more.emplace_back("ns_a_row", result.slate.wall_ms * 1e6 / static_cast<double>(columns.rows));
    if (finish) finish(result);
    setting.add(std::move(result));
  }
}

// Metrics of several kinds, each with a bound of its own.
std::pair<std::string, std::vector<Measure>> Metrics(int count) {
  std::string levels;
  std::vector<Measure> measures;
  for (int i = 0; i < count; ++i) {
    const std::string reported = "reported for each customer each calendar month";
    const std::string late =
        fmt::format("delivered IS NOT NULL AND delivered <= promised + {}", (30 + i) * 60'000'000LL);
    switch (i % 4) {
      case 0:
        levels += fmt::format(
            "  B.{} metric m{} {{ ratio of delivery d by d.promised numerator when d.delivered is recorded and "
            "d.delivered no later than d.promised + {} minutes and d.received at least d.ordered {} }}\n",
            i + 1, i, 30 + i, reported);
        measures.push_back(
            {fmt::format("m{}", i), fmt::format("sum(({} AND received >= ordered)::INT)::BIGINT", late)});
        break;
      case 1:
        levels += fmt::format("  B.{} metric m{} {{ sum of delivery d by d.promised value d.received {} }}\n", i + 1, i,
                              reported);
        measures.push_back({fmt::format("m{}", i), "sum(received)::BIGINT", Compared::value});
        break;
      case 2:
        levels += fmt::format(
            "  B.{} metric m{} {{ ratio of delivery d by d.promised numerator when d.ordered more than {} and "
            "d.received less than d.ordered {} }}\n",
            i + 1, i, i, reported);
        measures.push_back(
            {fmt::format("m{}", i), fmt::format("sum((ordered > {} AND received < ordered)::INT)::BIGINT", i)});
        break;
      default:
        levels += fmt::format(
            "  B.{} metric m{} {{ ratio of delivery d by d.promised weighted by d.ordered numerator when d.delivered "
            "is recorded and d.delivered no later than d.promised + {} minutes {} }}\n",
            i + 1, i, 30 + i, reported);
        measures.push_back({fmt::format("m{}", i),
                            fmt::format("sum(CASE WHEN {} THEN ordered ELSE 0 END)::BIGINT", late),
                            Compared::numerator});
        break;
    }
  }
  return {levels, measures};
}

}  // namespace

void MeasureMemory(const Setting& setting) {
  setting.progress("memory: generating columns");
  const DeliveryColumns columns(setting.rows(10'000'000, 1'000'000), kCustomers);
  Peer peer;
  Load(columns, peer);
  InMemory contract(TextOf(BenchFile("otif.sla")), TextOf(BenchFile("otif_binding.sla")), setting.module_folder);
  Load(columns, contract);
  const std::vector<Measure> measures{{"otif", fmt::format("sum({})::BIGINT", kGood)}};
  Compare(setting, "memory", columns, contract, peer, measures, [&](Result& result) {
    if (result.threads == 1) result.sqlite_ms = SqliteMilliseconds(columns);
  });
}

void MeasureP95(const Setting& setting) {
  setting.progress("p95: generating columns");
  const DeliveryColumns columns(setting.rows(10'000'000, 1'000'000), kCustomers);
  Peer peer;
  Load(columns, peer);
  InMemory contract(
      Contract("  B.1 metric lead { percentile 95 of delivery d by d.promised where d.delivered is recorded value "
               "d.delivered - d.promised reported for each customer each calendar month }\n"),
      kBinding, setting.module_folder);
  Load(columns, contract);
  Compare(setting, "p95", columns, contract, peer,
          {{"lead", "quantile_disc(delivered - promised, 0.95)", Compared::value}});
}

void MeasureMetrics(const Setting& setting) {
  setting.progress("metrics: generating columns");
  const DeliveryColumns columns(setting.rows(10'000'000, 1'000'000), kCustomers);
  Peer peer;
  Load(columns, peer);
  std::map<int, double> one;  // metric's pass, by threads
  for (const int count : {1, 5, 20}) {
    const auto [levels, measures] = Metrics(count);
    InMemory contract(Contract(levels), kBinding, setting.module_folder);
    Load(columns, contract);
    Compare(setting, fmt::format("metrics_{}", count), columns, contract, peer, measures, [&](Result& result) {
      one.emplace(result.threads, result.slate.wall_ms);
      result.more.emplace_back("times_one_metric", result.slate.wall_ms / one[result.threads]);
    });
  }
}

}  // namespace slate::bench
