// What a user of the command line sees of Parquet: the same ledger as from CSV, rejected rows by their number, and refusals.
#include "tests/golden/execute.h"
#include "tests/parquet/parquet_case.h"

namespace fs = std::filesystem;
using namespace slate::ingest;
using slate::tests::Command;

namespace {

constexpr const char* kContract = R"(contract "Freight" reference "F-1" {
  customer acme "Acme" provider baltic "Baltic"
  term 2025-01-01 through 2025-12-31
  time zone "Europe/Berlin"
  currency EUR
  conventions slate_2026
}
schedule A {
  A.1 charge fee "Fee" each calendar month : money
  A.2 event delivery "Delivery" {
    key order : text
    dimension site : text seen since the term began
    promised : instant
    delivered : instant?
    weight : number of kg to 2 places
    cause : one of none, weather
  }
  A.3 metric on_time "On time" {
    ratio of delivery d by d.promised
    numerator when d.delivered is recorded and d.delivered no later than d.promised and d.weight at most 9 kg
  }
  A.4 obligation punctual owed by baltic to acme {
    measure on_time for each site each calendar month
    target at least 95%
    credit of fee {
      [target, 100%] : none
      [0%, target) : 10%
    }
  }
}
)";

std::string Binding(const std::string& format) {
  return "binding \"b\" for \"F-1\" {\n  charge fee EUR 100,000\n  event delivery from " + format +
         " {\n    time zone \"Europe/Berlin\"\n    order from \"order_no\"\n    cause from \"cause\" { \"W\" is weather \"\" is none }\n  }\n}\n";
}

constexpr const char* kRows = "SELECT 'O' || i AS order_no, CASE WHEN i % 3 = 0 THEN 'HAM' ELSE 'BRE' END AS site, TIMESTAMP '2025-01-01' + INTERVAL 37 MINUTE * i::INT AS promised, "
                              "CASE WHEN i % 50 = 7 THEN NULL ELSE TIMESTAMP '2025-01-01' + INTERVAL 37 MINUTE * (i - i % 5 + 2)::INT END AS delivered, ((i % 12) || '.' || CASE WHEN i = 7 THEN '125' ELSE i % 4 * 25 END)::DECIMAL(9,3) + CASE WHEN n = 4000 THEN 0.01 ELSE 0 END AS weight, "
                              "CASE WHEN i % 40 = 3 THEN 'W' ELSE '' END AS cause, i::DOUBLE AS unused FROM (SELECT i AS n, i % 2900 AS i FROM range(6000) t(i)) ORDER BY n";

class Case {
 public:
  Case() {
    fs::create_directories(root() / "case");
    for (const auto& [name, text] : {std::pair<std::string, std::string>{"contract.sla", kContract}, {"csv.sla", Binding("csv")}, {"parquet.sla", Binding("parquet")}}) {
      slate::tests::Write(root() / "case" / name, text);
    }
  }
  fs::path root() const { return folder_ / "run"; }
  std::string operator/(const std::string& name) const { return (root() / "case" / name).string(); }
  Command Run(const std::string& line, const fs::path& program = fs::path(SLATE_BUILD_DIR) / "slate") const {
    Command command{.line = line, .out = "", .err = ""};
    slate::tests::Execute(root(), program, command);
    return command;
  }

 private:
  Folder folder_;
};

const std::string kEval = "slate eval contract.sla --as-of 2025-06-30 --to 2025-03-31 ";

}  // namespace

TEST_CASE("the ledger from Parquet is that from CSV, on both engines, byte by byte") {
  const Case here;
  WriteParquet(here / "all.parquet", kRows, "COMPRESSION zstd, ROW_GROUP_SIZE 2048");
  Sql(fmt::format("COPY (FROM read_parquet('{}')) TO '{}' (FORMAT csv)", here / "all.parquet", here / "all.csv"));
  fs::copy_file(here / "all.csv", here / "d");  // the ledger names its files
  const Command csv = here.Run(kEval + "--binding csv.sla --events delivery=d --format json");
  CHECK(csv.out.size() > 1000);
  CHECK(csv.err.starts_with("slate: 5 records were rejected"));  // three with too many places, and two in conflict
  fs::copy_file(here / "all.parquet", here / "d", fs::copy_options::overwrite_existing);
  for (const char* how : {"--engine interpret --threads 1", "--engine interpret --threads 2", "--engine jit --threads 2"}) {
    const Command parquet = here.Run(kEval + "--binding parquet.sla --events delivery=d --format json " + how);
    CHECK(parquet.exit == csv.exit);
    CHECK(parquet.out == csv.out);
  }
}

