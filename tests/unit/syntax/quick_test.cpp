// The quick reading against the generated lexer and parser: the same tokens of any text, and the same tree or none.
#include "compiler/syntax/quick.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "SlateLexer.h"
#include "compiler/syntax/parse.h"

using namespace slate;

namespace {

// Of the golden cases each file of the language, right or wrong; and all that lie about as files.
std::vector<std::string> Contracts() {
  std::vector<std::string> texts;
  for (const char* folder : {"tests/golden", "tests/samples", "tests/bench", "examples", "stdlib"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(SLATE_SOURCE_DIR "/") + folder)) {
      const bool golden = entry.path().extension() == ".golden";
      if (!golden && entry.path().extension() != ".sla") continue;
      std::ifstream stream(entry.path());
      std::string line;
      bool inside = !golden;
      if (inside) texts.emplace_back();
      while (std::getline(stream, line)) {
        if (golden && line.rfind("--- ", 0) == 0) {
          inside = line.rfind("--- file ", 0) == 0 && line.size() > 4 && line.substr(line.size() - 4) == ".sla";
          if (inside) texts.emplace_back();
        } else if (inside) {
          texts.back() += line + "\n";
        }
      }
    }
  }
  return texts;
}

// What is no UTF-8 is found before either reads.
bool IsText(const std::string& text) {
  SourceSet sources;
  Diagnostics diagnostics;
  const FileId file = sources.Add("x.sla", text);
  syntax::Parse(sources, file, diagnostics);
  const auto problems = diagnostics.Sorted();
  return std::none_of(problems.begin(), problems.end(), [](const auto& problem) { return problem.kind == DiagnosticKind::invalid_utf8; });
}

std::string Described(const antlr4::Token& token) {
  return std::to_string(token.getType()) + " at " + std::to_string(token.getStartIndex()) + "-" + std::to_string(token.getStopIndex()) + ", " + std::to_string(token.getLine()) + ":" +
         std::to_string(token.getCharPositionInLine()) + ", channel " + std::to_string(token.getChannel()) + " " + token.getText();
}

struct Mistakes : antlr4::BaseErrorListener {
  int count = 0;
  void syntaxError(antlr4::Recognizer*, antlr4::Token*, std::size_t, std::size_t, const std::string&, std::exception_ptr) override { ++count; }
};

// What the generated recognizers make of the text, and whether the quick ones agree. Returns whether there was a quick tree.
bool Compare(const std::string& text) {
  slate_grammar::SlateLexer::prepare();
  slate_grammar::SlateParser::prepare();
  antlr4::ANTLRInputStream slow_input(text), quick_input(text);
  slate_grammar::SlateLexer slow_lexer(&slow_input);
  slow_lexer.removeErrorListeners();
  antlr4::CommonTokenStream slow(&slow_lexer);
  slow.fill();
  syntax::QuickLexer quick_lexer(text, quick_input);
  antlr4::CommonTokenStream quick(&quick_lexer);
  quick.fill();
  std::vector<std::string> slow_tokens, quick_tokens;
  for (antlr4::Token* token : slow.getTokens()) slow_tokens.push_back(Described(*token));
  for (antlr4::Token* token : quick.getTokens()) quick_tokens.push_back(Described(*token));
  REQUIRE(quick_tokens == slow_tokens);

  slate_grammar::SlateParser parser(&slow);
  Mistakes mistakes;
  parser.removeErrorListeners();
  parser.addErrorListener(&mistakes);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::SLL);
  auto* tree = parser.document();
  syntax::QuickParse parsed(quick);
  if (parsed.tree() == nullptr) return false;
  REQUIRE(mistakes.count == 0);
  REQUIRE(parsed.tree()->toStringTree(&parser) == tree->toStringTree(&parser));
  return true;
}

}  // namespace

TEST_CASE("the quick reading makes the same tokens and tree of every contract, and of none that lacks or doubles a piece another") {
  std::mt19937 random(7);
  int texts = 0, read = 0;
  for (const std::string& text : Contracts()) {
    if (!IsText(text)) continue;
    INFO(text);
    ++texts;
    read += Compare(text);
    for (int change = 0; change < 3 && !text.empty(); ++change) {
      std::string changed = text;
      const std::size_t at = random() % text.size(), length = 1 + random() % 12;
      switch (random() % 3) {
        case 0: changed.erase(at, length); break;
        case 1: changed.insert(at, text.substr(random() % text.size(), length)); break;
        default: changed.resize(at); break;
      }
      if (!IsText(changed)) continue;
      INFO(changed);
      Compare(changed);
    }
  }
  CHECK(texts > 300);
  CHECK(read > texts / 2);
}

TEST_CASE("contracts without a mistake are read the quick way") {
  for (const char* path : {"tests/samples/freight.sla", "tests/samples/service_desk.sla", "tests/samples/cloud.sla", "examples/inbound_freight/contract.sla", "examples/three_years/contract.sla",
                           "tests/bench/otif.sla", "tests/bench/otif_binding.sla", "stdlib/conventions/slate_2026.sla", "stdlib/calendars/england.sla"}) {
    INFO(path);
    std::ifstream stream(std::string(SLATE_SOURCE_DIR "/") + path);
    std::ostringstream text;
    text << stream.rdbuf();
    CHECK(Compare(text.str()));
  }
}

TEST_CASE("every character has a token the quick way") {
  for (const char* text : {"", " ", "\n", "//", "// x", "\"", "\"a\\", "\"a\\q\"", "a\u00A0b\u202F\u2019\u2014", "\u00E9\U0001F600", "2025-13", "2025-1-1", "12:00+02:", "98,5%", "1.", "1 pp", "1,000.5", "B.4.10.", "EUR1", "_a", "\x01"}) {
    INFO(text);
    Compare(text);
  }
}
