// The structure of a text is what a walk over its bytes finds, however many bytes are looked at together.
#include "runtime/ingest/structure.h"

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

TEST_CASE("structure: more line breaks than a byte counts are counted") {
  CHECK(CountBreaks(std::string(100'003, '\n').data(), 100'003) == 100'003);
}