TEST_CASE("rejected rows are told by their number in the file") {
  const Case here;
  WriteParquet(here / "d.parquet", "SELECT 'A' || i AS order_no, 'HAM' AS site, TIMESTAMP '2025-03-29 02:30:00' + INTERVAL 1 DAY * i::INT AS promised, NULL::TIMESTAMP AS delivered, "
                                   "(i + 0.125)::DECIMAL(9,3) AS weight, 'W' AS cause FROM range(2) t(i)");
  const Command run = here.Run(kEval + "--binding parquet.sla --events delivery=d.parquet --rejects /dev/stdout --out /dev/null");
  CHECK(run.out == "file,line,column,field,reason,text\r\n"
                   "\"d.parquet\",1,,weight,\"`0.125` has more than 2 places\",\"0.125\"\r\n"
                   "\"d.parquet\",2,,promised,\"`2025-03-30 02:30:00` does not exist in Europe/Berlin: the clocks are set forward (the binding may say `skipped times shifted`)\",\"2025-03-30 02:30:00\"\r\n");
  CHECK(run.err == "slate: 2 records were rejected; the others are counted\n"
                   "slate:   d.parquet:1: weight: `0.125` has more than 2 places\n"
                   "slate:   d.parquet:2: promised: `2025-03-30 02:30:00` does not exist in Europe/Berlin: the clocks are set forward (the binding may say `skipped times shifted`)\n");
}

TEST_CASE("what can't be read as Parquet is refused with what to do") {
  const Case here;
  WriteParquet(here / "d.parquet", kRows);
  const Command pipe = here.Run("cat d.parquet | " + kEval + "--binding parquet.sla --events delivery=-");
  CHECK(pipe.exit != 0);
  CHECK(pipe.err == "slate: standard input: is no file: Parquet's index stands at its end, so a pipe can't be read; write the records to a file first\n");

  WriteParquet(here / "e.parquet", std::string("SELECT * REPLACE (weight::DOUBLE AS weight) FROM (") + kRows + ")");
  const Command binary = here.Run(kEval + "--binding parquet.sla --events delivery=e.parquet");
  CHECK(binary.exit != 0);
  CHECK(binary.err == "slate: e.parquet: has a column `weight` of type DOUBLE, which `weight` of `delivery` can't come from: it is a binary fraction, which holds most decimal numbers only nearly: "
                      "write the column as DECIMAL or as an integer\n");

  const Command file = here.Run("slate check contract.sla >checked && " + kEval + "--binding parquet.sla --events delivery=- <d.parquet --format csv");
  CHECK(file.exit == 0);
  CHECK(file.out.size() > 100);
}

TEST_CASE("a program without the module says what is missing") {
  const Case here;
  WriteParquet(here / "d.parquet", kRows);
  fs::create_directories(here.root() / "bin");
  fs::copy_file(fs::path(SLATE_BUILD_DIR) / "slate", here.root() / "bin" / "slate");
  const Command run = here.Run(kEval + "--engine interpret --binding parquet.sla --events delivery=d.parquet", here.root() / "bin" / "slate");
  CHECK(run.exit != 0);
  CHECK(run.err.starts_with("slate: d.parquet: Parquet is read by DuckDB, which can't be loaded here: "));
  CHECK(run.err.ends_with("; write the records as CSV or NDJSON, or build Slate where `./dev build` finds DuckDB\n"));
  // Nothing else needs it.
  Sql(fmt::format("COPY ({}) TO '{}' (FORMAT csv)", kRows, here / "d.csv"));
  CHECK(here.Run(kEval + "--engine interpret --binding csv.sla --events delivery=d.csv", here.root() / "bin" / "slate").exit == 0);
}
