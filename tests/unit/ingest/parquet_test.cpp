// Where DuckDB is not there. What Parquet is where it is there: tests/parquet.
#include "tests/unit/ingest/table_case.h"

using namespace slate::ingest;

TEST_CASE("without its module Parquet is refused with what to do, once for all files") {
  TableSpec table;
  table.event = "order";
  table.format = FileFormat::parquet;
  table.columns = {Column("order", ColumnType::symbol)};
  const TextRead read = ReadTexts(table, {"PAR1 one", "PAR1 another"}, {.module_folder = "/nowhere"});
  REQUIRE(read.result.errors.size() == 1);
  CHECK(read.result.errors[0].path == "x1");
  CHECK(read.result.errors[0].message.starts_with("Parquet is read by DuckDB, which can't be loaded here: "));
  CHECK(read.result.errors[0].message.ends_with("; write the records as CSV or NDJSON, or build Slate where `./dev build` finds DuckDB"));
}
