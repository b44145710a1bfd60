// Deterministic deliveries for benchmarks and the witness: 8 columns, 2025, some late, short or undelivered. The same
// rows whatever they are written as, so that files, columns in memory and the peer's tables hold the same.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace slate::bench {

struct Delivery {
  std::uint64_t order = 0;
  std::uint32_t customer = 0, region = 0, carrier = 0;
  std::int64_t promised = 0, delivered = 0;  // seconds since 1970 in UTC; delivered 0: not yet
  std::uint32_t ordered = 0, received = 0;
};

class Deliveries {
 public:
  // `boundaries`: a third of the promises lie within a second of a month's end, and many deliveries exactly at the
  // tolerance.
  explicit Deliveries(std::uint32_t customers, bool boundaries = false)
      : customers_(customers), boundaries_(boundaries) {}
  Delivery Next();

 private:
  std::mt19937_64 random_{20250101};
  std::uint64_t order_ = 0;
  std::uint32_t customers_;
  bool boundaries_;
};

std::string CustomerName(std::uint32_t customer);  // "C0042"

// Where the file can't be written: false.
bool WriteDeliveries(const std::string& path, std::uint64_t rows, std::uint32_t customers, bool boundaries);  // CSV
bool WriteDeliveriesNdjson(const std::string& path, std::uint64_t rows, std::uint32_t customers);

// On time in full for each customer and month as DuckDB is asked for it: customer, year * 12 + month - 1, items, good.
// Integer months and sums of conditions; no date_trunc, no FILTER. `table`: what it reads.
std::string OtifQuery(const std::string& table, const std::string& month = "year(promised) * 12 + month(promised) - 1");
// The file as a table: explicit types; no type detection.
std::string CsvTable(const std::string& path);
std::string NdjsonTable(const std::string& path);

}  // namespace slate::bench
