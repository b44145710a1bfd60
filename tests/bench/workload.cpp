#include "tests/bench/workload.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <iterator>

#include "runtime/time/civil.h"

namespace slate::bench {
namespace {

constexpr std::int64_t kDay = 86'400;
const std::int64_t kFirst = static_cast<std::int64_t>(ToDate({2025, 1, 1}).days) * kDay;

void AddTwo(std::string& text, std::int64_t number) {
  text += static_cast<char>('0' + number / 10);
  text += static_cast<char>('0' + number % 10);
}

// "2025-03-31 10:30:00"; by hand, since a benchmark writes them by the ten million.
void AddStamp(std::string& text, std::int64_t seconds) {
  const CivilDate date = ToCivil(Date{static_cast<std::int32_t>(seconds / kDay)});
  AddTwo(text, date.year / 100);
  AddTwo(text, date.year % 100);
  text += '-';
  AddTwo(text, date.month);
  text += '-';
  AddTwo(text, date.day);
  text += ' ';
  AddTwo(text, seconds % kDay / 3600);
  text += ':';
  AddTwo(text, seconds / 60 % 60);
  text += ':';
  AddTwo(text, seconds % 60);
}

bool WriteRows(const std::string& path, const std::string& header, std::uint64_t rows, Deliveries deliveries,
               void (*add)(std::string&, const Delivery&)) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  std::string buffer = header;
  bool written = true;
  for (std::uint64_t row = 0; row < rows && written; ++row) {
    add(buffer, deliveries.Next());
    if (buffer.size() < (1 << 20)) continue;
    written = std::fwrite(buffer.data(), 1, buffer.size(), file) == buffer.size();
    buffer.clear();
  }
  written = written && std::fwrite(buffer.data(), 1, buffer.size(), file) == buffer.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace

Delivery Deliveries::Next() {
  Delivery one;
  one.order = order_++;
  one.promised = kFirst + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(365 * kDay));
  if (boundaries_ && random_() % 3 == 0) {
    const Date month = ToDate({2025, 1 + static_cast<int>(random_() % 12), 1});
    one.promised =
        std::max(kFirst, static_cast<std::int64_t>(month.days) * kDay + static_cast<std::int64_t>(random_() % 3) - 1);
  }
  const std::uint64_t kind = random_() % 100;
  const std::uint64_t by = random_();
  const std::int64_t late = kind < 90   ? -static_cast<std::int64_t>(by % 7200)
                            : kind < 96 ? 1800 + static_cast<std::int64_t>(by % 3) - 1
                                        : 3600 + static_cast<std::int64_t>(by % 90'000);
  one.delivered = random_() % 50 == 0 ? 0 : one.promised + late;
  one.ordered = 1 + static_cast<std::uint32_t>(random_() % 40);
  one.received = kind % 33 == 7 ? one.ordered - 1 : one.ordered;
  one.customer = static_cast<std::uint32_t>(random_() % customers_);
  one.region = static_cast<std::uint32_t>(random_() % 8);
  one.carrier = static_cast<std::uint32_t>(random_() % 30);
  return one;
}

std::string CustomerName(std::uint32_t customer) {
  return fmt::format("C{:04}", customer);
}

bool WriteDeliveries(const std::string& path, std::uint64_t rows, std::uint32_t customers, bool boundaries) {
  return WriteRows(path, "order_id,customer,region,promised,delivered,ordered,received,carrier\n", rows,
                   Deliveries(customers, boundaries), [](std::string& text, const Delivery& one) {
                     fmt::format_to(std::back_inserter(text), "{:09},C{:04},R{},", one.order, one.customer, one.region);
                     AddStamp(text, one.promised);
                     text += ',';
                     if (one.delivered != 0) AddStamp(text, one.delivered);
                     fmt::format_to(std::back_inserter(text), ",{},{},K{:02}\n", one.ordered, one.received,
                                    one.carrier);
                   });
}

bool WriteDeliveriesNdjson(const std::string& path, std::uint64_t rows, std::uint32_t customers) {
  return WriteRows(path, "", rows, Deliveries(customers), [](std::string& text, const Delivery& one) {
    fmt::format_to(std::back_inserter(text), R"({{"order_id":"{:09}","customer":"C{:04}","region":"R{}","promised":")",
                   one.order, one.customer, one.region);
    AddStamp(text, one.promised);
    text += R"(","delivered":)";
    if (one.delivered != 0) {
      text += '"';
      AddStamp(text, one.delivered);
      text += '"';
    } else {
      text += "null";
    }
    fmt::format_to(std::back_inserter(text), R"(,"ordered":{},"received":{},"carrier":"K{:02}"}})", one.ordered,
                   one.received, one.carrier);
    text += '\n';
  });
}

std::string OtifQuery(const std::string& table, const std::string& month) {
  return "SELECT customer, " + month +
         " AS month, count(*)::BIGINT AS items, "
         "sum((delivered IS NOT NULL AND delivered <= promised + INTERVAL 30 MINUTE AND received >= "
         "ordered)::INT)::BIGINT AS good "
         "FROM " +
         table + " GROUP BY customer, month";
}

std::string CsvTable(const std::string& path) {
  return "read_csv('" + path +
         "', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {'order_id': 'VARCHAR', "
         "'customer': 'VARCHAR', 'region': 'VARCHAR', "
         "'promised': 'TIMESTAMP', 'delivered': 'TIMESTAMP', 'ordered': 'INTEGER', 'received': 'INTEGER', 'carrier': "
         "'VARCHAR'})";
}

// Only the members that are asked for: it then skips the others.
std::string NdjsonTable(const std::string& path) {
  return "read_json('" + path +
         "', format = 'newline_delimited', records = true, auto_detect = false, columns = {'customer': 'VARCHAR', "
         "'promised': 'TIMESTAMP', 'delivered': 'TIMESTAMP', 'ordered': 'INTEGER', 'received': 'INTEGER'})";
}

}  // namespace slate::bench
