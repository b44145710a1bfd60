#include "tests/bench/delivery_table.h"

#include "tests/bench/harness.h"

namespace slate::bench {
namespace {

constexpr std::uint32_t kMostNames = 65'536;

}  // namespace

void Load(const DeliveryColumns& columns, Peer& peer) {
  const bool named = columns.customers <= kMostNames;
  std::vector<std::string> names;
  std::vector<std::uint16_t> places;
  std::string type = "INTEGER";
  if (named) {
    names = CustomerNames(columns.customers);
    places.assign(columns.customer.begin(), columns.customer.end());
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
    peer.Run("CREATE TYPE customer AS ENUM (" + list + ")");
    type = "customer";
  }
  peer.Run("CREATE TABLE delivery (customer " + type +
           ", month INTEGER, promised BIGINT, delivered BIGINT, ordered INTEGER, received INTEGER)");
  peer.Append("delivery", columns.rows,
              {named ? Peer::Column{DUCKDB_TYPE_ENUM, places.data(), nullptr, names}
                     : Peer::Column{DUCKDB_TYPE_INTEGER, columns.customer.data()},
               {DUCKDB_TYPE_INTEGER, columns.month.data()},
               {DUCKDB_TYPE_BIGINT, columns.promised.data()},
               {DUCKDB_TYPE_BIGINT, columns.delivered.data(), columns.is_delivered.data()},
               {DUCKDB_TYPE_INTEGER, columns.ordered.data()},
               {DUCKDB_TYPE_INTEGER, columns.received.data()}});
  if (!peer.error.empty()) throw Failed("DuckDB: " + peer.error);
}

}  // namespace slate::bench
