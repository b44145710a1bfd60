// Rows of Parquet are those of a CSV file with the same data, column by column and type by type: values, what is missing, what is
// refused and why, and which item a row is. Both files are written by DuckDB from one query.
#include <catch2/generators/catch_generators.hpp>

#include "tests/parquet/parquet_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

constexpr int kRows = 4500;  // three vectors of DuckDB's, each a row group of its own

struct Case {
  std::string sql;  // of a column, from i = 0 ... and h, which seems random
  ColumnSpec spec;
};

ColumnSpec Spec(ColumnType type, const std::function<void(ColumnSpec&)>& change = {}) {
  ColumnSpec spec = Column("c", type);
  if (change) change(spec);
  return spec;
}

ColumnSpec Number(std::int32_t scale, bool non_negative = false) {
  return Spec(ColumnType::integer, [&](ColumnSpec& spec) {
    spec.scale = scale;
    spec.non_negative = non_negative;
  });
}

// Every 30 minutes around the nights in which Berlin's clocks change, and moments far away.
const std::string kTimes = "CASE WHEN h % 4 = 0 THEN TIMESTAMP '2025-03-30 00:00:00' + INTERVAL 30 MINUTE * (h % 12)::INT "
                           "WHEN h % 4 = 1 THEN TIMESTAMP '2025-10-26 00:00:00' + INTERVAL 30 MINUTE * (h % 12)::INT "
                           "WHEN h % 97 = 2 THEN TIMESTAMP '0900-01-01' + INTERVAL 1 DAY * (h % 3000000)::INT "
                           "ELSE TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * (h % 40000000)::INT END";

