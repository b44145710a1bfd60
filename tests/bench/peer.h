// DuckDB through its C interface: an independent engine that knows nothing of plans.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace slate::bench {

// (customer, year * 12 + month - 1) -> (good, items); `error` says what failed.
using Cells = std::map<std::pair<std::string, std::int64_t>, std::pair<std::uint64_t, std::uint64_t>>;

inline Cells RunPeer(const std::string& query, int threads, std::string& error) {
  Cells cells;
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result{};
  if (duckdb_open(nullptr, &database) != DuckDBSuccess || duckdb_connect(database, &connection) != DuckDBSuccess) {
    error = "DuckDB does not start";
    return cells;
  }
  duckdb_query(connection, ("SET threads = " + std::to_string(threads)).c_str(), nullptr);
  duckdb_query(connection, "SET preserve_insertion_order = false", nullptr);
  if (duckdb_query(connection, query.c_str(), &result) != DuckDBSuccess) {
    error = duckdb_result_error(&result);
  } else {
    for (idx_t row = 0; row < duckdb_row_count(&result); ++row) {
      char* customer = duckdb_value_varchar(&result, 0, row);
      cells[{customer, duckdb_value_int64(&result, 1, row)}] = {static_cast<std::uint64_t>(duckdb_value_int64(&result, 3, row)), static_cast<std::uint64_t>(duckdb_value_int64(&result, 2, row))};
      duckdb_free(customer);
    }
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return cells;
}

}  // namespace slate::bench
