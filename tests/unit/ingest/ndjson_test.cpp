#include "runtime/ingest/ndjson.h"

#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

TableSpec Deliveries() {
  TableSpec table;
  table.event = "delivery";
  table.format = FileFormat::ndjson;
  table.columns = {Column("order", ColumnType::symbol), Column("city", ColumnType::symbol, true), Column("n", ColumnType::integer, true), Column("late", ColumnType::boolean, true)};
  table.columns[1].source = "address.city";
  table.columns[2].scale = 2;
  return table;
}

TextRead Lines(const std::string& text) { return ReadTexts(Deliveries(), {text}); }

}  // namespace

TEST_CASE("members are found by name and path, in any order, and null is as good as absent") {
  const TextRead read = Lines(
      "\xEF\xBB\xBF{\"order\": \"A\", \"address\": {\"city\": \"Kiel\", \"zip\": [1, {\"city\": \"no\"}]}, \"n\": 1.5, \"late\": true}\r\n"
      "\r\n  \t\n"
      "{\"late\": false, \"n\": \"2\", \"address\": {\"city\": null}, \"order\": \"B \\\"\\u00e9\\n\"}\n"
      "{\"order\": 7, \"address\": null, \"n\": null}\n"
      "{\"order\": true, \"city\": \"not this one\"}");
  CHECK(RejectsOf(read).empty());
  CHECK(read.rows == std::vector<std::string>{"7 - - -", "A Kiel 150 true", "B \"\u00e9\n - 200 false", "true - - -"});
  CHECK(read.result.report.read == 4);
  CHECK(ReadTexts(Deliveries(), {""}).result.errors.empty());
}

TEST_CASE("numbers are exact, however they are written") {
  const TextRead read = Lines(
      "{\"order\": \"A\", \"n\": 9999999999999.99}\n{\"order\": \"B\", \"n\": 0.10}\n{\"order\": \"C\", \"n\": -1.25e2}\n{\"order\": \"D\", \"n\": 500e-4}\n{\"order\": \"E\", \"n\": 12E+1}\n"
      "{\"order\": \"F\", \"n\": 5e-1}\n{\"order\": 1e2}\n{\"order\": \"G\", \"n\": 0.001}\n{\"order\": \"H\", \"n\": 1e999999999999}\n{\"order\": \"I\", \"n\": 10000000000000.01}\n");
  CHECK(read.rows == std::vector<std::string>{"1e2 - - -", "A - 999999999999999 -", "B - 10 -", "C - -12500 -", "D - 5 -", "E - 12000 -", "F - 50 -"});
  CHECK(RejectsOf(read) == "8:21 `0.001` has more than 2 places\n9:21 `1e999999999999` is not a number\n10:21 `10000000000000.01` is too large\n");
}

TEST_CASE("a bad line costs itself, and says where and why") {
  const TextRead read = Lines(std::string("[1]\n\"A\"\nA,1\n{\"order\": \"A\"\n{\"order\": \"A\",}\n{\"order\" \"A\"}\n{\"order\": tru}\n{\"order\": 01}\n{\"order\": \"A}\n{\"order\": \"\\q\"}\n"
                                          "{\"order\": \"A\", \"order\": \"A\"}\n{\"order\": \"A\", \"x\": {\"y\": 1, \"\\u0079\": 2}}\n{\"order\": [\"A\"]}\n{\"order\": {\"x\": 1}}\n"
                                          "{\"order\": \"A\", \"address\": \"Kiel\"}\n{\"order\": \"A\", \"address\": [{\"city\": \"Kiel\"}]}\n{\"address\": {}}\n{\"order\": null}\n"
                                          "{\"order\": \"A\", \"n\": \"x\"}\n{\"order\": \"A\", \"x\": [1, 2}\n{\"order\": \"A\"} {}\n{\"order\": \"\xFF\"}\n{\"order\": \"") +
                              '\0' + "\"}\n{\"order\": \"\\u0000\"}\n{\"order\": \"\\ud800\"}\n{\"order\": \"A\", \"x\": [nul]}\n{\"order\": \"A\"}}\n{\"order\": \"A\", \"x\": }\n" +
                              "{\"order\": \"fits\"}\n{\"order\": \"A\", \"x\": " + std::string(70, '[') + std::string(70, ']') + "}\n");
  CHECK(read.rows == std::vector<std::string>{"fits - - -"});
  CHECK(read.result.report.read == read.result.report.rejected + 1);
  CHECK(RejectsOf(read) ==
        "1:1 the line is no JSON object\n"
        "2:1 the line is no JSON object\n"
        "3:1 the line is no JSON object\n"
        "4:1 an object or array is never closed\n"
        "5:15 the line is not JSON: a comma, colon, quote or bracket is missing or misplaced\n"
        "6:10 the line is not JSON: a comma, colon, quote or bracket is missing or misplaced\n"
        "7:11 `tru` is no JSON value\n"
        "8:11 `01` is no JSON value\n"
        "9:0 a text is never closed\n"
        "10:11 a text holds a `\\` that escapes nothing\n"
        "11:0 the key `order` stands twice in one object\n"
        "12:0 the key `y` stands twice in one object\n"
        "13:11 `order` is an array, not a single value\n"
        "14:11 `order` is an object, not a single value\n"
        "15:27 `address.city` is not there: what it lies in is no object\n"
        "16:27 `address.city` is not there: what it lies in is no object\n"
        "17:0 `order` is missing\n"
        "18:0 `order` is missing\n"
        "19:21 `x` is not a number\n"
        "20:26 the line is not JSON: a comma, colon, quote or bracket is missing or misplaced\n"
        "21:16 something follows the object\n"
        "22:0 the line is not UTF-8\n"
        "23:0 a text holds a control character that is not escaped\n"
        "24:11 the text is not UTF-8 or holds a NUL byte\n"
        "25:11 a text holds a `\\` that escapes nothing\n"
        "26:22 `nul` is no JSON value\n"
        "27:15 something follows the object\n"
        "28:21 the line is not JSON: a value is missing or is none\n"
        "30:0 objects and arrays are nested more than 64 deep\n");
}

