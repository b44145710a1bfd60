// One event at a time, as they come.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "tests/bench/delivery_table.h"
#include "tests/bench/sqlite.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr std::uint64_t kBatch = 1000;  // of the peer's upserts

std::int64_t Now() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

// Nanoseconds of each event, without those that asking for the time takes.
std::vector<std::int64_t> TimesOfEach(InMemory& contract, std::uint64_t rows) {
  std::vector<std::int64_t> times;
  times.reserve(rows);
  std::int64_t clock = 1'000'000;
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t before = Now();
    clock = std::min(clock, Now() - before);
  }
  contract.BeginStream();
  contract.Stream(0, rows);  // once without looking: the state has grown, caches are as warm as they get
  std::int64_t before = Now();
  contract.Stream(0, rows, [&] {
    const std::int64_t now = Now();
    times.push_back(std::max<std::int64_t>(0, now - before - clock));
    before = Now();
  });
  contract.EndStream();
  std::sort(times.begin(), times.end());
  return times;
}

// The peer's batches lie ready as tables of their own: finding them is not what is measured.
void PrepareBatches(Peer& peer, std::uint64_t batches) {
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    peer.Run(fmt::format("CREATE TABLE batch_{} AS SELECT * FROM delivery WHERE rowid >= {} AND rowid < {}", batch,
                         batch * kBatch, (batch + 1) * kBatch));
  }
}

std::string Upsert(std::uint64_t batch) {
  return fmt::format(
      "INSERT INTO state SELECT customer, month, count(*), sum((delivered IS NOT NULL AND delivered <= promised + "
      "1800000000 AND received >= ordered)::INT) "
      "FROM batch_{} GROUP BY customer, month ON CONFLICT DO UPDATE SET items = items + excluded.items, good = good + "
      "excluded.good",
      batch);
}

void Stream(const Setting& setting, const std::string& task, std::uint32_t customers) {
  setting.progress(fmt::format("{}: {} groups", task, customers));
  const DeliveryColumns columns(setting.rows(4'000'000, 1'000'000), customers);
  const std::uint64_t shared =
      std::min<std::uint64_t>(columns.rows / kBatch * kBatch, setting.brief ? 50'000 : 200'000);
  InMemory contract(TextOf(BenchFile("otif.sla")), TextOf(BenchFile("otif_binding.sla")), setting.module_folder);
  Load(columns, contract);
  Peer peer;
  Load(columns, peer);
  const std::string type = customers <= 65'536 ? "customer" : "INTEGER";
  const auto theirs = [&] {
    peer.Run("CREATE OR REPLACE TABLE state (customer " + type +
             ", month INTEGER, items BIGINT, good BIGINT, PRIMARY KEY (customer, month))");
    Spent spent = RunCall([&] {
      for (std::uint64_t batch = 0; batch < shared / kBatch; ++batch) peer.Run(Upsert(batch));
    });
    // As if of all events: what it takes of each does not fall as there are more.
    spent.wall_ms *= static_cast<double>(columns.rows) / static_cast<double>(shared);
    spent.cpu_ms *= static_cast<double>(columns.rows) / static_cast<double>(shared);
    return spent;
  };
  PrepareBatches(peer, shared / kBatch);
  theirs();
  auto rows = peer.Rows("SELECT customer, month, good FROM state");
  if (!peer.error.empty()) throw Failed("DuckDB: " + peer.error);
  if (type == "INTEGER") {
    for (std::vector<std::string>& row : rows) row[0] = CustomerName(static_cast<std::uint32_t>(std::stoul(row[0])));
  }
  contract.BeginStream();
  contract.Stream(0, shared);
  contract.EndStream();
  RequireSame(contract.Cells("otif"), rows, [](const InMemory::Cell& cell, const std::vector<std::string>& row) {
    return cell.numerator == std::stoull(row[2]);
  });
  const auto ours = [&] {
    contract.BeginStream();
    contract.Stream(0, shared);  // groups are there
    const Spent spent = RunCall([&] { contract.Stream(0, columns.rows); });
    contract.EndStream();
    return spent;
  };
  Result result = Summary(task, 1, columns.rows, RunPairs(setting.runs, ours, theirs));
  const auto events = static_cast<double>(columns.rows);
  const std::vector<std::int64_t> times = TimesOfEach(contract, columns.rows);
  result.more = {{"ns_an_event", result.slate.wall_ms * 1e6 / events},
                 {"p50_ns", static_cast<double>(times[times.size() / 2])},
                 {"p999_ns", static_cast<double>(times[times.size() / 1000 * 999])},
                 {"peer_ns_an_event", result.peer->wall_ms * 1e6 / events}};
  if (const auto sqlite = SqliteUpsertNanoseconds(columns, shared))
    result.more.emplace_back("sqlite_ns_an_event", *sqlite);
  setting.add(std::move(result));
}

}  // namespace

void MeasureEvent(const Setting& setting) {
  Stream(setting, "event", 1000);
  Stream(setting, "event_100k", 100'000);
}

}  // namespace slate::bench
