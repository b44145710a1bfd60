#include "compiler/syntax/quick.h"

#include <algorithm>

namespace slate::syntax {
namespace {

using slate_grammar::DecisionEdge;

struct NotThisWay {};  // no part of the runtime's own family of exceptions, whose handlers recover

// Chooses alternatives by table; what the table does not know is left to the parser's own search.
class Chooser : public antlr4::atn::ParserATNSimulator {
 public:
  explicit Chooser(antlr4::Parser* parser) : ParserATNSimulator(parser, NoAtn(), NoDfas(), cache_) {}

  std::size_t adaptivePredict(antlr4::TokenStream* tokens, std::size_t decision, antlr4::ParserRuleContext*) override {
    const slate_grammar::DecisionAutomata& automata = slate_grammar::Decisions();
    std::size_t state = automata.start[decision];
    for (ssize_t ahead = 1;; ++ahead) {
      const std::size_t type = tokens->LA(ahead);
      const auto token = static_cast<std::uint16_t>(type == antlr4::Token::EOF ? 0 : type);
      const DecisionEdge* end = automata.edges + automata.first[state + 1];
      const DecisionEdge* edge = std::lower_bound(automata.edges + automata.first[state], end, token, [](const DecisionEdge& a, std::uint16_t b) { return a.token < b; });
      if (edge == end || edge->token != token) throw NotThisWay{};
      if (edge->target >= slate_grammar::kChosen) return edge->target - slate_grammar::kChosen;
      state = edge->target;
    }
  }

 private:
  static const antlr4::atn::ATN& NoAtn() {
    static const antlr4::atn::ATN none;
    return none;
  }
  static std::vector<antlr4::dfa::DFA>& NoDfas() {
    static std::vector<antlr4::dfa::DFA> none;
    return none;
  }

  antlr4::atn::PredictionContextCache cache_;
};

// The first mistake ends the quick reading.
class NoRecovery : public antlr4::ANTLRErrorStrategy {
 public:
  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser*) override { throw NotThisWay{}; }
  void recover(antlr4::Parser*, std::exception_ptr) override { throw NotThisWay{}; }
  void sync(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override { throw NotThisWay{}; }
};

// The text is UTF-8 already.
char32_t CodePoint(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = lead & (length == 1 ? 0x7F : length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07);
  for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (byte(i) & 0x3F);
  return code;
}

std::size_t ClassOf(const slate_grammar::WordAutomaton& words, char32_t code) {
  if (code < 128) return words.class_of_ascii[code];
  return words.range_classes[std::upper_bound(words.range_begins, words.range_begins + words.ranges, code) - words.range_begins - 1];
}

}  // namespace

std::unique_ptr<antlr4::Token> QuickLexer::Make(std::size_t type, const Place& begin, std::size_t end) {
  auto token = std::make_unique<antlr4::CommonToken>(std::pair<antlr4::TokenSource*, antlr4::CharStream*>{this, &stream_}, type, antlr4::Token::DEFAULT_CHANNEL, begin.index, end - 1);
  token->setLine(begin.line);
  token->setCharPositionInLine(begin.column);
  return token;
}

std::unique_ptr<antlr4::Token> QuickLexer::nextToken() {
  const slate_grammar::WordAutomaton& words = slate_grammar::Words();
  while (at_.byte < text_.size()) {
    const Place begin = at_;
    std::size_t state = 0, accepted = 0;
    Place end = begin;
    for (Place here = begin; here.byte < text_.size();) {
      std::size_t length = 0;
      const char32_t code = CodePoint(text_, here.byte, length);
      state = words.next[state * words.classes + ClassOf(words, code)];
      if (state == 0) break;
      here.byte += length;
      ++here.index;
      here.line += code == '\n';
      here.column = code == '\n' ? 0 : here.column + 1;
      if (words.token[state] == 0) continue;
      accepted = words.token[state];
      end = here;
    }
    at_ = end;  // further than it began: the grammar has a rule for every character
    if (accepted != slate_grammar::kSkipped) return Make(accepted, begin, end.index);
  }
  return Make(antlr4::Token::EOF, at_, at_.index);
}

QuickParse::QuickParse(antlr4::TokenStream& tokens) : parser_(&tokens) {
  parser_.removeErrorListeners();
  parser_.setErrorHandler(std::make_shared<NoRecovery>());
  parser_.setInterpreter(new Chooser(&parser_));
  try {
    tree_ = parser_.document();
  } catch (const NotThisWay&) {
    tree_ = nullptr;
  }
}

}  // namespace slate::syntax
