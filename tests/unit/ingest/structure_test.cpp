// The structure of a text is what a walk over its bytes finds, however many bytes are looked at together.
#include "runtime/ingest/structure.h"

#include "runtime/ingest/csv_structure.h"
#include "runtime/ingest/json_structure.h"
#include "runtime/ingest/record.h"

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>

using namespace slate::ingest;

namespace {

struct Places {
  std::vector<std::uint32_t> marks, breaks, quotes;
  friend bool operator==(const Places&, const Places&) = default;
};

Places Walk(const std::string& text, char delimiter) {
  Places places;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (text[i] == delimiter || text[i] == '\n') places.marks.push_back(i);
    if (text[i] == '\n') places.breaks.push_back(i);
    if (text[i] == '"') places.quotes.push_back(i);
  }
  return places;
}

}  // namespace

TEST_CASE("structure: every width finds what a walk over the bytes finds, and nothing behind the end") {
  std::mt19937 random(11);
  for (const Lanes lanes : {Lanes::portable, Lanes::avx2, Lanes::avx512}) {
    if (!Supported(lanes)) continue;
    Structure structure;
    for (int round = 0; round < 400; ++round) {
      // From sparse to nothing but marks; the bytes that differ from a mark in one bit are there, too.
      const std::string near = std::string(",\n\"-\x0b;\x8a\xac\xa2\xff") + '\0';
      const char delimiter = round % 3 == 0 ? ';' : round % 3 == 1 ? '\t' : ',';
      const std::size_t size = random() % (round % 10 == 0 ? 5000 : 300);
      const unsigned density = random() % 5;
      std::string text;
      while (text.size() < size) text += random() % 4 < density ? (random() % 3 == 0 ? delimiter : near[random() % near.size()]) : static_cast<char>('a' + random() % 26);
      const Places expected = Walk(text, delimiter);
      std::string padded = text + std::string(64, delimiter);  // what lies behind the end is no part of it
      FindStructure(padded.data(), size, delimiter, lanes, structure);
      const Places found{{structure.marks, structure.marks + structure.mark_count},
                         {structure.breaks.begin(), structure.breaks.begin() + static_cast<std::ptrdiff_t>(structure.break_count)},
                         {structure.quotes.begin(), structure.quotes.begin() + static_cast<std::ptrdiff_t>(structure.quote_count)}};
      REQUIRE(found == expected);
      REQUIRE(structure.marks[-1] == UINT32_MAX);
      REQUIRE(CountBreaks(text.data(), text.size()) == expected.breaks.size());
    }
  }
}

TEST_CASE("structure: that of JSON and of quoted CSV is what a walk over the bytes finds") {
  std::mt19937 random(13);
  for (const Lanes lanes : {Lanes::portable, Lanes::avx2, Lanes::avx512}) {
    if (!Supported(lanes)) continue;
    CsvStructure structure;
    for (int round = 0; round < 600; ++round) {
      const std::size_t size = random() % (round % 10 == 0 ? 5000 : 300);
      const unsigned density = random() % 5;
      std::string text;
      while (text.size() < size) text += random() % 4 < density ? std::string_view("\"\n\r\\\x1f \x80,\"\n\0", 11)[random() % 11] : static_cast<char>('a' + random() % 26);
      const std::string padded = text + std::string(64, random() % 2 == 0 ? '\n' : '"');
      const auto places = [](const std::vector<std::uint32_t>& from, std::size_t count) { return std::vector<std::uint32_t>(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count)); };
      const auto marks = [&] { return std::vector<std::uint32_t>(structure.marks, structure.marks + structure.mark_count); };

      std::vector<std::uint32_t> json_marks, breaks, odd, csv_marks, csv_breaks, inner_breaks;
      bool beyond_ascii = false, inside = false;
      for (std::uint32_t i = 0; i < size; ++i) {
        const char byte = text[i];
        if (byte == '"' || byte == '\n') json_marks.push_back(i);
        if (byte == '\n') breaks.push_back(i);
        else if (byte == '\\' || (static_cast<unsigned char>(byte) < 0x20 && !(byte == '\r' && padded[i + 1] == '\n'))) odd.push_back(i);
        beyond_ascii = beyond_ascii || static_cast<unsigned char>(byte) >= 0x80;
        if (byte == '"') inside = !inside;
        if (!inside && (byte == ',' || byte == '\n')) csv_marks.push_back(i);
        if (byte == '\n') (inside ? inner_breaks : csv_breaks).push_back(i);
      }
      const bool found_beyond_ascii = FindJsonStructure(padded.data(), size, lanes, structure);
      REQUIRE(marks() == json_marks);
      REQUIRE(places(structure.breaks, structure.break_count) == breaks);
      REQUIRE(places(structure.quotes, structure.quote_count) == odd);
      if (beyond_ascii) REQUIRE(found_beyond_ascii);
      FindCsvStructure(padded.data(), size, ',', lanes, structure);
      REQUIRE(marks() == csv_marks);
      REQUIRE(places(structure.breaks, structure.break_count) == csv_breaks);
      REQUIRE(places(structure.inner_breaks, structure.inner_break_count) == inner_breaks);
    }
  }
}

TEST_CASE("structure: where regular records end is where they end read one by one") {
  std::mt19937 random(14);
  std::size_t found = 0;
  for (const Lanes lanes : {Lanes::portable, Lanes::avx2, Lanes::avx512}) {
    if (!Supported(lanes)) continue;
    for (int round = 0; round < 20'000; ++round) {
      std::string text;
      for (std::size_t fields = random() % 40; fields > 0; --fields) {
        const char* of[] = {"a", "\"b\"", "\"c,d\"", "\"e\"\"f\"", "\"g\nh\"", "", "\"\"", "\"\"\"\"", "a\"b", "\"c\"d", "\"e\"\r"};
        text += of[random() % (round % 4 == 0 ? 11 : 8)];
        text += random() % 3 == 0 ? (random() % 2 == 0 ? "\n" : "\r\n") : ",";
      }
      const std::size_t limit = 1 + random() % (text.size() + 1);
      const std::string padded = text + std::string(64, '\0');
      const std::size_t end = EndOfRegularRecords(padded.data(), text.size(), limit, ',', lanes);
      if (end == 0) continue;
      ++found;
      const char* at = padded.data();
      while (static_cast<std::size_t>(at - padded.data()) < limit) {
        const Record record = ReadRecord(at, padded.data() + text.size(), ',', false, nullptr);
        INFO(text);
        REQUIRE(record.kind == Record::Kind::complete);
        at = record.next;
      }
      REQUIRE(at == padded.data() + end);
    }
  }
  CHECK(found > 10'000);
}

TEST_CASE("structure: more line breaks than a byte counts are counted") {
  CHECK(CountBreaks(std::string(100'003, '\n').data(), 100'003) == 100'003);
}
