#include "tests/bench/delivery_columns.h"

#include <fmt/format.h>

#include "runtime/digest.h"
#include "runtime/time/civil.h"
#include "tests/bench/workload.h"

namespace slate::bench {
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

}  // namespace slate::bench