std::vector<Case> Cases() {
  const auto text = [](const auto& change) { return Spec(ColumnType::symbol, change); };
  const auto plain = [](ColumnSpec&) {};
  const auto closed = [](ColumnSpec& spec) {
    for (int i = 0; i < 20; ++i) spec.dictionary->Intern("S" + std::to_string(i));
    spec.closed = true;
    spec.closed_reason = "is not in roster `sites`";
  };
  const auto mapped = [](ColumnSpec& spec) {
    spec.dictionary->Intern("weather");
    spec.mappings = {{"S1", "weather"}, {"1", "weather"}};
    spec.missing = {"S2", "2"};
    spec.trimmed = true;
  };
  std::vector<Case> cases = {
      {"'S' || (h % 25)", text(plain)},
      {"'S' || (h % 25)", text(closed)},
      {"CASE WHEN h % 3 = 0 THEN ' S1' WHEN h % 3 = 1 THEN 'S2' ELSE 'S3 ' END", text(mapped)},
      {"repeat('x', (h % 40)::INT)", text(plain)},
      {"'longer than twelve ' || (h % 2000)", text(plain)},
      {"'Zürich ' || (h % 30)", text(plain)},
      {"CASE WHEN h % 50 = 0 THEN '' ELSE 'K' || (h % 9) END", text(plain)},
      {"CASE WHEN h % 50 = 0 THEN 'K' || chr(0) || 'L' ELSE 'K' END", text(plain)},
      {"encode('S' || (h % 25))", text(closed)},
      {"encode('B' || i)", Spec(ColumnType::hashed)},
      {"(h % 30)::INTEGER", text(plain)},
      {"(h % 4)::UTINYINT", text(mapped)},
      {"DATE '2025-01-01' + (h % 300)::INTEGER", text(plain)},
      {"((h % 300) || '.' || (h % 4 * 25))::DECIMAL(9,2)", Spec(ColumnType::hashed)},
      {"uuid()", Spec(ColumnType::hashed)},
      {"'A' || i", Spec(ColumnType::hashed)},
      {"'äA' || i", Spec(ColumnType::hashed)},
      {"repeat('k', (1 + h % 70)::INT) || i", Spec(ColumnType::hashed)},
      {"' A' || (h % 100)", Spec(ColumnType::hashed, [](ColumnSpec& spec) { spec.trimmed = true; })},
      {"i", Spec(ColumnType::hashed)},
      {"h % 3 = 0", Spec(ColumnType::boolean)},
      {"(h % 4)::INTEGER", Spec(ColumnType::boolean)},
      {"CASE WHEN h % 3 = 0 THEN 'true' WHEN h % 5 = 0 THEN 'yes' ELSE '0' END", Spec(ColumnType::boolean)},
      {"h % 3 = 0", Spec(ColumnType::boolean, [](ColumnSpec& spec) { spec.missing = {"true"}; })},
      {"DATE '2025-01-01' + (h % 9000)::INTEGER", Spec(ColumnType::date)},
      {"DATE '0100-01-01' + (h % 3500000)::INTEGER", Spec(ColumnType::date)},
      {"date_trunc('hour', " + kTimes + ")", Spec(ColumnType::date)},
      {"date_trunc('day', TIMESTAMP '1960-01-01' + INTERVAL 1 HOUR * (h % 400000)::INT)::TIMESTAMP_MS", Spec(ColumnType::date)},
      {"strftime(DATE '2025-01-01' + (h % 9000)::INTEGER, '%d/%m/%Y')", Spec(ColumnType::date, [](ColumnSpec& spec) { spec.format = "DD/MM/YYYY"; })},
      {kTimes, Spec(ColumnType::instant)},
      {kTimes, Spec(ColumnType::instant, [](ColumnSpec& spec) { spec.zone = nullptr; })},
      {kTimes, Spec(ColumnType::instant, [](ColumnSpec& spec) {
         spec.repeated = RepeatedTime::second;
         spec.skipped = SkippedTime::shifted;
       })},
      {kTimes, Spec(ColumnType::instant, [](ColumnSpec& spec) { spec.zone = Zone::Find("UTC"); })},
      {kTimes, Spec(ColumnType::instant, [](ColumnSpec& spec) { spec.missing = {"2025-03-30 01:00:00", "-"}; })},
      {"(" + kTimes + ") + INTERVAL 1 MICROSECOND * (h % 3)::INT", Spec(ColumnType::instant)},
      {"(" + kTimes + ")::TIMESTAMP_MS", Spec(ColumnType::instant)},
      {"(" + kTimes + ")::TIMESTAMP_S", Spec(ColumnType::instant)},
      {"make_timestamp_ns(1735689600000000000 + (h % 100000) * 1000000 * 100 + CASE WHEN h % 20 = 0 THEN 5 ELSE 7000 END)", Spec(ColumnType::instant)},
      {"make_timestamptz(1735689600000000 + (h % 40000000)::BIGINT * 1000000)", Spec(ColumnType::instant)},
      {"CAST((" + kTimes + ") AS VARCHAR)", Spec(ColumnType::instant)},
      {"(h % 100000)::VARCHAR || CASE WHEN h % 7 = 0 THEN '.255' ELSE '' END", Number(2)},
  };
  for (const char* type : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "DECIMAL(4,0)", "DECIMAL(9,0)", "DECIMAL(18,0)", "DECIMAL(38,0)"}) {
    for (const ColumnSpec& spec : {Number(0), Number(0, true), Number(3), Number(15)}) cases.push_back({fmt::format("CASE WHEN h % 60 = 0 THEN TRY_CAST(-(h % 50)::INT AS {0}) ELSE (h % 100)::{0} END", type), spec});
  }
  for (const char* number : {"(h % 2000000000000000)::BIGINT - 1000000000000000", "h::UBIGINT", "(h % 20000)::DECIMAL(38,0) * 10000000000000000000000", "-9223372036854775807 - (h % 2)::INT"}) {
    for (const ColumnSpec& spec : {Number(0), Number(2)}) cases.push_back({number, spec});
  }
  for (const char* type : {"DECIMAL(4,3)", "DECIMAL(9,3)", "DECIMAL(18,3)", "DECIMAL(38,3)", "DECIMAL(38,25)"}) {
    for (const ColumnSpec& spec : {Number(0), Number(2), Number(3), Number(4)}) {
      cases.push_back({fmt::format("CASE WHEN h % 9 = 0 THEN -(h % 7)::{0} ELSE ((h % 4) || '.' || (h % 40 * 25))::{0} END", type), spec});
    }
  }
  cases.push_back({"(h % 9)::INTEGER", Spec(ColumnType::integer, [](ColumnSpec& spec) { spec.missing = {"7", "-"}; })});
  return cases;
}

