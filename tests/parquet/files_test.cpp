// Files as wholes: what makes one unusable, and that several files, keys that come again and withdrawn rows are dealt with as in CSV.
#include <random>
#include <sstream>

#include "tests/parquet/parquet_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

TableSpec Orders() {
  TableSpec table;
  table.event = "order";
  table.columns = {Column("order", ColumnType::symbol), Column("version", ColumnType::integer), Column("gone", ColumnType::boolean), Column("known", ColumnType::instant),
                   Column("n", ColumnType::integer, true)};
  table.key = {0};
  table.identity = {0};
  return table;
}

// Few keys, so that most come again: alike, in another version, or in conflict.
std::string OrdersQuery(int seed, int rows = 5000) {
  return fmt::format("SELECT 'O' || (h % 1500) AS \"order\", (h // 1500 % 3)::INT AS version, h // 4500 % 7 = 0 AS gone, TIMESTAMP '2025-01-01' + INTERVAL 1 HOUR * (h // 1500 % 48)::INT AS known, "
                     "CASE WHEN h // 300000 % 9 = 0 THEN NULL ELSE (h // 300000 % 3)::INT END AS n FROM (SELECT i, (hash(i + {}) // 16)::BIGINT AS h FROM range({}) t(i)) ORDER BY i",
                     seed * 1000000, rows);
}

std::string Counts(const IntakeReport& report) {
  return fmt::format("{} read, {} delivered, {} duplicates, {} rejected, {} superseded, {} withdrawn, {} not yet recorded", report.read, report.delivered, report.duplicates, report.rejected,
                     report.superseded, report.withdrawn, report.not_yet_recorded);
}

std::string Errors(const TextRead& read) {
  std::string text;
  for (const InputError& error : read.result.errors) text += error.path + " " + error.message + "\n";
  return text;
}

std::string BytesOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::uint64_t> Items(const TableSpec& table, FileFormat format, const std::string& path) {
  std::vector<std::uint64_t> items;
  std::mutex mutex;
  const int fd = ::open(path.c_str(), O_RDONLY);
  ReaderOf(format)(table, {{"x", fd}}, {.threads = 2, .module_folder = SLATE_BUILD_DIR}, [&](int, const abi::Batch& batch, const RowOrigin*) {
    const std::scoped_lock lock(mutex);
    items.insert(items.end(), batch.items, batch.items + batch.rows);
  });
  ::close(fd);
  std::sort(items.begin(), items.end());
  return items;
}

}  // namespace

