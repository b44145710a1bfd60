// The quick road through CSV equals the plain one: rows in their order, items, rejects with place and reason, counts. For every
// width of instructions this machine has, over random and damaged files, wherever blocks and batches are cut, with one to three threads.
#include <random>

#include "tests/unit/ingest/road_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

// Its columns stand in no order of the file, and not all of the file's are used.
TableSpec AnyTable(std::mt19937& random) {
  TableSpec table;
  table.event = "delivery";
  const bool hashed = random() % 3 == 0;
  table.columns = {Column("order", hashed ? ColumnType::hashed : ColumnType::symbol), Column("late", ColumnType::boolean), Column("n", ColumnType::integer),
                   Column("at", ColumnType::instant, true), Column("day", ColumnType::date, true), Column("site", ColumnType::symbol, true),
                   Column("price", ColumnType::integer, true), Column("known", ColumnType::instant)};
  table.columns[2].non_negative = true;
  table.columns[6].scale = 2;
  table.columns[5].dictionary->Intern("HAM");
  table.columns[5].dictionary->Intern("MUC");
  table.columns[5].missing_symbol = table.columns[5].dictionary->Intern("unassigned");
  if (random() % 2 == 0) {
    table.columns[5].closed = true;
    table.columns[5].closed_reason = "is not in the list";
    table.columns[5].trimmed = true;
    table.columns[5].mappings = {{"Hamburg", "HAM"}};
  }
  if (random() % 3 == 0) table.columns[3].missing = {"NULL", "2025-01-01 00:00"};
  if (random() % 3 == 0) table.columns[6].missing = {"-", "0"};
  if (random() % 4 == 0) table.columns[3].missing = {"NULL"};
  if (random() % 4 == 0) table.columns[6].missing = {"-"};
  if (random() % 4 == 0) table.columns[4].format = "D.M.YYYY";
  if (random() % 4 == 0) table.columns[5].joined = {"note"};
  table.identity = {0};
  if (random() % 2 == 0) table.key = {0};
  table.unique_by_key = hashed;
  if (random() % 2 == 0) table.withdrawn = 1;
  if (random() % 2 == 0) table.recorded = 7;
  if (random() % 4 == 0) table.delimiter = ';';
  return table;
}

