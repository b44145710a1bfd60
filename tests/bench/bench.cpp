// Slate against tuned DuckDB: results compared before times, pairs A B A B, medians and ratios.
//   slate_bench --slate PROGRAM [--short] [--task NAME]... [--rows N] [--runs N] [--json FILE] [--report FILE]
//   [--scratch FOLDER] [--polars FOLDER]
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "tests/bench/report.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"

namespace {

using namespace slate::bench;

struct Task {
  const char* name;
  void (*measure)(const Setting&);
};
constexpr Task kTasks[] = {
    {"csv", MeasureCsv},       {"ndjson", MeasureNdjson},   {"parquet", MeasureParquet},
    {"memory", MeasureMemory}, {"p95", MeasureP95},         {"availability", MeasureAvailability},
    {"event", MeasureEvent},   {"metrics", MeasureMetrics}, {"cold", MeasureCold},
    {"check", MeasureCheck},   {"growth", MeasureGrowth}};

// The generated events are large: they go away however the program ends.
struct Scratch {
  std::filesystem::path path;
  explicit Scratch(const std::filesystem::path& folder)
      : path(std::filesystem::absolute(folder) / fmt::format("slate-bench-{}", ::getpid())) {
    std::filesystem::create_directories(path);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

int Usage() {
  std::string names;
  for (const Task& task : kTasks) names += fmt::format(" {}", task.name);
  fmt::print(stderr,
             "usage: slate_bench --slate PROGRAM [--short] [--task NAME]... [--rows N] [--runs N] [--json FILE] "
             "[--report FILE] [--scratch FOLDER] [--polars FOLDER]\ntasks:{}\n",
             names);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Setting setting;
  std::string json_path, report_path;
  std::filesystem::path scratch_folder = std::filesystem::temp_directory_path();
  std::vector<std::string> asked;
  std::optional<int> runs;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--short")
      setting.brief = true;
    else if (i + 1 >= argc)
      return Usage();
    else if (argument == "--slate")
      setting.program = argv[++i];
    else if (argument == "--task")
      asked.emplace_back(argv[++i]);
    else if (argument == "--json")
      json_path = argv[++i];
    else if (argument == "--report")
      report_path = argv[++i];
    else if (argument == "--scratch")
      scratch_folder = argv[++i];
    else if (argument == "--polars")
      setting.polars = argv[++i];
    else if (argument == "--rows")
      setting.rows_asked = std::strtoull(argv[++i], nullptr, 10);
    else if (argument == "--runs")
      runs = std::atoi(argv[++i]);
    else
      return Usage();
  }
  for (const std::string& name : asked) {
    if (std::none_of(std::begin(kTasks), std::end(kTasks), [&](const Task& task) { return task.name == name; }))
      return Usage();
  }
  if (setting.program.empty() || (runs && *runs < 1) || (setting.rows_asked && *setting.rows_asked < 1000))
    return Usage();
  const Scratch scratch(scratch_folder);
  setting.scratch = scratch.path.string();
  setting.peer = SLATE_BENCH_FOLDER "/slate_peer";
  setting.module_folder = SLATE_BUILD_DIR;
  setting.runs = runs.value_or(setting.brief ? 3 : 7);
  setting.progress = [](const std::string& line) { fmt::print(stderr, "  {}\n", line); };
  std::vector<Result> results;
  setting.add = [&](Result result) {
    fmt::print("{}\n", LineOf(result));
    std::fflush(stdout);
    results.push_back(std::move(result));
  };
  std::vector<std::pair<std::string, std::string>> skipped;
  int failures = 0;
  for (const Task& task : kTasks) {
    if (!asked.empty() && std::find(asked.begin(), asked.end(), task.name) == asked.end()) continue;
    try {
      task.measure(setting);
    } catch (const Skipped& why) {
      fmt::print("{}: SKIPPED: {}\n", task.name, why.what());
      skipped.emplace_back(task.name, why.what());
    } catch (const Failed& what) {
      fmt::print("{}: FAILED: {}\n", task.name, what.what());
      ++failures;
    }
  }
  try {
    if (!json_path.empty()) WriteText(json_path, ReportJson(results));
    if (!report_path.empty()) {
      const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
      const std::string version = first_line(OutputOf({setting.program, "--version"}).first);
      const auto [commit, status] = OutputOf({"git", "-C", SLATE_SOURCE_DIR, "describe", "--always", "--dirty"});
      WriteText(report_path,
                ReportPage(results, skipped, status == 0 ? version + " (" + first_line(commit) + ")" : version));
    }
  } catch (const Failed& what) {
    fmt::print("{}\n", what.what());
    ++failures;
  }
  return failures == 0 ? 0 : 1;
}
