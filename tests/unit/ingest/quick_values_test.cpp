// The quick ways to read a value give what Converter gives, or say "not this way".
#include <random>

#include "runtime/ingest/convert.h"
#include "runtime/ingest/day_table.h"
#include "runtime/ingest/short_number.h"
#include "runtime/ingest/text_table.h"
#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

// Bytes behind a field may be read, and must not matter.
std::string Padded(const std::string& text, std::mt19937& random) {
  std::string padded = text;
  while (padded.size() < text.size() + 32) padded += "0123456789:-. TZ,\n"[random() % 18];
  return padded;
}

std::string Pick(std::mt19937& random, const std::vector<std::string>& of) { return of[random() % of.size()]; }

std::string Two(unsigned number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); }

// A time near changes of clocks, month ends and bounds, in any of the forms; often damaged in a byte.
std::string AnyTime(std::mt19937& random) {
  std::string text = Pick(random, {"2025", "2024", "1900", "2000", "1969", "1970", "1000", "9000", "9001", "0999", "2025", "2025", "1850", "8800"});
  text += "-" + Two(Pick(random, {"a"}).size() + random() % 13) + "-" + Two(random() % 33);
  if (random() % 3 == 0) text = Pick(random, {"2025-03-30", "2025-10-26", "2025-03-31", "2024-02-29", "2025-02-29", "2011-12-30", "2025-12-31"});
  if (random() % 12 == 0) return text;
  text += Pick(random, {" ", "T", " ", "t"}) + Two(random() % 25) + ":" + Two(random() % 61);
  if (random() % 5 != 0) text += ":" + Two(random() % 61);
  if (random() % 4 == 0) text += "." + std::to_string(random() % 100'000'000).substr(0, random() % 9) + std::string(random() % 3, '0');
  text += Pick(random, {"", "", "", "Z", "+02", "-0330", "+05:30", "+15:59", "+16:00", "-01:60", "+1", "+00:0", "z", " "});
  if (random() % 4 == 0 && !text.empty()) text[random() % text.size()] = "0129:-. TZ/;+\0\xff\""[random() % 17];
  if (random() % 20 == 0) text.resize(random() % (text.size() + 1));
  return text;
}

}  // namespace

