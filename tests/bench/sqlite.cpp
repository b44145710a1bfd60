#include "tests/bench/sqlite.h"

#include <sqlite3.h>

#include "tests/bench/harness.h"

namespace slate::bench {
namespace {

// A database in memory.
class Sqlite {
 public:
  Sqlite() { Check(sqlite3_open(":memory:", &database_)); }
  ~Sqlite() {
    sqlite3_finalize(statement_);
    sqlite3_close(database_);
  }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  void Run(const std::string& text) { Check(sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr)); }
  void Prepare(const std::string& text) {
    sqlite3_finalize(statement_);
    Check(sqlite3_prepare_v2(database_, text.c_str(), -1, &statement_, nullptr));
  }
  void Execute(std::initializer_list<std::optional<std::int64_t>> values) {
    int place = 0;
    for (const std::optional<std::int64_t>& value : values) {
      ++place;
      value ? sqlite3_bind_int64(statement_, place, *value) : sqlite3_bind_null(statement_, place);
    }
    while (sqlite3_step(statement_) == SQLITE_ROW) ++rows;
    Check(sqlite3_reset(statement_));
  }
  std::uint64_t rows = 0;  // that statements gave

 private:
  void Check(int status) const {
    if (status != SQLITE_OK) throw Failed(std::string("SQLite: ") + sqlite3_errmsg(database_));
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

bool Good(const DeliveryColumns& columns, std::uint64_t row) {
  return columns.is_delivered[row] != 0 && columns.delivered[row] <= columns.promised[row] + 1'800'000'000 &&
         columns.received[row] >= columns.ordered[row];
}

}  // namespace

std::optional<double> SqliteMilliseconds(const DeliveryColumns& columns) {
  Sqlite database;
  database.Run(
      "CREATE TABLE delivery (customer INTEGER, month INTEGER, promised INTEGER, delivered INTEGER, ordered INTEGER, "
      "received INTEGER); BEGIN");
  database.Prepare("INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?)");
  for (std::uint64_t row = 0; row < columns.rows; ++row) {
    const auto delivered = columns.is_delivered[row] != 0 ? std::optional(columns.delivered[row]) : std::nullopt;
    database.Execute({columns.customer[row], columns.month[row], columns.promised[row], delivered, columns.ordered[row],
                      columns.received[row]});
  }
  database.Run("COMMIT");
  // One key of both parts, so that it sorts and compares integers.
  database.Prepare(
      "SELECT customer * 65536 + month AS cell, count(*), sum(delivered <= promised + 1800000000 AND received >= "
      "ordered) FROM delivery GROUP BY cell");
  return RunCall([&] { database.Execute({}); }).wall_ms;
}

std::optional<double> SqliteUpsertNanoseconds(const DeliveryColumns& columns, std::uint64_t events) {
  Sqlite database;
  database.Run("CREATE TABLE state (cell INTEGER PRIMARY KEY, items INTEGER, good INTEGER); BEGIN");
  database.Prepare(
      "INSERT INTO state VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET items = items + 1, good = good + excluded.good");
  const Spent spent = RunCall([&] {
    for (std::uint64_t row = 0; row < events; ++row) {
      database.Execute(
          {static_cast<std::int64_t>(columns.customer[row]) * 65'536 + columns.month[row], Good(columns, row) ? 1 : 0});
    }
    database.Run("COMMIT");
  });
  return spent.wall_ms * 1e6 / static_cast<double>(events);
}

}  // namespace slate::bench
