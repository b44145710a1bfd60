// How things are measured: whole processes with what they took, calls within this process, in pairs A B A B with
// medians.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace slate::bench {

// A task that can't be measured here: why, for people. It is no failure.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Results that differ, or a program that failed.
struct Failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Spent {
  double wall_ms = 0, cpu_ms = 0;  // cpu: user and system, of all threads
  double peak_mib = 0;             // the most memory it held; 0 within this process, which holds both sides' data
};

// Runs a program to its end without its standard output. Throws Failed where it does not end with `status`.
Spent RunProgram(const std::vector<std::string>& command, int status = 0);
// What a program prints on both its outputs, and how it ended.
std::pair<std::string, int> OutputOf(const std::vector<std::string>& command);
Spent RunCall(const std::function<void()>& call);

double Median(std::vector<double> values);

struct Pairs {
  std::vector<Spent> ours, theirs;
};
// A B A B. `theirs` may be empty: nobody to compare with.
Pairs RunPairs(int runs, const std::function<Spent()>& ours, const std::function<Spent()>& theirs);

// One line of the report.
struct Result {
  std::string task;
  int threads = 1;
  std::uint64_t rows = 0;
  int runs = 0;
  Spent slate;  // medians; of memory the most
  std::optional<Spent> peer;
  double ratio = 0, ratio_min = 0, ratio_max = 0;  // peer / slate of each pair: the median, the least, the most
  double cpu_ratio = 0;  // the same of CPU times, which other work on the machine disturbs less
  std::vector<std::pair<std::string, double>> more;  // further figures by name: "p50_ns"
  std::optional<double> polars_ms, sqlite_ms;        // for reference: one run
};
Result Summary(std::string task, int threads, std::uint64_t rows, const Pairs& pairs);

// What every task may ask for.
struct Setting {
  std::string program;        // slate
  std::string peer;           // DuckDB with a query, as a process of its own
  std::string module_folder;  // where the JIT's module lies
  std::string scratch;        // a folder for generated files
  std::string polars;         // the folder that nodejs-polars is installed in; empty: there is none
  bool brief = false;
  std::optional<std::uint64_t> rows_asked;
  int runs = 5;
  std::function<void(const std::string&)> progress;  // a line for who waits
  std::function<void(Result)> add;

  std::uint64_t rows(std::uint64_t full, std::uint64_t shortened) const {
    return rows_asked.value_or(brief ? shortened : full);
  }
};

}  // namespace slate::bench
