// The quick road through NDJSON equals the plain one, as csv_roads_test.cpp has it: over lines of few shapes and of many, and damaged ones.
#include <random>

#include "tests/unit/ingest/road_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

TableSpec AnyTable(std::mt19937& random) {
  TableSpec table;
  table.event = "delivery";
  table.format = FileFormat::ndjson;
  const bool hashed = random() % 3 == 0;
  table.columns = {Column("order", hashed ? ColumnType::hashed : ColumnType::symbol), Column("late", ColumnType::boolean, true), Column("n", ColumnType::integer),
                   Column("at", ColumnType::instant, true), Column("day", ColumnType::date, true), Column("city", ColumnType::symbol, true),
                   Column("price", ColumnType::integer, true), Column("known", ColumnType::instant)};
  table.columns[2].non_negative = true;
  table.columns[5].source = "address.city";
  table.columns[6].scale = 2;
  table.columns[5].dictionary->Intern("HAM");
  table.columns[5].missing_symbol = table.columns[5].dictionary->Intern("unassigned");
  if (random() % 2 == 0) {
    table.columns[5].trimmed = true;
    table.columns[5].mappings = {{"Hamburg", "HAM"}};
  }
  if (random() % 4 == 0) table.columns[5].mappings = {{"", "HAM"}};
  if (random() % 3 == 0) table.columns[3].missing = {"NULL", "2025-01-01 00:00"};
  if (random() % 3 == 0) table.columns[6].missing = {"-", "0"};
  if (random() % 4 == 0) table.columns[0].source = "n";  // two columns from one member
  if (random() % 4 == 0) table.columns[4].source = "address.day";
  table.identity = {0};
  if (random() % 2 == 0) table.key = {0};
  table.unique_by_key = hashed;
  if (random() % 2 == 0) table.recorded = 7;
  return table;
}

class Lines {
 public:
  explicit Lines(std::mt19937& random) : random_(random), damage_(random() % 4 == 0 ? 1'000'000 : 3 + random() % 60) {
    colon_ = Pick({":", ":", ": ", " : "});
    comma_ = Pick({",", ",", ", "});
  }

  std::string Any(int count) {
    const std::string end = random_() % 4 == 0 ? "\r\n" : "\n";
    std::string text = random_() % 4 == 0 ? "\xEF\xBB\xBF" : "";
    for (int i = 0; i < count; ++i) {
      std::string line = Object();
      for (; random_() % (2 * damage_) == 0 && !line.empty();) {
        const std::size_t at = random_() % line.size();
        static constexpr std::string_view kSigns = "{}[]\",:\\0e-. \t\rnx\xC3\x01";
        if (random_() % 3 == 0) line.erase(at, 1);
        else if (random_() % 2 == 0) line[at] = kSigns[random_() % kSigns.size()];
        else line.insert(at, 1, kSigns[random_() % kSigns.size()]);
      }
      text += line + (random_() % damage_ == 0 ? Pick({"\n", "\r\n", "\n\n", " \n", "\r\r\n", "\n \t\r\n"}) : end);
    }
    if (random_() % 3 == 0 && !text.empty()) text.pop_back();
    return text;
  }

 private:
  std::string Pick(std::initializer_list<const char*> of) { return of.begin()[random_() % of.size()]; }
  std::string Often(const std::string& usual, std::initializer_list<const char*> rare) { return random_() % damage_ == 0 ? Pick(rare) : usual; }
  bool Rarely() { return random_() % damage_ == 0; }

