// Which record of a key counts: compared with a plain model of the words in docs/language_reference.md, over shuffled records.
#include <map>
#include <random>
#include <set>

#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

struct Record {
  int order = 0, version = 0;
  bool gone = false;
  int hour = 0;  // known at
  int n = 0;
  friend auto operator<=>(const Record&, const Record&) = default;
};

TableSpec Tickets(FileFormat format = FileFormat::csv) {
  TableSpec table;
  table.event = "ticket";
  table.format = format;
  table.columns = {Column("order", ColumnType::symbol), Column("version", ColumnType::integer), Column("gone", ColumnType::boolean), Column("known", ColumnType::instant),
                   Column("n", ColumnType::integer)};
  table.key = {0};
  table.revision = 1;
  table.withdrawn = 2;
  table.recorded = 3;
  return table;
}

std::string Text(const std::vector<Record>& records, FileFormat format) {
  std::string text = format == FileFormat::csv ? "order,version,gone,known,n\n" : "";
  for (const Record& r : records) {
    const std::string order = "N" + std::to_string(r.order), known = "2025-01-01T0" + std::to_string(r.hour) + ":00:00Z", gone = r.gone ? "true" : "false";
    const std::string version = std::to_string(r.version), n = std::to_string(r.n);
    if (format == FileFormat::csv) text += order + "," + version + "," + gone + "," + known + "," + n + "\n";
    else text += "{\"n\": " + n + ", \"order\": \"" + order + "\", \"version\": " + version + ", \"gone\": " + gone + ", \"known\": \"" + known + "\"}\n";
  }
  return text;
}

