// Files of deliveries: CSV, NDJSON, Parquet.
#include <filesystem>
#include <fmt/format.h>

#include "tests/bench/file_run.h"
#include "tests/bench/tasks.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr std::uint32_t kCustomers = 1000;

struct Removed {
  std::string path;
  ~Removed() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

void Generating(const Setting& setting, const std::string& path, std::uint64_t rows, bool written) {
  if (!written) throw Failed("can't write " + path);
  setting.progress(fmt::format("{} rows written, {} MB", rows, std::filesystem::file_size(path) / 1'000'000));
}

// The binding of the workload for another format.
std::string BindingFor(const Setting& setting, const std::string& format) {
  std::string text = TextOf(BenchFile("otif_binding.sla"));
  const std::string csv = "from csv";
  text.replace(text.find(csv), csv.size(), "from " + format);
  const std::string path = setting.scratch + "/" + format + "_binding.sla";
  WriteText(path, text);
  return path;
}

}  // namespace

void MeasureCsv(const Setting& setting) {
  const std::uint64_t rows = setting.rows(10'000'000, 1'000'000);
  const Removed events{setting.scratch + "/deliveries.csv"};
  Generating(setting, events.path, rows, WriteDeliveries(events.path, rows, kCustomers, false));
  MeasureFile(setting,
              {.task = "csv",
               .rows = rows,
               .events = events.path,
               .contract = BenchFile("otif.sla"),
               .binding = BenchFile("otif_binding.sla"),
               .query = OtifQuery(CsvTable(events.path)),
               .polars = "csv"},
              {1, 2}, setting.runs);
}

void MeasureNdjson(const Setting& setting) {
  const std::uint64_t rows = setting.rows(2'000'000, 500'000);
  const Removed events{setting.scratch + "/deliveries.ndjson"};
  Generating(setting, events.path, rows, WriteDeliveriesNdjson(events.path, rows, kCustomers));
  MeasureFile(setting,
              {.task = "ndjson",
               .rows = rows,
               .events = events.path,
               .contract = BenchFile("otif.sla"),
               .binding = BindingFor(setting, "ndjson"),
               .query = OtifQuery(NdjsonTable(events.path)),
               .polars = "ndjson"},
              {1, 2}, setting.runs);
}

// Written by DuckDB itself, with its own types.
void MeasureParquet(const Setting& setting) {
  const std::string binding = BindingFor(setting, "parquet");
  if (const auto [text, status] = OutputOf({setting.program, "check", BenchFile("otif.sla"), binding}); status != 0) {
    throw Skipped("this build of slate reads no Parquet: " + text.substr(0, text.find('\n')));
  }
  const std::uint64_t rows = setting.rows(10'000'000, 1'000'000);
  const Removed source{setting.scratch + "/deliveries.csv"};
  Generating(setting, source.path, rows, WriteDeliveries(source.path, rows, kCustomers, false));
  for (const std::string compression : {"snappy", "zstd"}) {
    const Removed events{setting.scratch + "/deliveries_" + compression + ".parquet"};
    Peer writer(2);
    writer.Run("COPY (SELECT * FROM " + CsvTable(source.path) + ") TO '" + events.path +
               "' (FORMAT parquet, COMPRESSION " + compression + ")");
    Generating(setting, events.path, rows, writer.error.empty());
    MeasureFile(setting,
                {.task = compression == "snappy" ? "parquet" : "parquet_zstd",
                 .rows = rows,
                 .events = events.path,
                 .contract = BenchFile("otif.sla"),
                 .binding = binding,
                 .query = OtifQuery("read_parquet('" + events.path + "')"),
                 .polars = "parquet"},
                {1, 2}, setting.runs);
  }
}

}  // namespace slate::bench
