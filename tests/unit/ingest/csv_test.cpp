#include "runtime/ingest/csv.h"

#include <unistd.h>

#include <random>

#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

TableSpec Deliveries() {
  TableSpec table;
  table.event = "delivery";
  table.columns = {Column("order", ColumnType::symbol), Column("at", ColumnType::instant, true), Column("n", ColumnType::integer)};
  table.columns[2].non_negative = true;
  return table;
}

TextRead ReadText(const TableSpec& table, const std::string& text, const ReadOptions& options = {}) { return ReadTexts(table, {text}, options); }

}  // namespace

TEST_CASE("a byte order mark, CRLF, quotes and a last line without an end are read") {
  const TextRead read = ReadText(Deliveries(), "\xEF\xBB\xBForder,at,n,note\r\n\"A,1\",2025-01-01 10:00,3,\"two\nlines\"\r\n\"B \"\"x\"\"\",,0,\r\n\r\nC,2025-07-01T12:00:00+02:00,7,x");
  CHECK(read.rows == std::vector<std::string>{"A,1 2025-01-01T09:00:00Z 3", "B \"x\" - 0", "C 2025-07-01T10:00:00Z 7"});
  CHECK(RejectsOf(read).empty());
}

TEST_CASE("rows that do not fit cost themselves only, and say where and why") {
  const TextRead read = ReadText(Deliveries(), std::string("order,at,n\nA,2025-02-30 10:00,1\nB,2025-03-30 02:30,1\nC,2025-10-26 02:30,1\nD,,1.5\nE,,-1\nF,,99999999999999999\n"
                                                       "G,,\nH,,1,2\nI\nJ,,1\n\"K\"x,,1\nL,25-1-1,1\nM") + '\0' + ",,1\nN\xFF,,1\nO,\"2025-01-01 10:00\n");
  CHECK(read.rows == std::vector<std::string>{"J - 1"});
  CHECK(RejectsOf(read) ==
        "2:3 `2025-02-30 10:00` is not a day of the calendar\n"
        "3:3 `2025-03-30 02:30` does not exist in Europe/Berlin: the clocks are set forward (the binding may say `skipped times shifted`)\n"
        "4:3 `2025-10-26 02:30` occurs twice in Europe/Berlin: the clocks are set back (the binding may say `repeated times first`)\n"
        "5:4 `1.5` is not a whole number\n6:4 `-1` is negative, and a count can't be\n7:4 `99999999999999999` is too large\n8:4 `n` is missing\n"
        "9:1 has 4 fields where the header has 3\n10:1 has 1 fields where the header has 3\n12:4 text follows a closing quote\n"
        "13:3 `25-1-1` is not a date or time of the form YYYY-MM-DD hh:mm:ss\n14:1 the text is not UTF-8 or holds a NUL byte\n"
        "15:1 the text is not UTF-8 or holds a NUL byte\n16:3 a quote opens a field and is never closed\n");
}

TEST_CASE("a line of ten megabytes is rejected, and the next one is read") {
  const TextRead read = ReadText(Deliveries(), "order,at,n\n" + std::string(10'000'000, 'x') + ",,1\nA,,1\n");
  CHECK(read.rows == std::vector<std::string>{"A - 1"});
  CHECK(RejectsOf(read) == "2:1 the line is longer than 1 MiB\n");
}

TEST_CASE("inputs that can't be used say so") {
  CHECK(ReadText(Deliveries(), "").result.errors.at(0).message == "is empty: the first line must name the columns");
  CHECK(ReadText(Deliveries(), "order,n\n").result.errors.at(0).message == "has no column `at`, which `at` of `delivery` comes from; its columns are `order`, `n`");
  CHECK(ReadText(Deliveries(), "order,at,at,n\n").result.errors.at(0).message == "has 2 columns `at`; which one is `at` of `delivery`?");
}

TEST_CASE("duplicates count once, conflicts not at all") {
  TableSpec table = Deliveries();
  table.key = {0};
  const TextRead read = ReadText(table, "order,at,n\nA,,1\nB,,1\nA,,1\nB,,2\nC,,1\nA,,1\n");
  CHECK(read.rows == std::vector<std::string>{"A - 1", "C - 1"});
  CHECK(read.result.report.duplicates == 2);
  CHECK(RejectsOf(read) == "3:0 conflicts with line 5 of x1: one key, unequal `n`; neither is counted\n5:0 conflicts with line 3 of x1: one key, unequal `n`; neither is counted\n");
}

TEST_CASE("results do not depend on blocks, batches and threads") {
  std::mt19937 random(42);
  const auto pick = [&](std::vector<std::string> of) { return of[random() % of.size()]; };
  for (int round = 0; round < 30; ++round) {
    std::string text = "order,at,n,note\n";
    for (int row = 0; row < 60; ++row) {
      text += pick({"A", "B", "C", "D", "\"E,1\"", "\"F\nG\"", "\"H\"\"\"", "\"I", "J\"", "\"K\"x", ""}) + std::to_string(random() % 20) + ",";
      text += pick({"", "2025-01-01 10:00", "2025-13-01", "\"2025-05-05 05:05:05\"", "\"\""}) + ",";
      text += pick({"0", "5", "x", "\"7\"", "", "1,2"}) + "," + pick({"", "n", "\"a\nb\"", "\"\"\"\"", "\""}) + pick({"\n", "\r\n", "\n\n"});
    }
    for (const bool keyed : {false, true}) {
      TableSpec table = Deliveries();
      if (keyed) table.key = {0};
      const TextRead expected = ReadText(table, text);
      for (const std::size_t block : {64u, 257u, 4096u}) {
        for (const int threads : {1, 2}) {
          for (const int batch : {1, 7}) {
            TableSpec again = Deliveries();
            if (keyed) again.key = {0};
            const TextRead read = ReadText(again, text, {.threads = threads, .batch_rows = batch, .block_bytes = block});
            REQUIRE(read.rows == expected.rows);
            REQUIRE(RejectsOf(read) == RejectsOf(expected));
            REQUIRE(read.result.report.duplicates == expected.result.report.duplicates);
          }
        }
      }
    }
  }
}

TEST_CASE("patterns, mappings, lists and markers of a binding hold") {
  TableSpec table = Deliveries();
  table.columns[1].format = "D/M/YYYY hh:mm";
  table.columns[1].missing = {"?"};
  table.columns[0].closed = true;
  table.columns[0].closed_reason = "is not in the list";
  table.columns[0].dictionary->Intern("alpha");
  table.columns[0].mappings = {{"a", "alpha"}};
  table.columns[0].trimmed = true;
  const TextRead read = ReadText(table, "order,at,n\n a ,29/2/2016 01:16,1\nalpha,?,2\nb,?,1\na,29-2-2016 01:16,1\n");
  CHECK(read.rows == std::vector<std::string>{"alpha - 2", "alpha 2016-02-29T00:16:00Z 1"});
  CHECK(RejectsOf(read) == "4:1 `b` is not in the list\n5:3 `29-2-2016 01:16` does not have the format the binding states\n");
}
