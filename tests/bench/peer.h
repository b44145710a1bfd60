// DuckDB through its C interface: an independent engine that knows nothing of plans.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace slate::bench {

// (customer, year * 12 + month - 1) -> (good, items); `error` says what failed.
using Cells = std::map<std::pair<std::string, std::int64_t>, std::pair<std::uint64_t, std::uint64_t>>;

// The rows of a query as texts; a missing value is the empty text.
inline std::vector<std::vector<std::string>> RunQuery(const std::string& query, std::string& error, int threads = 1) {
  std::vector<std::vector<std::string>> rows;
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result{};
  if (duckdb_open(nullptr, &database) != DuckDBSuccess || duckdb_connect(database, &connection) != DuckDBSuccess) {
    error = "DuckDB does not start";
    return rows;
  }
  duckdb_query(connection, ("SET threads = " + std::to_string(threads)).c_str(), nullptr);
  duckdb_query(connection, "SET preserve_insertion_order = false", nullptr);
  if (duckdb_query(connection, query.c_str(), &result) != DuckDBSuccess) {
    error = duckdb_result_error(&result);
  } else {
    for (idx_t row = 0; row < duckdb_row_count(&result); ++row) {
      std::vector<std::string>& texts = rows.emplace_back();
      for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
        char* text = duckdb_value_varchar(&result, column, row);
        texts.emplace_back(text == nullptr ? "" : text);
        duckdb_free(text);
      }
    }
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return rows;
}

inline Cells RunPeer(const std::string& query, int threads, std::string& error) {
  Cells cells;
  for (const std::vector<std::string>& row : RunQuery(query, error, threads)) {
    cells[{row[0], std::stoll(row[1])}] = {std::stoull(row[3]), std::stoull(row[2])};
  }
  return cells;
}

}  // namespace slate::bench
