// Writes grammar/automata.h's tables as C++. In: the generated recognizers. Out: a file, its path given.
#include <antlr4-runtime.h>

#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "SlateLexer.h"
#include "SlateParser.h"
#include "grammar/automata.h"

namespace {

using antlr4::atn::ATN;
using antlr4::dfa::DFAState;
using slate_grammar::SlateLexer;
using slate_grammar::SlateParser;

// A decision may need to look ahead without end; what lies beyond this many states of it is left to the parser's own search.
constexpr std::size_t kMostStates = 1000;

struct Words {
  std::vector<std::uint32_t> begins;                // of the code points' ranges
  std::vector<std::vector<std::uint16_t>> columns;  // by range: the target of each state
  std::vector<std::uint16_t> token;                 // by state
};

class LexerStates : public antlr4::atn::LexerATNSimulator {
 public:
  using LexerATNSimulator::LexerATNSimulator;

  Words Find() {
    antlr4::ANTLRInputStream nothing("");
    Words words;
    words.begins = Ranges();
    words.columns.resize(words.begins.size());
    auto start = computeStartState(&nothing, atn.modeToStartState[0]);
    start->hasSemanticContext = false;
    std::vector<DFAState*> states{addDFAState(start.release())};
    std::map<DFAState*, std::uint16_t> numbers{{states[0], std::uint16_t{0}}};
    for (std::size_t i = 0; i < states.size(); ++i) {
      words.token.push_back(TokenOf(*states[i]));
      for (std::size_t k = 0; k < words.begins.size(); ++k) {
        DFAState* target = computeTargetState(&nothing, states[i], words.begins[k]);
        if (target == ERROR.get()) {
          words.columns[k].push_back(0);
          continue;
        }
        const auto [at, fresh] = numbers.emplace(target, static_cast<std::uint16_t>(states.size()));
        if (fresh) states.push_back(target);
        words.columns[k].push_back(at->second);
      }
    }
    if (states.size() >= 0xFFFF) throw std::length_error("too many states of words");
    return words;
  }

 private:
  // Code points that every rule treats alike stand in one range.
  std::vector<std::uint32_t> Ranges() const {
    std::set<std::uint32_t> begins;
    for (std::uint32_t c = 0; c <= 128; ++c) begins.insert(c);
    for (const antlr4::atn::ATNState* state : atn.states) {
      if (state == nullptr) continue;
      for (const antlr4::atn::Transition* transition : state->transitions) {
        if (transition->isEpsilon()) continue;
        const antlr4::misc::IntervalSet label = transition->label();
        for (const antlr4::misc::Interval& interval : label.getIntervals()) {
          if (interval.a > 128) begins.insert(static_cast<std::uint32_t>(interval.a));
          if (interval.b >= 128) begins.insert(static_cast<std::uint32_t>(interval.b) + 1);
        }
      }
    }
    begins.erase(begins.upper_bound(0x10FFFF), begins.end());
    return {begins.begin(), begins.end()};
  }

  static std::uint16_t TokenOf(const DFAState& state) {
    if (!state.isAcceptState) return 0;
    if (state.lexerActionExecutor == nullptr) return static_cast<std::uint16_t>(state.prediction);
    for (const auto& action : state.lexerActionExecutor->getLexerActions()) {
      if (action->getActionType() != antlr4::atn::LexerActionType::SKIP) throw std::logic_error("a lexer action other than `skip`");
    }
    return slate_grammar::kSkipped;
  }
};

struct Decisions {
  std::vector<std::uint16_t> start;
  std::vector<std::vector<slate_grammar::DecisionEdge>> edges;  // by state
};

class ParserStates : public antlr4::atn::ParserATNSimulator {
 public:
  using ParserATNSimulator::ParserATNSimulator;

