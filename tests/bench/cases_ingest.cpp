// Reading: the blocks of a file in memory to batches that nobody looks at.
#include <memory>
#include <sys/mman.h>
#include <unistd.h>

#include "compiler/driver/intake.h"
#include "compiler/driver/pipeline.h"
#include "runtime/ingest/csv.h"
#include "runtime/ingest/ndjson.h"
#include "tests/bench/cases.h"
#include "tests/bench/harness.h"
#include "tests/bench/texts.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr std::uint64_t kRows = 20'000;
constexpr std::uint32_t kCustomers = 100;

// A file without a name.
struct File {
  int fd = ::memfd_create("deliveries", 0);
  std::string path = "/proc/self/fd/" + std::to_string(fd);
  File() {
    if (fd < 0) throw Failed("there is no file in memory");
  }
  ~File() { ::close(fd); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

struct Reading {
  driver::Compilation compilation;
  ingest::TableSpec table;
  File file;

  explicit Reading(const std::string& binding) {
    compilation.Add("contract.sla", TextOf(BenchFile("otif.sla")));
    compilation.Add("binding.sla", binding);
    compilation.Check();
    const auto plan = compilation.Plan(std::nullopt);
    if (!plan) throw Failed("the contract of the workload has errors");
    table = driver::TableOf(plan->scans[0], compilation.contracts().front().events[0],
                            compilation.bindings().front().events[0]);
  }
};

using Reader = ingest::ReadResult (*)(const ingest::TableSpec&, const std::vector<ingest::Input>&,
                                      const ingest::ReadOptions&, const ingest::Sink&);

// `lanes`: how CSV is looked at.
std::function<void()> Read(std::shared_ptr<Reading> reading, Reader read, ingest::Lanes lanes) {
  return [reading = std::move(reading), read, lanes] {
    ::lseek(reading->file.fd, 0, SEEK_SET);
    ingest::ReadOptions options;
    options.lanes = lanes;
    const ingest::ReadResult result = read(reading->table, {{"deliveries", reading->file.fd}}, options,
                                           [](int, const abi::Batch&, const ingest::RowOrigin*) {});
    if (result.report.delivered != kRows) throw Failed("rows were rejected");
  };
}

std::function<void()> ReadCsvFile(ingest::Lanes lanes) {
  auto reading = std::make_shared<Reading>(TextOf(BenchFile("otif_binding.sla")));
  if (!WriteDeliveries(reading->file.path, kRows, kCustomers, false)) throw Failed("no room for deliveries");
  return Read(std::move(reading), ingest::ReadCsv, lanes);
}

std::function<void()> ReadNdjsonFile() {
  std::string binding = TextOf(BenchFile("otif_binding.sla"));
  binding.replace(binding.find("from csv"), 8, "from ndjson");
  auto reading = std::make_shared<Reading>(binding);
  if (!WriteDeliveriesNdjson(reading->file.path, kRows, kCustomers)) throw Failed("no room for deliveries");
  return Read(std::move(reading), ingest::ReadNdjson, ingest::WidestLanes());
}

}  // namespace

std::vector<Case> IngestCases() {
  return {{"csv", kRows, [] { return ReadCsvFile(ingest::WidestLanes()); }},
          {"csv_portable", kRows, [] { return ReadCsvFile(ingest::Lanes::portable); }},
          {"csv_record_by_record", kRows, [] { return ReadCsvFile(ingest::Lanes::none); }},
          {"ndjson", kRows, ReadNdjsonFile}};
}

}  // namespace slate::bench
