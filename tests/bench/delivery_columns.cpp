#include "tests/bench/delivery_columns.h"

#include <fmt/format.h>

#include "runtime/digest.h"
#include "runtime/time/civil.h"
#include "tests/bench/harness.h"
#include "tests/bench/workload.h"

namespace slate::bench {
namespace {

constexpr std::uint32_t kMostNames = 65'536;

}  // namespace

DeliveryColumns::DeliveryColumns(std::uint64_t row_count, std::uint32_t customer_count)
    : rows(row_count), customers(customer_count) {
  for (auto* column : {&promised, &delivered}) column->reserve(rows);
  for (auto* column : {&ordered, &received, &month}) column->reserve(rows);
  customer.reserve(rows);
  is_delivered.reserve(rows);
  Deliveries deliveries(customers);
  for (std::uint64_t row = 0; row < rows; ++row) {
    const Delivery one = deliveries.Next();
    customer.push_back(one.customer);
    promised.push_back(one.promised * kMicrosPerSecond);
    delivered.push_back(one.delivered * kMicrosPerSecond);
    is_delivered.push_back(one.delivered != 0 ? 1 : 0);
    ordered.push_back(static_cast<std::int32_t>(one.ordered));
    received.push_back(static_cast<std::int32_t>(one.received));
    const CivilDate day = ToCivil(Date{static_cast<std::int32_t>(one.promised / 86'400)});
    month.push_back(day.year * 12 + day.month - 1);
  }
}

std::vector<std::string> CustomerNames(std::uint32_t customers) {
  std::vector<std::string> names;
  for (std::uint32_t one = 0; one < customers; ++one) names.push_back(CustomerName(one));
  return names;
}

void Load(const DeliveryColumns& columns, InMemory& contract) {
  const std::vector<std::uint32_t> ids = contract.Intern("delivery", "customer", CustomerNames(columns.customers));
  contract.Load(
      "delivery", columns.rows,
      {{"order",
        [](std::size_t row) { return static_cast<std::int64_t>(digest::HashText(fmt::format("{:09}", row))); }},
       {"customer", [&](std::size_t row) { return ids[columns.customer[row]]; }},
       {"promised", [&](std::size_t row) { return columns.promised[row]; }},
       {"delivered", [&](std::size_t row) { return columns.delivered[row]; },
        [&](std::size_t row) { return columns.is_delivered[row] != 0; }},
       {"ordered", [&](std::size_t row) { return columns.ordered[row]; }},
       {"received", [&](std::size_t row) { return columns.received[row]; }}});
}

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