TEST_CASE("keys that come again, versions, withdrawn rows and what was not known yet count as in CSV") {
  const Folder folder;
  std::vector<std::string> csv, parquet;
  for (const int file : {1, 2}) {
    csv.push_back(folder / fmt::format("{}.csv", file));
    parquet.push_back(folder / fmt::format("{}.parquet", file));
    WriteParquet(parquet.back(), OrdersQuery(file), file == 1 ? "COMPRESSION snappy, ROW_GROUP_SIZE 2048" : "COMPRESSION zstd");
    Sql(fmt::format("COPY (FROM read_parquet('{}')) TO '{}' (FORMAT csv)", parquet.back(), csv.back()));
  }
  for (const int roles : {0, 1, 2, 3}) {
    TableSpec table = Orders();
    if (roles >= 1) table.revision = 1;
    if (roles >= 2) table.withdrawn = 2;
    if (roles == 3) table.recorded = 3;
    for (const bool unique : {false, true}) {
      table.unique_by_key = unique;
      ReadOptions options;
      options.known_until = Instant{1'735'740'000'000'000};
      const TextRead expected = ReadFiles(table, FileFormat::csv, csv, options);
      for (const int threads : {1, 2}) {
        for (const std::int64_t batch_rows : {1, 7, 4096}) {
          options.threads = threads;
          options.batch_rows = batch_rows;
          const TextRead read = ReadFiles(table, FileFormat::parquet, parquet, options);
          INFO(roles << " roles, " << threads << " threads, batches of " << batch_rows << "\n" << Errors(read));
          REQUIRE(Counts(read.result.report) == Counts(expected.result.report));
          REQUIRE(read.rows == expected.rows);
          REQUIRE(read.result.report.rejects.size() == expected.result.report.rejects.size());
          for (std::size_t i = 0; i < read.result.report.rejects.size(); ++i) REQUIRE(read.result.report.rejects[i].line + 1 == expected.result.report.rejects[i].line);
        }
      }
      if (unique) CHECK(expected.result.report.duplicates + expected.result.report.rejected == 0);
      else CHECK(expected.result.report.rejected > 0);
    }
  }
}

TEST_CASE("which item a row is does not depend on the format") {
  const Folder folder;
  const std::string csv = folder / "d.csv", parquet = folder / "d.parquet";
  WriteParquet(parquet, "SELECT CASE WHEN i % 3 = 0 THEN 'ü' || i WHEN i % 3 = 1 THEN i::VARCHAR ELSE 'a key of more than twelve bytes ' || i END AS \"order\", (i % 7)::INT AS version, "
                        "TIMESTAMP '2025-01-01' + INTERVAL 1 MINUTE * i::INT AS known FROM range(5000) t(i)");
  Sql(fmt::format("COPY (FROM read_parquet('{}')) TO '{}' (FORMAT csv)", parquet, csv));
  TableSpec table = Orders();
  std::erase_if(table.columns, [](const ColumnSpec& column) { return column.field == "gone" || column.field == "n"; });
  table.unique_by_key = true;
  for (const ColumnType type : {ColumnType::symbol, ColumnType::hashed}) {
    for (const std::vector<std::uint32_t>& identity : {std::vector<std::uint32_t>{0}, {0, 1}, {2, 0}}) {
      table.columns[0].type = type;
      table.identity = identity;
      const auto items = Items(table, FileFormat::parquet, parquet);
      CHECK(items.size() == 5000);
      CHECK(items == Items(table, FileFormat::csv, csv));
    }
  }
}

TEST_CASE("bytes that are no UTF-8 cost their row") {
  const Folder folder;
  const std::string path = folder / "d.parquet";
  WriteParquet(path, "SELECT CASE WHEN i = 2 THEN '\\xFF\\x41'::BLOB WHEN i = 4 THEN '\\xFF is more than twelve bytes'::BLOB ELSE encode('ü' || i) END AS \"order\" FROM range(6) t(i)");
  TableSpec table;
  table.event = "order";
  table.columns = {Column("order", ColumnType::symbol)};
  for (const ColumnType type : {ColumnType::symbol, ColumnType::hashed}) {
    for (const Lanes lanes : {Lanes::none, WidestLanes()}) {
      table.columns[0].type = type;
      const TextRead read = ReadFiles(table, FileFormat::parquet, {path}, {.lanes = lanes});
      CHECK(Errors(read) == "");
      CHECK(RejectsOf(read) == "3:0 the text is not UTF-8 or holds a NUL byte\n5:0 the text is not UTF-8 or holds a NUL byte\n");
      CHECK(read.rows.size() == 4);
    }
  }
}

TEST_CASE("a file without rows is read, and one that is none is refused with a way out") {
  const Folder folder;
  const std::string path = folder / "d.parquet";
  const auto refusal = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return Errors(ReadFiles(Orders(), FileFormat::parquet, {path}));
  };
  WriteParquet(path, OrdersQuery(1, 0));
  const TextRead none = ReadFiles(Orders(), FileFormat::parquet, {path});
  CHECK(Errors(none) == "");
  CHECK(none.result.report.read == 0);

  CHECK(refusal("") == "d.parquet is empty: a Parquet file has at least its columns in it\n");
  for (const char* other : {"order,n\nA,1\n", "PAR1", "a"}) {
    CHECK(refusal(other) ==
          "d.parquet is no Parquet file, which begins and ends with the letters PAR1; the binding says what it is: `from csv`, `from ndjson` or `from parquet`\n");
  }
  CHECK(refusal("PAR1 and something else") == "d.parquet is cut short or damaged: a Parquet file ends with the letters PAR1\n");
  CHECK(refusal("PAR1 and something PAR1").starts_with("d.parquet can't be read as Parquet: DuckDB says `"));
}

TEST_CASE("a file that is cut or damaged anywhere gives rows that fit, or no settlement; it never ends the program") {
  const Folder folder;
  const std::string path = folder / "d.parquet", damaged = folder / "x.parquet";
  WriteParquet(path, OrdersQuery(1), "COMPRESSION snappy, ROW_GROUP_SIZE 2048");
  const std::string bytes = BytesOf(path);
  TableSpec table = Orders();
  std::mt19937_64 random(7);
  std::size_t refused = 0;
  for (int round = 0; round < 60; ++round) {
    std::string text = bytes;
    if (round % 3 == 0) text.resize(8 + random() % (text.size() - 8));
    else for (int i = 0; i < 20; ++i) text[4 + random() % (text.size() - 4)] ^= static_cast<char>(1 + random() % 255);
    std::ofstream(damaged, std::ios::binary) << text;
    const TextRead read = ReadFiles(table, FileFormat::parquet, {damaged}, {.threads = 2});
    refused += read.result.errors.empty() ? 0 : 1;
    if (round % 3 == 0) REQUIRE(Errors(read).starts_with("x.parquet is cut short or damaged"));
  }
  CHECK(refused >= 30);
}

