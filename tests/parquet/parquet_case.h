// Files that DuckDB writes from a query, and what Slate reads from them.
#pragma once

#include <duckdb.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/ingest/table_case.h"

namespace slate::ingest {

// A folder that goes with the case.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("slate-parquet-{}", ::getpid())) { std::filesystem::create_directories(path_); }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline void Sql(const std::string& query) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result{};
  REQUIRE(duckdb_open(nullptr, &database) == DuckDBSuccess);
  REQUIRE(duckdb_connect(database, &connection) == DuckDBSuccess);
  const bool done = duckdb_query(connection, query.c_str(), &result) == DuckDBSuccess;
  const char* why = duckdb_result_error(&result);
  INFO(query.substr(0, 400) << "\n" << std::string(why == nullptr ? "" : why).substr(0, 400));
  CHECK(done);
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}

inline void WriteParquet(const std::string& path, const std::string& query, const std::string& options = "COMPRESSION snappy") {
  Sql(fmt::format("COPY ({}) TO '{}' (FORMAT parquet, {})", query, path, options));
}

inline TextRead ReadFiles(TableSpec table, FileFormat format, const std::vector<std::string>& paths, ReadOptions options = {}) {
  table.format = format;
  options.module_folder = SLATE_BUILD_DIR;
  std::vector<Input> inputs;
  for (const std::string& path : paths) {
    inputs.push_back({std::filesystem::path(path).filename(), ::open(path.c_str(), O_RDONLY)});
    REQUIRE(inputs.back().fd >= 0);
  }
  TextRead read = ReadInputs(table, inputs, options);
  for (const Input& input : inputs) ::close(input.fd);
  return read;
}

}  // namespace slate::ingest
