// The deliveries of the workload as columns in memory: the same rows for a contract and for a table of another engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/in_memory.h"

namespace slate::bench {

struct DeliveryColumns {
  DeliveryColumns(std::uint64_t rows, std::uint32_t customers);

  std::uint64_t rows;
  std::uint32_t customers;
  std::vector<std::uint32_t> customer;
  std::vector<std::int64_t> promised, delivered;  // microseconds since 1970 in UTC
  std::vector<std::uint8_t> is_delivered;
  std::vector<std::int32_t> ordered, received, month;  // month: year * 12 + month - 1
};

std::vector<std::string> CustomerNames(std::uint32_t customers);
void Load(const DeliveryColumns& columns, InMemory& contract);

}  // namespace slate::bench
