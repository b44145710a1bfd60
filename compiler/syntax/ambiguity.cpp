#include "compiler/syntax/ambiguity.h"

#include <antlr4-runtime.h>

#include <algorithm>

#include "SlateLexer.h"
#include "SlateParser.h"

namespace slate::syntax {
namespace {

class Listener : public antlr4::BaseErrorListener {
 public:
  std::vector<std::string> found;
  void reportAmbiguity(antlr4::Parser* parser, const antlr4::dfa::DFA& dfa, std::size_t start, std::size_t stop, bool, const antlrcpp::BitSet&,
                       antlr4::atn::ATNConfigSet*) override {
    const std::size_t rule = parser->getATN().decisionToState[dfa.decision]->ruleIndex;
    found.push_back(parser->getRuleNames()[rule] + ": " + parser->getTokenStream()->getText(antlr4::misc::Interval(start, stop)));
  }
};

}  // namespace

std::vector<std::string> FindAmbiguities(std::string_view text) {
  slate_grammar::SlateLexer::prepare();
  slate_grammar::SlateParser::prepare();
  antlr4::ANTLRInputStream input{std::string(text)};
  slate_grammar::SlateLexer lexer(&input);
  antlr4::CommonTokenStream tokens(&lexer);
  slate_grammar::SlateParser parser(&tokens);
  lexer.removeErrorListeners();
  parser.removeErrorListeners();
  Listener listener;
  parser.addErrorListener(&listener);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::LL_EXACT_AMBIG_DETECTION);
  parser.document();
  return listener.found;
}

std::vector<std::string> SortedTokens(std::string_view text) {
  slate_grammar::SlateLexer::prepare();
  antlr4::ANTLRInputStream input{std::string(text)};
  slate_grammar::SlateLexer lexer(&input);
  lexer.removeErrorListeners();
  std::vector<std::string> words;
  for (const auto& token : lexer.getAllTokens()) words.push_back(token->getText());
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace slate::syntax
