// Deterministic deliveries for benchmarks and the witness: 8 columns, 1,000 customers, 2025, some late, short or undelivered.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

#include "runtime/time/civil.h"

namespace slate::bench {

inline std::string Stamp(std::int64_t seconds) {
  const std::int64_t day = seconds / 86400, rest = seconds % 86400;
  return fmt::format("{} {:02}:{:02}:{:02}", ToString(Date{static_cast<std::int32_t>(day)}), rest / 3600, rest / 60 % 60, rest % 60);
}

// `boundaries`: a third of the promises lie within a second of a month's end, and many deliveries exactly at the tolerance.
inline bool WriteDeliveries(const std::string& path, std::uint64_t rows, std::uint32_t customers, bool boundaries) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  std::mt19937_64 random(20250101);
  const std::int64_t first = static_cast<std::int64_t>(ToDate({2025, 1, 1}).days) * 86400, year = 365 * 86400;
  std::string buffer = "order_id,customer,region,promised,delivered,ordered,received,carrier\n";
  for (std::uint64_t row = 0; row < rows; ++row) {
    std::int64_t promised = first + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(year));
    if (boundaries && random() % 3 == 0) {
      promised = static_cast<std::int64_t>(ToDate({2025, 1 + static_cast<int>(random() % 12), 1}).days) * 86400 + static_cast<std::int64_t>(random() % 3) - 1;
      if (promised < first) promised = first;
    }
    const std::uint64_t kind = random() % 100;
    const std::int64_t late = kind < 90 ? -static_cast<std::int64_t>(random() % 7200) : kind < 96 ? 1800 + static_cast<std::int64_t>(random() % 3) - 1 : 3600 + static_cast<std::int64_t>(random() % 90000);
    const std::uint64_t ordered = 1 + random() % 40, received = kind % 33 == 7 ? ordered - 1 : ordered;
    fmt::format_to(std::back_inserter(buffer), "{:09},C{:04},R{},{},{},{},{},K{:02}\n", row, random() % customers, random() % 8, Stamp(promised), random() % 50 == 0 ? "" : Stamp(promised + late),
                   ordered, received, random() % 30);
    if (buffer.size() > (1 << 20)) {
      std::fwrite(buffer.data(), 1, buffer.size(), file);
      buffer.clear();
    }
  }
  std::fwrite(buffer.data(), 1, buffer.size(), file);
  return std::fclose(file) == 0;
}

// The peer's answer: explicit types, integer months, sums of conditions; no type detection, no date_trunc, no FILTER.
inline std::string PeerQuery(const std::string& path) {
  return "SELECT customer, year(promised) * 12 + month(promised) - 1 AS month, count(*)::BIGINT AS items, "
         "sum((delivered IS NOT NULL AND delivered <= promised + INTERVAL 30 MINUTE AND received >= ordered)::INT)::BIGINT AS good "
         "FROM read_csv('" + path + "', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {'order_id': 'VARCHAR', 'customer': 'VARCHAR', 'region': 'VARCHAR', "
         "'promised': 'TIMESTAMP', 'delivered': 'TIMESTAMP', 'ordered': 'INTEGER', 'received': 'INTEGER', 'carrier': 'VARCHAR'}) GROUP BY customer, month";
}

}  // namespace slate::bench
