#include "compiler/syntax/parse.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "compiler/syntax/ambiguity.h"
#include "compiler/syntax/format.h"

using namespace slate;

namespace {

std::string Read(const std::string& path) {
  std::ifstream stream(SLATE_SOURCE_DIR "/" + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

const std::vector<std::string> kSamples = {"tests/samples/freight.sla", "tests/samples/service_desk.sla", "tests/samples/cloud.sla",
                                           "examples/inbound_freight/contract.sla", "examples/inbound_freight/binding.sla",
                                           "tests/real/olist_orders_sample/contract.sla", "tests/bench/otif.sla", "tests/bench/otif_binding.sla", "stdlib/conventions/slate_2026.sla"};

std::string Formatted(const std::string& text, std::size_t* errors) {
  SourceSet sources;
  Diagnostics diagnostics;
  const FileId file = sources.Add("x.sla", text);
  const syntax::Document document = syntax::Parse(sources, file, diagnostics);
  *errors = diagnostics.ErrorCount();
  return syntax::Format(document);
}

}  // namespace

TEST_CASE("samples parse, print and read back") {
  for (const std::string& sample : kSamples) {
    INFO(sample);
    std::size_t errors = 0;
    const std::string once = Formatted(Read(sample), &errors);
    REQUIRE(errors == 0);
    const std::string twice = Formatted(once, &errors);
    CHECK(errors == 0);
    CHECK(once == twice);
    // Printing loses nothing: the same words and signs come out, whatever their layout and order.
    CHECK(syntax::SortedTokens(once) == syntax::SortedTokens(Read(sample)));
  }
}

TEST_CASE("no sample can be read in two ways") {
  for (const std::string& sample : kSamples) {
    INFO(sample);
    CHECK(syntax::FindAmbiguities(Read(sample)) == std::vector<std::string>{});
  }
}

TEST_CASE("no contract of the golden cases can be read in two ways") {
  int contracts = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SLATE_SOURCE_DIR "/tests/golden")) {
    if (entry.path().extension() != ".golden") continue;
    std::ifstream stream(entry.path());
    std::string text, line;
    bool inside = false;
    while (std::getline(stream, line)) {
      if (line.rfind("--- ", 0) == 0) inside = line.rfind("--- file ", 0) == 0 && line.size() > 4 && line.substr(line.size() - 4) == ".sla";
      else if (inside) text += line + "\n";
    }
    std::size_t errors = 0;
    Formatted(text, &errors);
    if (text.empty() || errors > 0) continue;  // what does not parse has no reading at all
    ++contracts;
    INFO(entry.path().string());
    CHECK(syntax::FindAmbiguities(text) == std::vector<std::string>{});
  }
  CHECK(contracts > 40);
}

TEST_CASE("whatever the bytes, parsing ends with a tree or an error") {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::string text = Read(kSamples[random() % kSamples.size()]);
    for (int edit = 0; edit < 3; ++edit) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text.resize(at + 1); break;
        case 1: text[at] = static_cast<char>(random()); break;
        case 2: text.erase(at, random() % 40); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 30)); break;
      }
      if (text.empty()) text = "{";
    }
    std::size_t errors = 0;
    const std::string formatted = Formatted(text, &errors);
    if (errors == 0) {
      Formatted(formatted, &errors);
      CHECK(errors == 0);
    }
  }
}

TEST_CASE("nesting without end is an error, not a crash") {
  std::size_t errors = 0;
  for (const char* open : {"(", "not ", "start of ", "{", "[", "50% of "}) {
    std::string text = "contract \"x\" {} schedule A { A.1 define x is ";
    for (int i = 0; i < 100'000; ++i) text += open;
    Formatted(text, &errors);
    CHECK(errors >= 1);
  }
}
