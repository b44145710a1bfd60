// Slate against tuned DuckDB, whole processes, results compared before times: pairs A B A B, medians and ratios.
//   slate_bench --slate PROGRAM [--short] [--json FILE] [--rows N]
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
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

// The contract of the workload with its service levels repeated under new numbers, as long as a real one.
std::string TwoHundredLines() {
  std::ifstream stream(std::string(SLATE_SOURCE_DIR) + "/tests/bench/otif.sla");
  std::string head, level, line;
  std::size_t head_lines = 0, level_lines = 0;
  bool in_levels = false;
  while (std::getline(stream, line) && !(in_levels && line == "}")) {
    (in_levels ? level : head) += line + "\n";
    ++(in_levels ? level_lines : head_lines);
    if (line.rfind("schedule B", 0) == 0) in_levels = true;
  }
  std::string text = head;
  for (std::size_t copy = 0; head_lines + (copy + 1) * level_lines < 200; ++copy) {
    std::string again = level;
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"B.1", fmt::format("B.{}", 2 * copy + 1)},
                                   {"B.2", fmt::format("B.{}", 2 * copy + 2)},
                                   {"otif", fmt::format("otif_{}", copy)},
                                   {"reliability", fmt::format("reliability_{}", copy)}}) {
      for (std::size_t at = 0; (at = again.find(from, at)) != std::string::npos; at += to.size()) again.replace(at, from.size(), to);
    }
    text += again;
  }
  return text + "}\n";
}

// The generated events are large: they go away however the program ends.
struct Scratch {
  std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("slate-bench-{}", ::getpid());
  Scratch() { std::filesystem::create_directories(path); }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

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
  static const Scratch scratch;  // static: std::exit unwinds no stack
  const std::string folder = scratch.path.string();
  nlohmann::ordered_json report = nlohmann::ordered_json::array();
  const auto measure = [&](const std::string& task, std::uint64_t count, const std::string& engine) {
    const std::string events = fmt::format("{}/{}.csv", folder, task), ledger = folder + "/ledger.json";
    if (!WriteDeliveries(events, count, 1000, false)) {
      fmt::print(stderr, "can't write {}\n", events);
      std::exit(1);
    }
    for (const int threads : {1, 2}) {
      const std::string ours = fmt::format("{} eval {}/tests/bench/otif.sla --binding {}/tests/bench/otif_binding.sla --events delivery={} --as-of 2027-01-01 --threads {} --engine {} --format json --out {}",
                                           program, SLATE_SOURCE_DIR, SLATE_SOURCE_DIR, events, threads, engine, ledger);
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
      fmt::print("{:16} {:>10} rows, {} thread{}: slate {:8.1f} ms, DuckDB {:8.1f} ms, {:.2f} times as fast ({:.1f} million rows a second)\n", task, count, threads, threads == 1 ? " " : "s",
                 Median(a), Median(b), Median(ratios), static_cast<double>(count) / Median(a) / 1000);
      report.push_back({{"task", task}, {"threads", threads}, {"slate_ms", Median(a)}, {"peer_ms", Median(b)}, {"ratio", Median(ratios)}});
    }
  };
  measure("csv", rows, "jit");
  measure("cold", 1000, "jit");
  measure("cold_interpreted", 1000, "interpret");
  const std::string contract = folder + "/contract.sla";
  std::ofstream(contract) << TwoHundredLines();
  std::vector<double> checks;
  for (int run = 0; run < 20; ++run) checks.push_back(Milliseconds(fmt::format("{} check {} >/dev/null 2>&1", program, contract)));
  fmt::print("{:16} a contract of 200 lines: {:.1f} ms\n", "check", Median(checks));
  report.push_back({{"task", "check"}, {"threads", 1}, {"slate_ms", Median(checks)}, {"peer_ms", nullptr}, {"ratio", nullptr}});
  if (!json_path.empty()) std::ofstream(json_path) << report.dump(1) << "\n";
  return 0;
}