  void Find(std::size_t decision, std::size_t most_token, Decisions& out) {
    setPredictionMode(antlr4::atn::PredictionMode::SLL);
    antlr4::dfa::DFA& dfa = decisionToDFA[decision];
    if (dfa.isPrecedenceDfa()) throw std::logic_error("a left-recursive rule");
    // What its own search would have set: no member of it is, otherwise.
    _input = nullptr;
    _startIndex = 0;
    _outerContext = nullptr;
    _dfa = &dfa;
    auto* start = new DFAState(computeStartState(dfa.atnStartState, &antlr4::ParserRuleContext::EMPTY, false));
    std::vector<DFAState*> states{addDFAState(dfa, start)};
    const std::size_t base = out.edges.size();
    out.start.push_back(static_cast<std::uint16_t>(base));
    std::map<DFAState*, std::size_t> numbers{{states[0], 0}};
    for (std::size_t i = 0; i < states.size(); ++i) {
      out.edges.emplace_back();
      if (states.size() > kMostStates) continue;
      for (std::size_t token = antlr4::Token::EOF, at = 0; at <= most_token; token = ++at) {
        DFAState* target = computeTargetState(dfa, states[i], token);
        if (target == ERROR.get()) continue;
        if (!target->predicates.empty()) throw std::logic_error("a predicate");
        const std::uint16_t key = token == antlr4::Token::EOF ? 0 : static_cast<std::uint16_t>(token);
        if (target->isAcceptState) {
          out.edges.back().push_back({key, static_cast<std::uint16_t>(slate_grammar::kChosen + target->prediction)});
          continue;
        }
        const auto [found, fresh] = numbers.emplace(target, states.size());
        if (fresh) states.push_back(target);
        out.edges.back().push_back({key, static_cast<std::uint16_t>(base + found->second)});
      }
    }
    if (out.edges.size() >= slate_grammar::kChosen) throw std::length_error("too many states of decisions");
  }
};

template <typename Numbers>
void WriteArray(std::ostream& out, const char* type, const char* name, const Numbers& numbers) {
  out << "const " << type << " " << name << "[] = {";
  std::size_t i = 0;
  for (const auto number : numbers) out << (i++ % 32 == 0 ? "\n  " : "") << static_cast<std::uint64_t>(number) << ",";
  out << "};\n";
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  SlateLexer::prepare();
  SlateParser::prepare();
  antlr4::ANTLRInputStream nothing("");
  SlateLexer lexer(&nothing);
  antlr4::CommonTokenStream tokens(&lexer);
  SlateParser parser(&tokens);
  auto& lexing = *lexer.getInterpreter<antlr4::atn::LexerATNSimulator>();
  antlr4::atn::PredictionContextCache cache;
  const Words words = LexerStates(&lexer, lexing.atn, lexing._decisionToDFA, cache).Find();
  std::map<std::vector<std::uint16_t>, std::size_t> classes;
  std::vector<const std::vector<std::uint16_t>*> columns;
  std::vector<std::size_t> ascii, range_classes;
  std::vector<std::uint32_t> range_begins;
  for (std::size_t i = 0; i < words.begins.size(); ++i) {
    const auto [at, fresh] = classes.emplace(words.columns[i], classes.size());
    if (fresh) columns.push_back(&at->first);
    if (words.begins[i] < 128) {
      ascii.push_back(at->second);
    } else {
      range_begins.push_back(words.begins[i]);
      range_classes.push_back(at->second);
    }
  }
  if (columns.size() > 256) throw std::length_error("too many classes of characters");
  std::vector<std::uint16_t> next;
  for (std::size_t state = 0; state < words.token.size(); ++state) {
    for (const auto* column : columns) next.push_back((*column)[state]);
  }

  auto& parsing = *parser.getInterpreter<antlr4::atn::ParserATNSimulator>();
  Decisions decisions;
  for (std::size_t decision = 0; decision < parsing.decisionToDFA.size(); ++decision) {
    ParserStates(&parser, parsing.atn, parsing.decisionToDFA, cache).Find(decision, parsing.atn.maxTokenType, decisions);
  }
  std::vector<std::size_t> first{0};
  std::vector<std::uint16_t> edges;
  for (const auto& of : decisions.edges) {
    first.push_back(first.back() + of.size());
    for (const auto& edge : of) edges.insert(edges.end(), {edge.token, edge.target});
  }

  std::ofstream out(argv[1]);
  out << "#include \"grammar/automata.h\"\n\nnamespace slate_grammar {\nnamespace {\n\n";
  WriteArray(out, "std::uint8_t", "kAscii", ascii);
  WriteArray(out, "std::uint32_t", "kRangeBegins", range_begins);
  WriteArray(out, "std::uint8_t", "kRangeClasses", range_classes);
  WriteArray(out, "std::uint16_t", "kNext", next);
  WriteArray(out, "std::uint16_t", "kToken", words.token);
  WriteArray(out, "std::uint16_t", "kStart", decisions.start);
  WriteArray(out, "std::uint32_t", "kFirst", first);
  out << "const DecisionEdge kEdges[] = {";
  for (std::size_t i = 0; i < edges.size(); i += 2) out << (i % 32 == 0 ? "\n  " : "") << "{" << edges[i] << "," << edges[i + 1] << "},";
  out << "};\nconst WordAutomaton kWords{kAscii, kRangeBegins, kRangeClasses, " << range_begins.size() << ", " << columns.size() << ", kNext, kToken};\n"
      << "const DecisionAutomata kDecisions{kStart, kFirst, kEdges, " << decisions.start.size() << "};\n\n}  // namespace\n\n"
      << "const WordAutomaton& Words() { return kWords; }\nconst DecisionAutomata& Decisions() { return kDecisions; }\n\n}  // namespace slate_grammar\n";
  out.close();
  return out ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