  std::string Object() {
    std::vector<std::string> members;
    const auto add = [&](const std::string& key, const std::string& value) { members.push_back("\"" + key + "\"" + colon_ + value); };
    add("order", Often("\"A" + std::to_string(random_() % 50) + "\"", {"\"\"", "null", "7", "true", "\"B \\\"x\\\"\"", "\"\\u00e9\"", "\"\xC3\xBC\"", "\"\xFF\"", "\"an order that is longer\"", "[1]", "{}", "\"\t\"", "1e2"}));
    if (!Rarely()) add("late", Often("false", {"true", "null", "\"1\"", "0", "tru", "\"\"", "[]"}));
    add("n", Often(std::to_string(random_() % 100), {"null", "\"12\"", "-1", "007", "0", "1e2", "1.5", "12E-1", "99999999", "123456789", "\"007\"", "-", "1 ", "1.", "+1", "NaN", "1e999999999999"}));
    add("at", random_() % 10 == 0 ? "null" : Often("\"2025-0" + std::to_string(1 + random_() % 9) + "-1" + std::to_string(random_() % 10) + "T1" + std::to_string(random_() % 10) + ":05:15Z\"",
                                                   {"\"\"", "\"NULL\"", "\"2025-03-30 02:30:00\"", "\"2025-02-30 10:00:00\"", "\"2025-01-01 10:00:00.25+02:00\"", "\"2025-01-01 00:00\"", "20250101", "{}"}));
    if (!Rarely()) add("day", Often("\"2025-01-31\"", {"null", "\"2025-01-31 00:00:00\"", "\"2025-02-29\"", "\"x\"", "1"}));
    if (!Rarely()) add("note", Often("\"some words\"", {"\"\xC3\xA9\"", "\"a \\\\ b\"", "null", "[1,2]", "[\"a\",{\"city\":\"no\"}]", "{\"x\":{\"y\":[]}}", "\"\xC3\"", "-0.5e+3", "\"{\"", "{\"x\":1,\"x\":2}"}));
    if (!Rarely()) add("address", "{\"city\"" + colon_ + Often("\"HAM\"", {"\"MUC\"", "\"\"", "null", "\"Hamburg\"", "\" HAM\"", "\"a city whose name is long\"", "{}", "5"}) + comma_ + "\"zip\"" + colon_ +
                                      Often(std::to_string(10000 + random_() % 90000), {"null", "[1]", "\"20095\"", "012"}) + "}");
    else if (!Rarely()) add("address", Pick({"null", "\"Kiel\"", "[]", "{}", "7"}));
    add("price", Often(std::to_string(random_() % 10'000) + "." + std::to_string(10 + random_() % 90), {"null", "\"-\"", "0", "1.5", "1.500", "1.505", "-3.25", "123456789.01", "9999999999999999", "\"1.25\"", "1.5e1", "00.5"}));
    if (!Rarely()) add("a key that is so long that it takes more than sixty-four bytes to compare it with another one", Often("1", {"\"x\"", "null"}));
    add("known", Often("\"2025-06-01 10:00\"", {"\"2025-07-01 10:00\"", "\"2025-07-02T00:00:00Z\"", "null", "\"never\""}));
    if (Rarely()) members.push_back(members[random_() % members.size()]);
    if (Rarely()) std::shuffle(members.begin(), members.end(), random_);
    if (Rarely()) return Pick({"", "{}", "[]", "7", "\"x\"", "{", "  "});
    std::string line = "{";
    for (std::size_t i = 0; i < members.size(); ++i) line += (i == 0 ? "" : comma_) + members[i];
    return line + Often("}", {" }", "} ", "", "}}", "} {}"});
  }

  std::mt19937& random_;
  unsigned damage_;  // one of so many things is no usual one
  std::string colon_, comma_;
};

}  // namespace

TEST_CASE("roads: the quick road through NDJSON tells what the plain one tells") {
  std::mt19937 random(9);
  for (int round = 0; round < 60; ++round) {
    const TableSpec table = AnyTable(random);
    const std::string text = Lines(random).Any(round % 10 == 0 ? 1000 : static_cast<int>(random() % 100));
    ReadOptions options;
    if (random() % 2 == 0) options.known_until = Instant{1'751'000'000LL * kMicrosPerSecond};  // 2025-06-27
    if (random() % 5 == 0) options.max_rejects = 3;
    options.origins = random() % 3 == 0;
    INFO("round " << round);
    CheckRoads(table, text, options);
  }
}

TEST_CASE("roads: lines of two shapes that differ in nothing but an order of keys, and lines that are each of a shape of their own") {
  TableSpec table;
  table.event = "event";
  table.format = FileFormat::ndjson;
  table.columns = {Column("a", ColumnType::integer), Column("b", ColumnType::symbol, true)};
  std::string alternating, changing;
  for (int i = 0; i < 700; ++i) {
    alternating += i % 3 == 0 ? "{\"b\":\"x\",\"a\":" + std::to_string(i) + "}\n" : "{\"a\":" + std::to_string(i) + ",\"b\":\"y\"}\n";
    changing += "{\"a\":" + std::to_string(i) + ",\"k" + std::to_string(i) + "\":[" + std::string(static_cast<std::size_t>(i % 40), '[') + std::string(static_cast<std::size_t>(i % 40), ']') + "]}\n";
  }
  for (const std::string& text : {alternating, changing}) CheckRoads(table, text, {});
}

TEST_CASE("roads: random bytes of JSON are read alike") {
  std::mt19937 random(10);
  for (int round = 0; round < 200; ++round) {
    std::string text;
    const auto pick = [&](std::initializer_list<const char*> of) { return std::string(of.begin()[random() % of.size()]); };
    for (int line = 0; line < 40; ++line) {
      text += "{\"a\":1,\"b\":\"x\"}\n";
      for (std::size_t i = random() % 8; i > 0; --i) text += pick({"{", "}", "\"a\"", "\"b\"", ":", ",", "1", "\"x\"", "[", "]", " ", "\r", "null", "\\", "\xC3\xBC", "\xFF", "\"", "-"});
      text += pick({"\n", "\r\n", ""});
    }
    TableSpec table;
    table.event = "event";
    table.format = FileFormat::ndjson;
    table.columns = {Column("b", ColumnType::symbol, true), Column("a", ColumnType::integer, true)};
    INFO(text);
    CheckRoads(table, text, {});
  }
}