TEST_CASE("columns that are not there, there twice, or of a type that can't hold what is meant") {
  const Folder folder;
  const std::string path = folder / "d.parquet";
  const auto errors = [&](const std::string& query, const TableSpec& table) {
    WriteParquet(path, query);
    return Errors(ReadFiles(table, FileFormat::parquet, {path}));
  };
  TableSpec table;
  table.event = "order";
  table.columns = {Column("order", ColumnType::symbol), Column("n", ColumnType::integer), Column("known", ColumnType::instant), Column("day", ColumnType::date), Column("ok", ColumnType::boolean)};
  const std::string good = "SELECT 'A' AS \"order\", 1 AS n, TIMESTAMP '2025-01-01' AS known, DATE '2025-01-01' AS day, true AS ok";
  CHECK(errors(good, table) == "");
  CHECK(errors("SELECT * REPLACE (1.5::DOUBLE AS n) FROM (" + good + ")", table) ==
        "d.parquet has a column `n` of type DOUBLE, which `n` of `order` can't come from: it is a binary fraction, which holds most decimal numbers only nearly: write the column as DECIMAL or as an "
        "integer\n");
  CHECK(errors("SELECT * REPLACE ([1] AS n, {'a': 1} AS ok) FROM (" + good + ")", table) ==
        "d.parquet has a column `n` of type LIST, which `n` of `order` can't come from: it is a nested value: write the one value that is meant as a column of its own\n"
        "d.parquet has a column `ok` of type STRUCT, which `ok` of `order` can't come from: it is a nested value: write the one value that is meant as a column of its own\n");
  CHECK(errors("SELECT * REPLACE (true AS n, day AS known, known AS ok) FROM (" + good + ")", table) ==
        "d.parquet has a column `n` of type BOOLEAN, which `n` of `order` can't come from: it is no number\n"
        "d.parquet has a column `known` of type DATE, which `known` of `order` can't come from: it is a date without a time of day: write the column as TIMESTAMP\n"
        "d.parquet has a column `ok` of type TIMESTAMP, which `ok` of `order` can't come from: it is neither true nor false\n");
  CHECK(errors("SELECT * REPLACE (known::TIMESTAMPTZ AS day, TIME '10:00' AS known) FROM (" + good + ")", table) ==
        "d.parquet has a column `known` of type TIME, which `known` of `order` can't come from: it is nothing that is read here: write the column as a text\n"
        "d.parquet has a column `day` of type TIMESTAMP WITH TIME ZONE, which `day` of `order` can't come from: it is a point in time, whose date depends on the place: write the column as DATE\n");
  CHECK(errors("SELECT 'A' AS \"Order\", 1 AS n, [1] AS nested, {'order': 1, 'ok': 2} AS inside, 1.5::DOUBLE AS unused", table) ==
        "d.parquet has no column `order`, which `order` of `order` comes from; its columns are `Order`, `n`, `nested`, `inside`, `unused`\n"
        "d.parquet has no column `known`, which `known` of `order` comes from; its columns are `Order`, `n`, `nested`, `inside`, `unused`\n"
        "d.parquet has no column `day`, which `day` of `order` comes from; its columns are `Order`, `n`, `nested`, `inside`, `unused`\n"
        "d.parquet has no column `ok`, which `ok` of `order` comes from; its columns are `Order`, `n`, `nested`, `inside`, `unused`\n");
  // DuckDB writes no name twice, other programs do.
  WriteParquet(path, "SELECT * EXCLUDE (ok), true AS ok, 2 AS m FROM (" + good + ")", "COMPRESSION uncompressed");
  std::string bytes = BytesOf(path);
  for (std::size_t at = bytes.find("\x01m"); at != std::string::npos; at = bytes.find("\x01m")) bytes[at + 1] = 'n';
  std::ofstream(path, std::ios::binary) << bytes;
  CHECK(Errors(ReadFiles(table, FileFormat::parquet, {path})) == "d.parquet has 2 columns `n`; which one is `n` of `order`?\n");
  CHECK(errors("SELECT *, 7 AS File_Row_Number FROM (" + good + ")", table) ==
        "d.parquet has a column `File_Row_Number`, a name that DuckDB needs for the numbers of rows: give it another one\n");
  // Columns that nobody asks for may be of any type, and names that differ by case alone are two columns.
  CHECK(errors("SELECT *, 1.5::DOUBLE AS unused, [{'n': 1}] AS nested, 'B' AS \"ORDER\" FROM (" + good + ")", table) == "");
}
