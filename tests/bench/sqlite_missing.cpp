#include "tests/bench/sqlite.h"

namespace slate::bench {

std::optional<double> SqliteMilliseconds(const DeliveryColumns&) {
  return std::nullopt;
}
std::optional<double> SqliteUpsertNanoseconds(const DeliveryColumns&, std::uint64_t) {
  return std::nullopt;
}

}  // namespace slate::bench