TEST_CASE("a very long line is rejected, and the next one is read") {
  const TextRead read = Lines("{\"order\": \"" + std::string(10'000'000, 'x') + "\"}\n{\"order\": \"A\"}\n{\"order\": \"B\", \"x\": \"" + std::string(1'000'000, 'y') + "\"}\n" +
                              std::string(3'000'000, '[') + "\n{\"order\": \"C\"}");
  CHECK(read.rows == std::vector<std::string>{"A - - -", "B - - -", "C - - -"});
  CHECK(RejectsOf(read) == "1:1 the line is longer than 1 MiB\n4:1 the line is longer than 1 MiB\n");
}

TEST_CASE("many keys in one object are compared") {
  std::string line = "{\"order\": \"A\"";
  for (int i = 0; i < 50'000; ++i) line += ", \"k" + std::to_string(i) + "\": 0";
  CHECK(Lines(line + "}\n").rows.size() == 1);
  CHECK(RejectsOf(Lines(line + ", \"k17\": 1}\n")) == "1:0 the key `k17` stands twice in one object\n");
}

TEST_CASE("what is JSON is decided as another parser decides, for lines damaged anyhow") {
  std::mt19937 random(7);
  const std::string line = "{\"order\": \"A\", \"address\": {\"city\": \"K\\u00e9\"}, \"n\": -1.5e1, \"x\": [true, {\"y\": null}], \"late\": false}";
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> lines;
    std::string text;
    for (int i = 0; i < 200; ++i) {
      std::string damaged = line;
      for (std::size_t n = 0; n <= random() % 3; ++n) {
        const std::size_t at = random() % damaged.size();
        static constexpr std::string_view kSigns = "{}[]\",:\\0e-. \tnx\xC3";
        if (random() % 3 == 0) damaged.erase(at, 1);
        else if (random() % 2 == 0) damaged[at] = kSigns[random() % kSigns.size()];
        else damaged.insert(at, 1, kSigns[random() % kSigns.size()]);
      }
      text += damaged + "\n" + line + "\n";
      lines.push_back(std::move(damaged));
    }
    const TextRead read = Lines(text);
    REQUIRE(read.result.report.read == 2 * lines.size());
    REQUIRE(static_cast<std::size_t>(std::count(read.rows.begin(), read.rows.end(), "A K\u00e9 -1500 false")) >= lines.size());
    std::map<std::uint64_t, const Reject*> rejected;
    for (const Reject& reject : read.result.report.rejects) rejected.emplace(reject.line, &reject);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto reject = rejected.find(2 * i + 1);
      INFO(lines[i]);
      const nlohmann::json other = nlohmann::json::parse(lines[i], nullptr, false);
      if (!other.is_object()) REQUIRE(reject != rejected.end());
      else if (reject != rejected.end()) REQUIRE((!reject->second->field.empty() || reject->second->reason.ends_with("twice in one object")));
      REQUIRE(!rejected.contains(2 * i + 2));
    }
  }
}

TEST_CASE("results of NDJSON do not depend on blocks, batches and threads") {
  std::mt19937 random(42);
  const auto pick = [&](std::vector<std::string> of) { return of[random() % of.size()]; };
  for (int round = 0; round < 20; ++round) {
    std::string text = pick({"", "\xEF\xBB\xBF"});
    for (int row = 0; row < 80; ++row) {
      text += pick({"{\"order\": \"N", "{\"order\": \"N", "{\"order\": \"N", "{\"order\": N", "[\"", " "}) + std::to_string(random() % 20) + "\", \"n\": ";
      text += pick({"1", "2.50", "\"7\"", "null", "x", "[1]", "1e1"}) + pick({"}", "}", "}", ", \"address\": {\"city\": \"HAM\"}}", ", \"n\": 1}", ""}) + pick({"\n", "\r\n", "\n\n"});
    }
    for (const bool keyed : {false, true}) {
      TableSpec table = Deliveries();
      if (keyed) table.key = {0};
      const TextRead expected = ReadTexts(table, {text, text.substr(200)});
      for (const std::size_t block : {32u, 257u, 4096u}) {
        for (const int threads : {1, 2}) {
          TableSpec again = Deliveries();
          if (keyed) again.key = {0};
          const TextRead read = ReadTexts(again, {text, text.substr(200)}, {.threads = threads, .batch_rows = 7, .block_bytes = block});
          REQUIRE(read.rows == expected.rows);
          REQUIRE(RejectsOf(read) == RejectsOf(expected));
          REQUIRE(read.result.report.duplicates == expected.result.report.duplicates);
        }
      }
    }
  }
}
