// DuckDB through its C interface: an independent engine that knows nothing of plans.
#pragma once

#include <cstdint>
#include <duckdb.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace slate::bench {

// (customer, year * 12 + month - 1) -> (good, items)
using Cells = std::map<std::pair<std::string, std::int64_t>, std::pair<std::uint64_t, std::uint64_t>>;

// A database in memory. What fails is told by `error`, and nothing works from then on.
class Peer {
 public:
  explicit Peer(int threads = 1);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void SetThreads(int threads);
  // Runs a query and takes its rows as they come, without looking at them: for times.
  void Run(const std::string& query);
  // The rows of a query as texts; a missing value is the empty text.
  std::vector<std::vector<std::string>> Rows(const std::string& query);

  // A column of rows to add to a table, in the layout of its type: 4 bytes of an INTEGER, 8 of a BIGINT or TIMESTAMP, 2
  // of an ENUM.
  struct Column {
    duckdb_type type;
    const void* values;
    const std::uint8_t* valid = nullptr;  // null: all recorded
    std::vector<std::string> names = {};  // of an ENUM
  };
  void Append(const std::string& table, std::uint64_t rows, const std::vector<Column>& columns);

  duckdb_connection connection() { return connection_; }
  std::string error;

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

inline std::vector<std::vector<std::string>> RunQuery(const std::string& query, std::string& error, int threads = 1) {
  Peer peer(threads);
  auto rows = peer.Rows(query);
  error = peer.error;
  return rows;
}

// Of a query that gives customer, month, items, good.
Cells CellsOf(const std::vector<std::vector<std::string>>& rows);
inline Cells RunPeer(const std::string& query, int threads, std::string& error) {
  return CellsOf(RunQuery(query, error, threads));
}

}  // namespace slate::bench
