// SQLite, for reference. Nothing where the benchmark was built without it.
#pragma once

#include <optional>

#include "tests/bench/delivery_columns.h"

namespace slate::bench {

// On time in full over a table in memory, once; times are those of the query alone.
std::optional<double> SqliteMilliseconds(const DeliveryColumns& columns);
// Nanoseconds an event, each put into its cell by a prepared `INSERT ... ON CONFLICT DO UPDATE`, all in one
// transaction.
std::optional<double> SqliteUpsertNanoseconds(const DeliveryColumns& columns, std::uint64_t events);

}  // namespace slate::bench