ReadOptions Until(int hour) {
  ReadOptions options;
  options.known_until = Instant{(20'089LL * 24 + hour) * 3600 * kMicrosPerSecond};  // 2025-01-01
  return options;
}

std::string Counts(const IntakeReport& r) {
  return std::to_string(r.read) + " read, " + std::to_string(r.duplicates) + " duplicate, " + std::to_string(r.rejected) + " rejected, " + std::to_string(r.superseded) + " superseded, " +
         std::to_string(r.withdrawn) + " withdrawn, " + std::to_string(r.not_yet_recorded) + " not yet recorded";
}

// What the words say, without regard to time or order of work.
std::string Model(const std::vector<Record>& records, int hour, std::vector<std::string>& rows) {
  IntakeReport report;
  report.read = records.size();
  std::map<int, std::map<int, std::multiset<Record>, std::greater<>>> keys;
  for (const Record& record : records) {
    if (record.hour > hour) ++report.not_yet_recorded;
    else keys[record.order][record.version].insert(record);
  }
  for (const auto& [key, versions] : keys) {
    for (const auto& [version, same] : versions) {
      const bool newest = version == versions.begin()->first;
      if (*same.begin() != *same.rbegin()) {
        report.rejected += same.size();
        continue;
      }
      report.duplicates += same.size() - 1;
      const Record& record = *same.begin();
      if (!newest) ++report.superseded;
      else if (record.gone) ++report.withdrawn;
      else rows.push_back("N" + std::to_string(key) + " " + std::to_string(version) + " false 2025-01-01T0" + std::to_string(record.hour) + ":00:00Z " + std::to_string(record.n));
    }
  }
  std::sort(rows.begin(), rows.end());
  return Counts(report);
}

}  // namespace

TEST_CASE("the highest revision replaces the others, wherever it stands") {
  const TextRead read = ReadTexts(Tickets(), {Text({{1, 3, false, 1, 30}, {1, 1, false, 1, 10}, {2, 9, false, 1, 5}}, FileFormat::csv), Text({{1, 2, false, 1, 20}, {2, 10, false, 1, 6}}, FileFormat::csv)});
  CHECK(read.rows == std::vector<std::string>{"N1 3 false 2025-01-01T01:00:00Z 30", "N2 10 false 2025-01-01T01:00:00Z 6"});
  CHECK(Counts(read.result.report) == "5 read, 0 duplicate, 0 rejected, 3 superseded, 0 withdrawn, 0 not yet recorded");
}

TEST_CASE("a conflict at the newest revision takes the key, one at an older revision itself") {
  const TextRead read = ReadTexts(Tickets(), {Text({{1, 2, false, 1, 1}, {1, 1, false, 1, 1}, {1, 2, false, 1, 2}, {1, 1, false, 1, 1}, {1, 2, false, 1, 1}, {2, 1, false, 1, 1}, {2, 1, false, 1, 2}, {2, 2, false, 1, 3}},
                                                   FileFormat::csv)});
  CHECK(read.rows == std::vector<std::string>{"N2 2 false 2025-01-01T01:00:00Z 3"});
  CHECK(Counts(read.result.report) == "8 read, 1 duplicate, 5 rejected, 1 superseded, 0 withdrawn, 0 not yet recorded");
  CHECK(RejectsOf(read) ==
        "2:0 conflicts with line 4 of x1: one key and revision, unequal `n`; neither is counted\n"
        "4:0 conflicts with line 2 of x1: one key and revision, unequal `n`; neither is counted\n"
        "6:0 conflicts with line 4 of x1: one key and revision, unequal `n`; neither is counted\n"
        "7:0 conflicts with line 8 of x1: one key and revision, unequal `n`; neither is counted\n"
        "8:0 conflicts with line 7 of x1: one key and revision, unequal `n`; neither is counted\n");
}

TEST_CASE("a withdrawal counts if it holds, and what came later is not known") {
  const std::vector<Record> records{{1, 1, false, 1, 1}, {1, 2, true, 3, 1}, {1, 3, false, 5, 1}};
  const auto at = [&](int hour) { return Counts(ReadTexts(Tickets(), {Text(records, FileFormat::csv)}, Until(hour)).result.report); };
  CHECK(at(0) == "3 read, 0 duplicate, 0 rejected, 0 superseded, 0 withdrawn, 3 not yet recorded");
  CHECK(at(1) == "3 read, 0 duplicate, 0 rejected, 0 superseded, 0 withdrawn, 2 not yet recorded");
  CHECK(at(3) == "3 read, 0 duplicate, 0 rejected, 1 superseded, 1 withdrawn, 1 not yet recorded");
  CHECK(at(5) == "3 read, 0 duplicate, 0 rejected, 2 superseded, 0 withdrawn, 0 not yet recorded");
}

TEST_CASE("revisions may be instants, before the year 1970, too") {
  TableSpec table = Tickets();
  table.columns[1].type = ColumnType::instant;
  const TextRead read = ReadTexts(table, {"order,version,gone,known,n\nA,1969-12-31T00:00:00Z,false,2025-01-01T00:00:00Z,1\nA,1950-01-01T00:00:00Z,false,2025-01-01T00:00:00Z,2\n"});
  CHECK(read.rows == std::vector<std::string>{"A 1969-12-31T00:00:00Z false 2025-01-01T00:00:00Z 1"});
}

TEST_CASE("where keys are asserted to be unique, records stream, and withdrawn ones are no items") {
  TableSpec table = Tickets();
  table.revision.reset();
  table.key.clear();
  table.unique_by_key = true;
  const TextRead read = ReadTexts(table, {Text({{1, 1, false, 1, 1}, {2, 1, true, 1, 1}, {3, 1, false, 4, 1}, {4, 1, true, 4, 1}}, FileFormat::csv)}, Until(2));
  CHECK(read.rows == std::vector<std::string>{"N1 1 false 2025-01-01T01:00:00Z 1"});
  CHECK(Counts(read.result.report) == "4 read, 0 duplicate, 0 rejected, 0 superseded, 1 withdrawn, 2 not yet recorded");
}

TEST_CASE("identity is what the model says, for every order, format, cut and number of threads") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    std::vector<Record> records;
    for (std::size_t i = 0; i < 5 + random() % 60; ++i) {
      records.push_back({static_cast<int>(random() % 9), static_cast<int>(random() % 4), random() % 4 == 0, static_cast<int>(random() % 3), static_cast<int>(random() % 8) / 7});
    }
    const int hour = static_cast<int>(random() % 3);
    std::vector<std::string> rows;
    const std::string counts = Model(records, hour, rows);
    for (const FileFormat format : {FileFormat::csv, FileFormat::ndjson}) {
      for (const int threads : {1, 2}) {
        for (const std::size_t block : {64u, 100'000u}) {
          std::shuffle(records.begin(), records.end(), random);
          const std::size_t half = records.size() / 2;
          ReadOptions options = Until(hour);
          options.threads = threads;
          options.batch_rows = 3;
          options.block_bytes = block;
          TableSpec table = Tickets(format);
          if (random() % 2 == 0) table.key = {0, 0};  // named twice it is the same key, and no longer one text
          const TextRead read =
              ReadTexts(table, {Text({records.begin(), records.begin() + static_cast<long>(half)}, format), Text({records.begin() + static_cast<long>(half), records.end()}, format)}, options);
          REQUIRE(read.rows == rows);
          REQUIRE(Counts(read.result.report) == counts);
          REQUIRE(read.result.report.rejects.size() == read.result.report.rejected);
        }
      }
    }
  }
}
