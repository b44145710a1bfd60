// Which item a record is: the hash that evidence rests on is that of its key's text, however the key is kept and read.
#include <numeric>
#include <random>

#include "runtime/digest.h"
#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

std::vector<std::uint64_t> Items(const TableSpec& table, const std::string& text, const ReadOptions& options = {}) {
  std::FILE* file = std::tmpfile();
  std::fwrite(text.data(), 1, text.size(), file);
  std::rewind(file);
  std::vector<std::uint64_t> items;
  std::mutex mutex;
  const auto read_table = table.format == FileFormat::csv ? ReadCsv : ReadNdjson;
  read_table(table, {{"x", ::fileno(file)}}, options, [&](int, const abi::Batch& batch, const RowOrigin*) {
    const std::scoped_lock lock(mutex);
    items.insert(items.end(), batch.items, batch.items + batch.rows);
  });
  std::fclose(file);
  std::sort(items.begin(), items.end());
  return items;
}

std::vector<std::uint64_t> Sorted(std::vector<std::uint64_t> items) {
  std::sort(items.begin(), items.end());
  return items;
}

// The key is kept as a text, or only its hash is.
TableSpec Orders(bool hashed, FileFormat format = FileFormat::csv) {
  TableSpec table;
  table.event = "order";
  table.format = format;
  table.columns = {Column("order", hashed ? ColumnType::hashed : ColumnType::symbol), Column("n", ColumnType::integer, true)};
  table.key = table.identity = {0};
  table.unique_by_key = hashed;
  return table;
}

}  // namespace

TEST_CASE("an item is the hash of its key's text, kept or not, from CSV or NDJSON") {
  const std::vector<std::uint64_t> expected = Sorted({digest::HashText("A-1"), digest::HashText("B\xC3\xBC"), digest::HashText("a key longer than any cache keeps")});
  for (const bool hashed : {false, true}) {
    CHECK(Items(Orders(hashed), "order,n\nA-1,1\nB\xC3\xBC,2\na key longer than any cache keeps,\n") == expected);
    CHECK(Items(Orders(hashed, FileFormat::ndjson), "{\"order\": \"A-1\", \"n\": 1}\n{\"order\": \"B\\u00fc\", \"n\": 2}\n{\"order\": \"a key longer than any cache keeps\"}\n") == expected);
  }
}

TEST_CASE("a hashed key is trimmed, mapped and refused as a kept one is") {
  for (const bool hashed : {false, true}) {
    TableSpec table = Orders(hashed);
    table.columns[0].trimmed = true;
    table.columns[0].mappings = {{"one", "1"}};
    CHECK(Items(table, "order,n\n one ,1\n") == std::vector{digest::HashText("1")});
    const TextRead read = ReadTexts(table, {"order,n\n,1\n12345678\xFF,1\n1234567\xC3,2\n" + std::string("1234\0""678", 8) + ",3\n"});
    CHECK(RejectsOf(read) == "2:1 `order` is missing\n3:1 the text is not UTF-8 or holds a NUL byte\n4:1 the text is not UTF-8 or holds a NUL byte\n5:1 the text is not UTF-8 or holds a NUL byte\n");
  }
}

TEST_CASE("several fields are one item, in their order; a missing one counts too") {
  TableSpec table = Orders(false);
  table.key.clear();
  table.columns.push_back(Column("late", ColumnType::boolean));
  table.identity = {1, 0, 2};
  const auto item = [](std::uint64_t n, std::string_view order, bool late) {
    return digest::WithField(digest::WithField(n, digest::HashText(order)), digest::HashWord(late ? 1 : 0));
  };
  CHECK(Items(table, "order,n,late\nA,,true\nB,-7,false\n") ==
        Sorted({item(digest::kNotRecorded, "A", true), item(digest::HashWord(static_cast<std::uint64_t>(-7)), "B", false)}));
}

TEST_CASE("a column without a single text has nothing to hash") {
  TableSpec table = Orders(false);
  table.key.clear();
  table.columns[0].optional = true;
  CHECK(Items(table, "order,n\n,1\n,2\n") == std::vector<std::uint64_t>{0, 0});
}

TEST_CASE("items do not depend on order, cuts or threads") {
  std::mt19937 random(3);
  std::vector<std::string> lines;
  std::vector<std::uint64_t> expected;
  for (int i = 0; i < 400; ++i) {
    const std::string key = "K" + std::to_string(random());
    lines.push_back(key + "," + std::to_string(i) + "\n");
    expected.push_back(digest::HashText(key));
  }
  expected = Sorted(std::move(expected));
  for (const bool hashed : {false, true}) {
    for (const int threads : {1, 2}) {
      for (const std::size_t block : {64u, 100'000u}) {
        std::shuffle(lines.begin(), lines.end(), random);
        ReadOptions options;
        options.threads = threads;
        options.batch_rows = 7;
        options.block_bytes = block;
        REQUIRE(Items(Orders(hashed), std::accumulate(lines.begin(), lines.end(), std::string("order,n\n")), options) == expected);
      }
    }
  }
}
