#include "tests/bench/report.h"

#include <cmath>
#include <ctime>
#include <duckdb.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sys/utsname.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace slate::bench {
namespace {

double Rounded(double value) {
  return std::round(value * 1000) / 1000;
}

// What a task is to reach, as it is told to people.
const std::map<std::string, std::string> kGoals = {{"csv", "8 times"},
                                                   {"ndjson", "4 times"},
                                                   {"parquet", "1 time"},
                                                   {"parquet_zstd", "1 time"},
                                                   {"memory", "7 times"},
                                                   {"p95", "3 times"},
                                                   {"availability", "30 times"},
                                                   {"event", "20 ns"},
                                                   {"event_100k", "80 ns"},
                                                   {"cold", "25 ms"},
                                                   {"cold_kept", "25 ms"},
                                                   {"cold_interpreted", "5 ms"},
                                                   {"check", "8 ms"},
                                                   {"metrics_20", "3 times one metric's"}};

std::string LineIn(const std::string& path, const std::string& label) {
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind(label, 0) == 0) return line.substr(line.find_first_not_of(" \t:", label.size()));
  }
  return "unknown";
}

std::string Machine() {
  struct utsname system{};
  ::uname(&system);
  return fmt::format(
      "{}, {} cores, {:.0f} GiB of memory, {} {}", LineIn("/proc/cpuinfo", "model name"),
      ::sysconf(_SC_NPROCESSORS_ONLN),
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGE_SIZE)) / (1 << 30),
      system.sysname, system.release);
}

std::string Figures(const Result& result) {
  std::string text;
  for (const auto& [name, value] : result.more)
    text += fmt::format("{}{} {:.4g}", text.empty() ? "" : ", ", name, value);
  if (result.polars_ms) text += fmt::format("{}Polars {:.0f} ms", text.empty() ? "" : ", ", *result.polars_ms);
  if (result.sqlite_ms) text += fmt::format("{}SQLite {:.0f} ms", text.empty() ? "" : ", ", *result.sqlite_ms);
  return text;
}

std::string Peak(double mib) {
  return mib == 0 ? "" : fmt::format("{:.0f}", mib);
}

std::string RowOf(const Result& one) {
  const auto goal = kGoals.find(one.task);
  return fmt::format("| {} | {} | {} | {:.1f} | {} | {} | {} | {} | {} | {} | {} |\n", one.task, one.threads,
                     one.rows == 0 ? "" : fmt::format("{}", one.rows), one.slate.wall_ms,
                     one.peer ? fmt::format("{:.1f}", one.peer->wall_ms) : "",
                     one.peer ? fmt::format("{:.2f} ({:.2f}..{:.2f})", one.ratio, one.ratio_min, one.ratio_max) : "",
                     goal == kGoals.end() ? "" : goal->second, one.runs, Peak(one.slate.peak_mib),
                     one.peer ? Peak(one.peer->peak_mib) : "", Figures(one));
}

constexpr const char* kMethod = R"(
## How it is measured

Every task gives both sides the same rows, generated from a fixed seed, compares all results, and only then measures: pairs, Slate and then
DuckDB, with equal numbers of threads. Times are medians of the runs; a ratio is the median of the pairs' ratios, with the least and the greatest in
brackets. Single times mean little on a machine with other work; ratios of pairs do. Files are in the page cache.

Tasks over files and `cold` are whole processes, from start to end, each with its peak memory. Slate writes its whole ledger with digests; DuckDB's process
takes its rows and prints nothing. Compiled code is not kept from run to run, except in `cold_kept`. The workload is a share of deliveries on time in full for each customer and month, with a tiered credit.
`unique by key` is asserted, since no query looks for duplicates either. The others run in one process over data that both sides hold in memory.

DuckDB is asked as well as we know how:

- files: explicit types, no type detection; of NDJSON only the members that are used; months as `year * 12 + month`, no `date_trunc`;
  `sum((...)::int)` in place of `FILTER`; `preserve_insertion_order` off; the number of threads set when it starts; rows taken as chunks, not as texts
- memory: tables in memory with keys of the type ENUM and months as integers of 32 bits
- `p95`: `quantile_disc` over the same table
- `availability`: rows in the order of time; runs of equal probes are folded first (`lag` over the service), so that only changes go on; windows of maintenance
  are merged into islands; what is taken out is the difference of running totals of maintenance, found by two ASOF joins. Most of the time goes into
  bringing each service's probes into order: one key of service and time instead of `PARTITION BY`, a sorted subquery, and sorted lists took within 10% of it