TEST_CASE("day table: a date or time is what Converter makes of it, or not read this way") {
  std::mt19937 random(5);
  std::size_t read = 0;
  for (const char* zone : {"UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", ""}) {
    for (const ColumnType type : {ColumnType::instant, ColumnType::date}) {
      ColumnSpec spec = Column("at", type);
      spec.zone = *zone == '\0' ? nullptr : Zone::Find(zone);
      Converter converter(spec);
      DayTable table(spec);
      for (int i = 0; i < 30'000; ++i) {
        const std::string text = AnyTime(random), padded = Padded(text, random);
        std::int64_t quick = 0, slow = 0;
        bool recorded = false;
        std::string problem;
        const bool fits = converter.Convert(text, slow, recorded, problem);
        std::int64_t usual = 0;
        if (table.ReadUsual(padded.data(), text.size(), usual)) {
          INFO(text << " in " << zone);
          REQUIRE(fits);
          REQUIRE(usual == slow);
        }
        if (!table.Read(padded.data(), text.size(), quick)) continue;
        ++read;
        INFO(text << " in " << zone);
        REQUIRE(fits);
        REQUIRE(recorded);
        REQUIRE(quick == slow);
      }
    }
  }
  CHECK(read > 50'000);
}

TEST_CASE("day table: the usual forms are read this way") {
  ColumnSpec spec = Column("at", ColumnType::instant);
  DayTable table(spec);
  std::mt19937 random(1);
  for (const char* text : {"2025-01-01 10:00", "2025-01-01T10:00:59", "2025-01-01 23:59:59.123456", "2025-01-01T00:00:00Z", "2025-03-30 02:30:00+02:00", "1000-01-01 00:00", "9000-12-31 23:59:59.5-0330"}) {
    std::int64_t value = 0;
    CHECK(table.Read(Padded(text, random).data(), std::string(text).size(), value));
  }
  // On days on which the clocks change, and for what is no day at all, the zone and the parser themselves are asked.
  for (const std::string& text : {std::string("2025-03-30 10:00:00"), std::string("2025-10-26 10:00"), std::string("2025-01-01 24:00"), std::string(16, '\0'), std::string(19, '\xff')}) {
    std::int64_t value = 0;
    CHECK(!table.Read(Padded(text, random).data(), text.size(), value));
  }
}

TEST_CASE("short numbers: a number is what Converter makes of it, or not read this way") {
  std::mt19937 random(6);
  std::size_t read = 0;
  for (std::int32_t scale = 0; scale <= kShortScale; ++scale) {
    ColumnSpec spec = Column("n", ColumnType::integer);
    spec.scale = scale;
    Converter converter(spec);
    for (int i = 0; i < 20'000; ++i) {
      std::string text;
      for (std::size_t size = 1 + random() % kShortNumber; text.size() < size;) text += random() % 6 == 0 ? "+-. /:\0\xb0"[random() % 8] : static_cast<char>('0' + random() % 10);
      const std::string padded = Padded(text, random);
      std::int64_t quick = 0, slow = 0;
      bool recorded = false;
      std::string problem;
      const bool fits = converter.Convert(text, slow, recorded, problem);
      if (!ReadShortNumber(padded.data(), text.size(), scale, quick)) continue;
      ++read;
      INFO(text << " with " << scale << " places");
      REQUIRE(fits);
      REQUIRE(quick == slow);
    }
  }
  CHECK(read > 40'000);
  std::int64_t value = 0;
  CHECK((ReadShortNumber("99999999        ", 8, kShortScale, value) && value == 999'999'990'000'000));
  CHECK((ReadShortNumber("1234.567        ", 8, 3, value) && value == 1'234'567));
  CHECK(!ReadShortNumber("1234.567        ", 8, 2, value));
}

TEST_CASE("text table: a text is found by all of its bytes and its length, however many there are") {
  for (const std::uint32_t count : {100u, 5'000u, 100'000u}) {
    TextTable table;
    std::vector<std::string> texts;
    std::size_t found = 0;
    std::uint64_t looked_up = 0;
    for (std::uint32_t i = 0; i < count; ++i) texts.push_back((std::to_string(i * 7919u) + "-abcdefghijkl").substr(0, 1 + i % TextTable::kLongest) + std::string(i % 3 == 0 ? 1 : 0, '\0'));
    for (int round = 0; round < 4; ++round) {
      for (std::uint32_t i = 0; i < count; ++i) {
        texts[i].resize(std::min(texts[i].size(), TextTable::kLongest));
        const std::string padded = texts[i] + "0123456789abcdef";
        const TextTable::Key key = TextTable::KeyOf(padded.data(), texts[i].size());
        const std::uint32_t value = static_cast<std::uint32_t>(std::hash<std::string>()(texts[i]));
        ++looked_up;
        if (const TextTable::Entry* met = table.Find(key)) {
          ++found;
          REQUIRE(met->value == value);
          REQUIRE(met->recorded == texts[i].size() % 2);
        } else {
          table.Insert({key, value, static_cast<std::uint8_t>(texts[i].size() % 2)}, looked_up);
        }
      }
    }
    CHECK(found > 2 * count);
  }
}

TEST_CASE("text table: more texts than it holds make it begin anew, or give up where none repeats") {
  TextTable repeating, never;
  for (std::uint64_t i = 0; i < 300'000; ++i) {
    repeating.Insert({{i, 0, 8}, 1, 1}, 5 * i);
    never.Insert({{i, 0, 8}, 1, 1}, i);
  }
  CHECK(repeating.Find({299'999, 0, 8}) != nullptr);
  CHECK(repeating.Find({5, 0, 8}) == nullptr);
  CHECK(never.Find({299'999, 0, 8}) == nullptr);
}