std::string AnyFile(std::mt19937& random, char delimiter, int records) {
  const auto pick = [&](std::initializer_list<const char*> of) { return std::string(of.begin()[random() % of.size()]); };
  const auto often = [&](std::string usual, std::initializer_list<const char*> rare, unsigned one_in) { return random() % one_in == 0 ? pick(rare) : usual; };
  const std::string end = random() % 4 == 0 ? "\r\n" : "\n";
  const unsigned damage = random() % 3 == 0 ? 1'000'000 : 5 + random() % 100;  // one field in so many
  const unsigned quotes = random() % 2 == 0 ? 0 : 1 + random() % 4;  // around one field in so many
  std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
  text += "order,note,at,day,unused,late,site,price,n,known" + end;
  for (int i = 0; i < records; ++i) {
    std::vector<std::string> fields = {
        often("A" + std::to_string(random() % 50), {"", "\"A,1\"", "\"B\"\"\"", "an order that is longer than sixteen", "\xC3\xBC", "\xFF", "\"x\ny\"", "\"open", "a\"b", "\"c\"d", "1234567\x80"}, damage),
        often("", {"note", "two words", "\"quoted\"", "\"more\nlines\n\"", "\"\"", "\""}, 1 + damage / 4),
        often("2025-0" + std::to_string(1 + random() % 9) + "-1" + std::to_string(random() % 10) + " 1" + std::to_string(random() % 10) + ":0" + std::to_string(random() % 10) + ":15",
              {"", "NULL", "2025-03-30 02:30:00", "2025-10-26 02:30", "2025-02-30 10:00:00", "2025-01-01T10:00:00Z", "2025-01-01 10:00:00.25+02:00", "2025-01-01 24:00:00", "2025-01-01", "x", "2025-01-01 00:00"}, 1 + damage / 2),
        often("2025-01-31", {"", "2025-01-31 00:00:00", "2025-01-31T10:00:00", "31.1.2025", "2025-02-29", "2024-02-29 00:00", "2025-01-01 10:00"}, damage),
        often("u", {"", "\"", "\"u\"", ",", "\xFF"}, damage),
        often("false", {"true", "1", "0", "yes", ""}, 1 + damage / 3),
        often("HAM", {"MUC", "", "Hamburg", " HAM", "PAR", "a site whose name is long"}, 1 + damage / 2),
        often(std::to_string(random() % 10'000) + "." + std::to_string(10 + random() % 90), {"", "-", "0", "1.5", "1.500", "1.505", "-3.25", "123456789.01", "9999999999999999", ".5", "5.", "+1"}, 1 + damage / 2),
        often(std::to_string(random() % 100), {"", "-1", "00012", "1e3", "99999999", "999999999", "0x1", "1 "}, damage),
        often("2025-06-01 10:00", {"2025-07-01 10:00", "2025-07-02T00:00:00Z", "", "never"}, 1 + damage / 3)};
    for (std::string& field : fields) {
      if (quotes != 0 && random() % quotes == 0 && field.find('"') == std::string::npos) field = '"' + field + (random() % 8 == 0 ? std::string(1, delimiter) : "") + '"';
    }
    if (random() % damage == 0) fields.pop_back();
    if (random() % damage == 0) fields.push_back("x");
    if (random() % damage == 0) fields = {std::string(random() % 2, '\r')};
    for (std::size_t f = 0; f < fields.size(); ++f) text += (f == 0 ? "" : std::string(1, delimiter)) + fields[f];
    text += random() % damage == 0 ? "\n" : end;
    if (random() % (4 * damage) == 0) text += std::string(1, '\0') + end;
    if (random() % (20 * damage) == 0) text += std::string(40'000, 'z') + end;
  }
  if (random() % 3 == 0 && text.size() > 1) text.pop_back();
  if (delimiter != ',') std::replace(text.begin(), text.begin() + 60, ',', delimiter);
  return text;
}

}  // namespace

TEST_CASE("roads: the quick road through CSV tells what the plain one tells") {
  std::mt19937 random(7);
  for (int round = 0; round < 80; ++round) {
    const TableSpec table = AnyTable(random);
    const std::string text = AnyFile(random, table.delimiter, round % 10 == 0 ? 1500 : static_cast<int>(random() % 120));
    ReadOptions options;
    if (random() % 2 == 0) options.known_until = Instant{1'751'000'000LL * kMicrosPerSecond};  // 2025-06-27
    if (random() % 5 == 0) options.max_rejects = 3;
    options.origins = random() % 3 == 0;  // without them a file is read side by side
    INFO("round " << round);
    CheckRoads(table, text, options);
  }
}

TEST_CASE("roads: a file of one column has empty lines that are no records") {
  TableSpec table;
  table.event = "event";
  table.columns = {Column("n", ColumnType::integer, true)};
  const std::string text = "n\n1\n\n2\r\n\r\n\"\"\n3";
  const Told plain = Read(table, text, {}, Lanes::none);
  CHECK(plain.rows.size() == 4);
  for (const Lanes lanes : {Lanes::portable, Lanes::avx2, Lanes::avx512}) {
    if (Supported(lanes)) CHECK(Read(table, text, {}, lanes) == plain);
  }
}

TEST_CASE("roads: random bytes are read alike") {
  std::mt19937 random(8);
  for (int round = 0; round < 300; ++round) {
    std::string text = "a,b\n";
    for (std::size_t size = random() % 400; text.size() < size;) text += "1,\n\"\r20:- \0\xff,\n"[random() % 15];
    if (random() % 4 == 0) text.insert(0, "\xEF\xBB\xBF");
    if (random() % 4 == 0) text.insert(random() % text.size(), "\n\"");
    TableSpec table;
    table.event = "event";
    table.columns = {Column("b", ColumnType::integer, true), Column("a", ColumnType::symbol, true)};
    const Told plain = Read(table, text, {}, Lanes::none), plain_without_origins = Read(table, text, {.block_bytes = 1 << 20, .origins = false}, Lanes::none);
    for (const Lanes lanes : {Lanes::none, Lanes::portable, Lanes::avx2, Lanes::avx512}) {
      if (!Supported(lanes)) continue;
      for (const std::size_t block : {1u, 3u, 64u, 100'000u}) {
        INFO(text);
        REQUIRE(Read(table, text, {.block_bytes = block}, lanes) == plain);
        REQUIRE(Read(table, text, {.block_bytes = block, .origins = false}, lanes) == plain_without_origins);
        Told side_by_side = Read(table, text, {.threads = 3, .block_bytes = block, .origins = false}, lanes);
        Told sorted = plain_without_origins;
        std::sort(sorted.rows.begin(), sorted.rows.end());
        REQUIRE(side_by_side == sorted);
      }
    }
  }
}