- `event`: a table with a primary key; batches of 1,000 rows, which lie ready as tables, are grouped and put in by `INSERT ... ON CONFLICT DO UPDATE`. It takes the first
  200,000 events, and its time is that of all in proportion
- `metrics`: one query with all aggregates

SQLite and Polars are shown for reference where they can be had, with one run.
)";

}  // namespace

std::string LineOf(const Result& one) {
  const std::string figures = Figures(one), cpu = fmt::format(" (CPU {:.1f})", one.slate.cpu_ms);
  return fmt::format(
      "{:18} {} thread{}: slate {:9.1f} ms{}{}{}", one.task, one.threads, one.threads == 1 ? " " : "s",
      one.slate.wall_ms, cpu,
      one.peer
          ? fmt::format(", DuckDB {:9.1f} ms (CPU {:.1f}): {:.2f} times as fast ({:.2f}..{:.2f}; by CPU {:.2f})",
                        one.peer->wall_ms, one.peer->cpu_ms, one.ratio, one.ratio_min, one.ratio_max, one.cpu_ratio)
          : "",
      (one.slate.peak_mib == 0 ? "" : fmt::format(", peak {:.0f} MiB", one.slate.peak_mib)) +
          (figures.empty() ? "" : "; " + figures));
}

std::string ReportJson(const std::vector<Result>& results) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Result& one : results) {
    nlohmann::ordered_json object{
        {"task", one.task}, {"threads", one.threads}, {"slate_ms", Rounded(one.slate.wall_ms)}};
    object["peer_ms"] = one.peer ? nlohmann::ordered_json(Rounded(one.peer->wall_ms)) : nullptr;
    object["ratio"] = one.peer ? nlohmann::ordered_json(Rounded(one.ratio)) : nullptr;
    object["rows"] = one.rows;
    object["runs"] = one.runs;
    object["slate_cpu_ms"] = Rounded(one.slate.cpu_ms);
    if (one.slate.peak_mib != 0) object["slate_peak_mib"] = Rounded(one.slate.peak_mib);
    if (one.peer) {
      object["ratio_min"] = Rounded(one.ratio_min);
      object["ratio_max"] = Rounded(one.ratio_max);
      object["cpu_ratio"] = Rounded(one.cpu_ratio);
      object["peer_cpu_ms"] = Rounded(one.peer->cpu_ms);
      if (one.peer->peak_mib != 0) object["peer_peak_mib"] = Rounded(one.peer->peak_mib);
    }
    for (const auto& [name, value] : one.more) object[name] = Rounded(value);
    if (one.polars_ms) object["polars_ms"] = Rounded(*one.polars_ms);
    if (one.sqlite_ms) object["sqlite_ms"] = Rounded(*one.sqlite_ms);
    list.push_back(std::move(object));
  }
  return list.dump(1) + "\n";
}

std::string ReportPage(const std::vector<Result>& results,
                       const std::vector<std::pair<std::string, std::string>>& skipped,
                       const std::string& slate_version) {
  std::string page = "# Performance\n\nWritten by `./dev bench --report`. Ratios are times as fast as DuckDB.\n\n";
  page += fmt::format("- {:%Y-%m-%d}; {}\n- {}; DuckDB {}\n\n", fmt::gmtime(std::time(nullptr)), Machine(),
                      slate_version, duckdb_library_version());
  const std::string header =
      "| task | threads | rows | Slate ms | DuckDB ms | ratio | goal | runs | Slate peak MiB | DuckDB peak MiB | "
      "further |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n";
  const auto table = [&](const std::string& title, auto belongs) {
    std::string rows;
    for (const Result& one : results) {
      if (belongs(one)) rows += RowOf(one);
    }
    if (!rows.empty()) page += "## " + title + "\n\n" + header + rows + "\n";
  };
  const auto grows = [](const Result& one) { return one.task.rfind("csv_", 0) == 0; };
  table("Tasks", [&](const Result& one) { return !grows(one); });
  table("Growth", grows);
  if (!skipped.empty()) {
    page += "Not measured:\n\n";
    for (const auto& [task, why] : skipped) page += "- `" + task + "`: " + why + "\n";
  }
  return page + (kMethod + (page.ends_with("\n\n") ? 1 : 0));
}

}  // namespace slate::bench