std::string Query(const std::vector<Case>& cases, bool with_nulls) {
  std::string query = "SELECT i AS n";
  for (std::size_t c = 0; c < cases.size(); ++c) {
    query += with_nulls ? fmt::format(", CASE WHEN (h + {0}) % 11 = 0 THEN NULL ELSE ({1}) END AS c{0}", c, cases[c].sql) : fmt::format(", ({1}) AS c{0}", c, cases[c].sql);
  }
  return query + fmt::format(" FROM (SELECT i, (hash(i) // 16)::BIGINT AS h FROM range({}) t(i)) ORDER BY i", kRows);
}

// One column beside a number, so that what one column refuses hides nothing of another.
TableSpec Table(const Case& one, std::size_t c, bool optional) {
  TableSpec table;
  table.event = "delivery";
  table.columns = {Column("n", ColumnType::integer), one.spec};
  table.columns[1].source = fmt::format("c{}", c);
  table.columns[1].optional = optional;
  if (one.spec.type == ColumnType::symbol && !one.spec.closed) {
    table.columns[1].dictionary = std::make_shared<Dictionary>();
    for (const auto& [text, word] : one.spec.mappings) table.columns[1].dictionary->Intern(word);
  }
  if (one.spec.type == ColumnType::symbol) table.columns[1].missing_symbol = table.columns[1].dictionary->Intern("other");
  return table;
}

// In CSV the first row stands on the second line.
std::string Rejects(const TextRead& read, std::uint64_t first_line) {
  std::string text;
  for (const Reject& reject : read.result.report.rejects) text += fmt::format("{} {}: {} [{}]\n", reject.line - first_line, reject.field, reject.reason, reject.text);
  return text;
}

}  // namespace

TEST_CASE("each stored type gives what its text in a CSV file gives") {
  const Folder folder;
  const std::vector<Case> cases = Cases();
  const bool with_nulls = GENERATE(false, true);
  const std::string csv = folder / "d.csv", parquet = folder / "d.parquet";
  // Written from the Parquet file, so that uuid() is asked once.
  WriteParquet(parquet, Query(cases, with_nulls), "COMPRESSION zstd, ROW_GROUP_SIZE 2048");
  Sql(fmt::format("COPY (FROM read_parquet('{}')) TO '{}' (FORMAT csv)", parquet, csv));
  std::size_t refused = 0, accepted = 0;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    for (const bool optional : {false, true}) {
      if (optional && !with_nulls) continue;
      const TableSpec table = Table(cases[c], c, optional);
      const TextRead expected = ReadFiles(table, FileFormat::csv, {csv});
      REQUIRE(expected.result.errors.empty());
      refused += expected.result.report.rejected;
      accepted += expected.result.report.delivered;
      for (const Lanes lanes : {WidestLanes(), Lanes::none}) {
        if (lanes == Lanes::none && optional != with_nulls) continue;
        const TextRead read = ReadFiles(table, FileFormat::parquet, {parquet}, {.threads = 1 + static_cast<int>(c % 2), .batch_rows = c % 3 == 0 ? 7 : 4096, .lanes = lanes});
        INFO(cases[c].sql << (optional ? ", optional" : "") << (lanes == Lanes::none ? ", plainly" : "") << (with_nulls ? ", with nulls" : ""));
        for (const InputError& error : read.result.errors) UNSCOPED_INFO(error.message);
        REQUIRE(read.result.errors.empty());
        REQUIRE(Rejects(read, 1) == Rejects(expected, 2));
        REQUIRE(read.rows == expected.rows);
        REQUIRE(read.result.report.read == kRows);
      }
    }
  }
  CHECK(refused > 40'000);
  CHECK(accepted > 300'000);
}
