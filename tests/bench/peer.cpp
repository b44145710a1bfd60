#include "tests/bench/peer.h"

#include <algorithm>
#include <cstring>

namespace slate::bench {
namespace {

std::size_t WidthOf(const Peer::Column& column) {
  switch (column.type) {
    case DUCKDB_TYPE_ENUM: return column.names.size() <= 256 ? 1 : 2;
    case DUCKDB_TYPE_INTEGER: return 4;
    case DUCKDB_TYPE_BOOLEAN: return 1;
    default: return 8;
  }
}

duckdb_logical_type TypeOf(const Peer::Column& column) {
  if (column.type != DUCKDB_TYPE_ENUM) return duckdb_create_logical_type(column.type);
  std::vector<const char*> names;
  for (const std::string& name : column.names) names.push_back(name.c_str());
  return duckdb_create_enum_type(names.data(), names.size());
}

}  // namespace

Peer::Peer(int threads) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  duckdb_set_config(config, "threads", std::to_string(threads).c_str());
  if (duckdb_open_ext(nullptr, &database_, config, nullptr) != DuckDBSuccess ||
      duckdb_connect(database_, &connection_) != DuckDBSuccess) {
    error = "DuckDB does not start";
  }
  duckdb_destroy_config(&config);
  Run("SET preserve_insertion_order = false");
}

Peer::~Peer() {
  duckdb_disconnect(&connection_);
  duckdb_close(&database_);
}

void Peer::SetThreads(int threads) {
  Run("SET threads = " + std::to_string(threads));
}

void Peer::Run(const std::string& query) {
  if (!error.empty()) return;
  duckdb_result result{};
  if (duckdb_query(connection_, query.c_str(), &result) != DuckDBSuccess) {
    error = duckdb_result_error(&result);
  } else {
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) duckdb_destroy_data_chunk(&chunk);
  }
  duckdb_destroy_result(&result);
}

std::vector<std::vector<std::string>> Peer::Rows(const std::string& query) {
  std::vector<std::vector<std::string>> rows;
  if (!error.empty()) return rows;
  duckdb_result result{};
  // Old ways to read values know no ENUM.
  const std::string texts_of = "SELECT COLUMNS(*)::VARCHAR FROM (" + query + ")";
  if (duckdb_query(connection_, texts_of.c_str(), &result) != DuckDBSuccess) {
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
  return rows;
}

void Peer::Append(const std::string& table, std::uint64_t rows, const std::vector<Column>& columns) {
  if (!error.empty()) return;
  duckdb_appender appender = nullptr;
  bool done = duckdb_appender_create(connection_, nullptr, table.c_str(), &appender) == DuckDBSuccess;
  std::vector<duckdb_logical_type> types;
  for (const Column& column : columns) types.push_back(TypeOf(column));
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), types.size());
  const std::uint64_t most = duckdb_vector_size();
  for (std::uint64_t first = 0; first < rows && done; first += most) {
    const std::uint64_t count = std::min(most, rows - first);
    duckdb_data_chunk_reset(chunk);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t width = WidthOf(columns[i]);
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      std::memcpy(duckdb_vector_get_data(vector), static_cast<const char*>(columns[i].values) + first * width,
                  count * width);
      if (columns[i].valid == nullptr) continue;
      duckdb_vector_ensure_validity_writable(vector);
      std::uint64_t* validity = duckdb_vector_get_validity(vector);
      for (std::uint64_t row = 0; row < count; ++row)
        duckdb_validity_set_row_validity(validity, row, columns[i].valid[first + row] != 0);
    }
    duckdb_data_chunk_set_size(chunk, count);
    done = duckdb_append_data_chunk(appender, chunk) == DuckDBSuccess;
  }
  done = done && duckdb_appender_close(appender) == DuckDBSuccess;
  if (!done)
    error = "DuckDB does not take the rows of " + table + ": " +
            (appender != nullptr && duckdb_appender_error(appender) != nullptr ? duckdb_appender_error(appender) : "");
  duckdb_destroy_data_chunk(&chunk);
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
  duckdb_appender_destroy(&appender);
}

Cells CellsOf(const std::vector<std::vector<std::string>>& rows) {
  Cells cells;
  for (const std::vector<std::string>& row : rows)
    cells[{row[0], std::stoll(row[1])}] = {std::stoull(row[3]), std::stoull(row[2])};
  return cells;
}

}  // namespace slate::bench
