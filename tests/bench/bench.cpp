// Slate against tuned DuckDB, whole processes, results compared before times: pairs A B A B, medians and ratios.
//   slate_bench --slate PROGRAM [--short] [--json FILE] [--rows N]
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/bench/peer.h"
#include "tests/bench/workload.h"

namespace {

using namespace slate::bench;

double Milliseconds(const std::string& command) {
  const auto start = std::chrono::steady_clock::now();
  const int status = std::system(command.c_str());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (status != 0) {
    fmt::print(stderr, "failed: {}\n", command);
    std::exit(1);
  }
  return took.count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Cells SlateCells(const std::string& path) {
  Cells cells;
  const auto ledger = nlohmann::json::parse(std::ifstream(path));
  for (const auto& row : ledger["rows"]) {
    if (row["value"].is_null()) continue;
    const std::string month = row["period"]["name"];
    cells[{row["group"]["value"], std::stoi(month.substr(0, 4)) * 12 + std::stoi(month.substr(5)) - 1}] = {row["value"]["numerator"], row["value"]["denominator"]};
  }
  return cells;
}

}  // namespace

int main(int argc, char** argv) {
  std::string program, json_path;
  std::uint64_t rows = 10'000'000;
  int runs = 5;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--peer" && i + 2 < argc) {  // the peer's own process, so that both sides pay their start
      std::string error;
      const Cells cells = RunPeer(PeerQuery(argv[i + 1]), std::atoi(argv[i + 2]), error);
      if (!error.empty()) fmt::print(stderr, "{}\n", error);
      return error.empty() && !cells.empty() ? 0 : 1;
    }
    if (argument == "--slate" && i + 1 < argc) program = argv[++i];
    else if (argument == "--json" && i + 1 < argc) json_path = argv[++i];
    else if (argument == "--rows" && i + 1 < argc) rows = std::strtoull(argv[++i], nullptr, 10);
    else if (argument == "--short") rows = 1'000'000, runs = 3;
    else {
      fmt::print("usage: slate_bench --slate PROGRAM [--short] [--rows N] [--json FILE]\n");
      return 2;
    }
  }
  const std::string folder = fmt::format("/tmp/slate-bench-{}", ::getpid());
  std::system(fmt::format("mkdir -p {}", folder).c_str());
  nlohmann::ordered_json report = nlohmann::ordered_json::array();
  const auto measure = [&](const std::string& task, std::uint64_t count) {
    const std::string events = fmt::format("{}/{}.csv", folder, task), ledger = folder + "/ledger.json";
    WriteDeliveries(events, count, 1000, false);
    for (const int threads : {1, 2}) {
      const std::string ours = fmt::format("{} eval {}/tests/bench/otif.sla --binding {}/tests/bench/otif_binding.sla --events delivery={} --as-of 2027-01-01 --threads {} --format json --out {}",
                                           program, SLATE_SOURCE_DIR, SLATE_SOURCE_DIR, events, threads, ledger);
      const std::string theirs = fmt::format("{} --peer {} {}", argv[0], events, threads);
      Milliseconds(ours);
      std::string error;
      if (SlateCells(ledger) != RunPeer(PeerQuery(events), threads, error) || !error.empty()) {
        fmt::print("{}: the results differ {}\n", task, error);
        std::exit(1);
      }
      std::vector<double> a, b, ratios;
      for (int run = 0; run < runs; ++run) {
        a.push_back(Milliseconds(ours));
        b.push_back(Milliseconds(theirs));
        ratios.push_back(b.back() / a.back());
      }
      fmt::print("{:6} {:>10} rows, {} thread{}: slate {:8.1f} ms, DuckDB {:8.1f} ms, {:.2f} times as fast ({:.1f} million rows a second)\n", task, count, threads, threads == 1 ? " " : "s",
                 Median(a), Median(b), Median(ratios), static_cast<double>(count) / Median(a) / 1000);
      report.push_back({{"task", task}, {"threads", threads}, {"slate_ms", Median(a)}, {"peer_ms", Median(b)}, {"ratio", Median(ratios)}});
    }
  };
  measure("csv", rows);
  measure("cold", 1000);
  std::vector<double> checks;
  for (int run = 0; run < 20; ++run) checks.push_back(Milliseconds(fmt::format("{} check {}/tests/samples/freight.sla >/dev/null; true", program, SLATE_SOURCE_DIR)));
  fmt::print("check  the freight sample: {:.1f} ms\n", Median(checks));
  report.push_back({{"task", "check"}, {"threads", 1}, {"slate_ms", Median(checks)}, {"peer_ms", nullptr}, {"ratio", nullptr}});
  if (!json_path.empty()) std::ofstream(json_path) << report.dump(1) << "\n";
  std::system(fmt::format("rm -r {}", folder).c_str());
  return 0;
}
