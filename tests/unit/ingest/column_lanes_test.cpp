// A column read eight fields at once, or field by field, holds what Converter makes of each text, and refuses what it refuses.
#include <random>

#include "runtime/ingest/column_reader.h"
#include "tests/unit/ingest/table_case.h"

using namespace slate;
using namespace slate::ingest;

namespace {

std::string Two(unsigned number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); }

std::string AnyText(std::mt19937& random, ColumnType type) {
  const auto pick = [&](std::initializer_list<const char*> of) { return std::string(of.begin()[random() % of.size()]); };
  std::string text;
  switch (type) {
    case ColumnType::instant:
    case ColumnType::date:
      text = pick({"2025", "2025", "2024", "1899", "1900", "1970", "2155", "2156", "0999", "9001"}) + "-" + Two(random() % 20) + "-" + Two(random() % 40);
      if (random() % 2 == 0) text = pick({"2025-03-30", "2025-10-26", "2024-02-29", "2025-02-29", "2025-12-31", "1970-01-01", "1969-12-31"});
      if (type == ColumnType::instant) text += pick({" ", "T", " ", "T", "t", "-"}) + Two(random() % 26) + ":" + Two(random() % 62) + ":" + Two(random() % 62) + pick({"", "", "Z", "z", "+"});
      break;
    case ColumnType::integer:
      for (std::size_t size = random() % 11; text.size() < size;) text += "01234567899."[random() % 12];
      if (random() % 3 == 0) text = std::to_string(random() % 100000) + "." + Two(random() % 100);
      break;
    default:
      for (std::size_t size = random() % 19; text.size() < size;) text += "abcdefgh012\xC3\xBC"[random() % (random() % 8 == 0 ? 13 : 11)];
      if (random() % 2 == 0) text = "C" + std::to_string(random() % 3000);
      break;
  }
  if (random() % 6 == 0 && !text.empty()) text[random() % text.size()] = "0129:-. TZ/;+\0\xff\""[random() % 17];
  if (random() % 20 == 0) text.resize(random() % (text.size() + 1));
  return text;
}

}  // namespace

TEST_CASE("columns: every way and width of reading gives what Converter gives") {
  std::mt19937 random(12);
  for (const Lanes lanes : {Lanes::portable, Lanes::avx512}) {
    if (!Supported(lanes)) continue;
    for (const ColumnType type : {ColumnType::instant, ColumnType::date, ColumnType::integer, ColumnType::hashed, ColumnType::symbol}) {
      for (const int kind : {0, 1, 2, 7}) {
        ColumnSpec spec = Column("x", type, kind > 0);
        spec.scale = type == ColumnType::integer ? kind : 0;
        spec.zone = Zone::Find(kind == 0 ? "UTC" : kind == 1 ? "Europe/Berlin" : "Asia/Kathmandu");
        Converter plain(spec), asked(spec);
        ColumnReader reader(spec, asked, 0, {}, lanes);
        for (int round = 0; round < 200; ++round) {
          const std::size_t count = 1 + random() % kRunRecords;
          std::vector<std::string> texts;
          std::string bytes;
          FieldPlaces places;
          for (std::size_t i = 0; i < count; ++i) {
            texts.push_back(AnyText(random, type));
            places.begins[i] = static_cast<std::uint32_t>(bytes.size());
            places.sizes[i] = static_cast<std::uint32_t>(texts[i].size());
            bytes += texts[i] + (random() % 2 == 0 ? "," : "\n9");
          }
          bytes += std::string(64, '7');
          std::vector<std::int64_t> values(kRunRecords);
          std::vector<std::uint8_t> valid(kRunRecords), refused(kRunRecords);
          reader.Read(FieldTexts{bytes.data(), places.begins.data(), places.sizes.data(), count}, {values.data(), spec.optional ? valid.data() : nullptr}, refused.data());
          for (std::size_t i = 0; i < count; ++i) {
            std::int64_t expected = 0;
            bool recorded = true;
            std::string problem;
            const bool fits = plain.Convert(texts[i], expected, recorded, problem);
            INFO(texts[i] << " as column type " << static_cast<int>(type) << ", kind " << kind);
            REQUIRE((refused[i] == 0) == fits);
            if (!fits) continue;
            const std::int64_t found = type == ColumnType::symbol ? reinterpret_cast<const std::uint32_t*>(values.data())[i] : values[i];
            REQUIRE(found == expected);
            if (spec.optional) REQUIRE((valid[i] != 0) == recorded);
          }
        }
      }
    }
  }
}
