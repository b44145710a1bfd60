#include "compiler/syntax/parse.h"

#include <antlr4-runtime.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "SlateLexer.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/expectations.h"
#include "compiler/syntax/habits.h"
#include "compiler/syntax/quick.h"
#include "compiler/syntax/recovery.h"

namespace slate::syntax {
namespace {

using Lexer = slate_grammar::SlateLexer;

// Byte offset of each code point and one more for the end; reports the first byte that is no UTF-8 and returns nothing then.
std::optional<std::vector<std::uint32_t>> CodePointOffsets(const SourceSet& sources, FileId file, Diagnostics& diagnostics) {
  const std::string_view text = sources.Text(file);
  std::vector<std::uint32_t> offsets;
  offsets.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    bool valid = length != 0 && i + length <= text.size() && lead != 0;
    std::uint32_t code = lead & (length == 1 ? 0x7F : length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07);
    for (std::size_t k = 1; valid && k < length; ++k) {
      const unsigned char next = static_cast<unsigned char>(text[i + k]);
      valid = (next & 0xC0) == 0x80;
      code = (code << 6) | (next & 0x3F);
    }
    if (valid && ((length == 3 && (code < 0x800 || (code >= 0xD800 && code < 0xE000))) || (length == 4 && (code < 0x10000 || code > 0x10FFFF)))) valid = false;
    if (!valid) {
      const std::uint32_t at = static_cast<std::uint32_t>(i);
      diagnostics.Report(DiagnosticKind::invalid_utf8, {file, at, at + 1}, fmt::format("byte {} of the file is not UTF-8 text", i + 1))
          .help = "save the file as UTF-8 without NUL bytes";
      return std::nullopt;
    }
    offsets.push_back(static_cast<std::uint32_t>(i));
    i += length;
  }
  offsets.push_back(static_cast<std::uint32_t>(text.size()));
  return offsets;
}

// Parser errors in the reader's words. One a clause, and one a line elsewhere: what follows is mostly its echo.
class Listener : public antlr4::BaseErrorListener {
 public:
  Listener(const SourceSet& sources, FileId file, const std::vector<std::uint32_t>& offsets, Diagnostics& diagnostics)
      : sources_(sources), file_(file), offsets_(offsets), diagnostics_(diagnostics) {}

  const Unread& unread() const { return unread_; }
  void Handled(Span span) { lines_.insert(sources_.Begin(span).line); }

  void syntaxError(antlr4::Recognizer* recognizer, antlr4::Token* token, std::size_t, std::size_t, const std::string&, std::exception_ptr) override {
    auto* parser = dynamic_cast<slate_grammar::SlateParser*>(recognizer);
    if (parser == nullptr || token == nullptr) return;  // the lexer has a rule for every character
    const bool echo = !NoteUnread(*parser, unread_);
    const bool at_end = token->getType() == antlr4::Token::EOF;
    // The end of the file is shown behind its last word: the line after a final line break does not exist for a reader.
    const std::string_view text = sources_.Text(Span{file_, 0, offsets_.back()});
    const std::uint32_t end = static_cast<std::uint32_t>(text.find_last_not_of(" \t\r\n") + 1);
    const Span span = at_end ? Span{file_, end, end} : Span{file_, offsets_[token->getStartIndex()], offsets_[std::min(token->getStopIndex() + 1, offsets_.size() - 1)]};
    if (!lines_.insert(sources_.Begin(span).line).second || echo) return;
    Expectation expected;
    const antlr4::ParserRuleContext* place = nullptr;
    for (auto* context = parser->getContext(); context != nullptr && expected.what.empty(); context = dynamic_cast<antlr4::ParserRuleContext*>(context->parent)) {
      expected = ExpectationOf(context->getRuleIndex());
      place = context;
    }
    if (at_end) {
      Diagnostic& problem = diagnostics_.Report(DiagnosticKind::unclosed_bracket, span, "the file ends in the middle of something");
      problem.help = "close what is open with `}`";
      if (place != nullptr && place->start != nullptr && place->start != token && place->getRuleIndex() != slate_grammar::SlateParser::RuleDocument) {
        const std::size_t start = place->start->getStartIndex();
        problem.notes.push_back({{file_, offsets_[start], offsets_[std::min(place->start->getStopIndex() + 1, offsets_.size() - 1)]}, "begun here"});
      }
      return;
    }
    Diagnostic& problem = diagnostics_.Report(DiagnosticKind::unexpected_text, span, fmt::format("`{}` has no place here", sources_.Text(span)));
    if (const std::string word = ReservedName(*parser, *token); !word.empty()) {
      problem.help = fmt::format("`{0}` is a word of the language and can't be a name here: write `{0}_time` or another name", word);
    } else if (const std::string habit = HabitHelp(*parser->getTokenStream(), *token, place == nullptr ? 0 : place->getRuleIndex()); !habit.empty()) {
      problem.help = habit;
    } else if (place != nullptr && place->getRuleIndex() == slate_grammar::SlateParser::RuleText && IsWord(sources_.Text(span))) {
      problem.help = fmt::format("a text stands in double quotes here: write `\"{}\"`", sources_.Text(span));
    } else if (token->getType() == slate_grammar::SlateParser::TIME_OF_DAY && IsValue(place)) {
      problem.help = "every day has this time, so say of which day: let the record carry the moment, as a field `cutoff : instant`, or write\n"
                     "`start of d.day + 14 hours`, which is an hour off on the two days a year that the clocks change";
    } else if (!expected.what.empty())
      problem.help = fmt::format("expected here: {}, for example `{}`", expected.what, expected.example);
  }

 private:
  static bool IsWord(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  }

  static bool IsValue(const antlr4::ParserRuleContext* place) {
    using Grammar = slate_grammar::SlateParser;
    if (place == nullptr) return false;
    const std::size_t rule = place->getRuleIndex();
    return rule == Grammar::RulePrimary || rule == Grammar::RuleEdge || rule == Grammar::RuleProduct || rule == Grammar::RuleSum || rule == Grammar::RuleExpression;
  }

  // The word before a colon, where a name would stand: of `at : instant` it is `at`. Empty: something else is wrong.
  static std::string ReservedName(slate_grammar::SlateParser& parser, const antlr4::Token& offending) {
    antlr4::TokenStream& tokens = *parser.getTokenStream();
    const std::size_t at = offending.getTokenIndex();
    const bool behind = offending.getType() == slate_grammar::SlateParser::COLON;
    if (behind ? at == 0 : at + 1 >= tokens.size()) return {};
    if (!behind && tokens.get(at + 1)->getType() != slate_grammar::SlateParser::COLON) return {};
    std::string word = behind ? tokens.get(at - 1)->getText() : tokens.get(at)->getText();
    const bool is_word = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return is_word && (behind ? tokens.get(at - 1) : tokens.get(at))->getType() != slate_grammar::SlateParser::WORD ? word : std::string();
  }

  const SourceSet& sources_;
  FileId file_;
  const std::vector<std::uint32_t>& offsets_;
  Diagnostics& diagnostics_;
  std::set<std::uint32_t> lines_;
  Unread unread_;
};

std::string SignHelp(std::string_view sign) {
  static const std::pair<std::string_view, std::string_view> kWords[] = {
      {"<", "write `less than`; of a moment, `earlier than`"},   {"<=", "write `at most`; of a moment, `no later than`"},
      {">", "write `more than`; of a moment, `later than`"},     {">=", "write `at least`; of a moment, `no earlier than`"},
      {"=", "write `is`"},                                       {"==", "write `is`"},
      {"!", "write `not`"},                                      {"!=", "write `is not`"},
      {"&", "write `and`"},                                      {"|", "write `or`"}};
  for (const auto& [other, help] : kWords) {
    if (sign == other) return std::string(help);
  }
  return "take it out";
}

// Tokens that are wrong whatever stands around them. Their lines are marked as handled, so that the parser keeps quiet there.
void ReportBadTokens(antlr4::CommonTokenStream& tokens, const SourceSet& sources, FileId file, const std::vector<std::uint32_t>& offsets,
                     Listener& listener, Diagnostics& diagnostics) {
  for (antlr4::Token* token : tokens.getTokens()) {
    const std::size_t type = token->getType();
    if (type != Lexer::BAD_DATE && type != Lexer::BAD_PERCENT && type != Lexer::PASTED && type != Lexer::OTHER && type != Lexer::UNCLOSED_TEXT) continue;
    const Span span{file, offsets[token->getStartIndex()], offsets[std::min(token->getStopIndex() + 1, offsets.size() - 1)]};
    const std::string_view text = sources.Text(span);
    if (type == Lexer::BAD_DATE) {
      diagnostics.Report(DiagnosticKind::bad_date, span, fmt::format("`{}` is not how a date is written", text)).help = "write YYYY-MM-DD, such as 2025-03-31";
    } else if (type == Lexer::BAD_PERCENT) {
      std::string fixed(text);
      fixed[fixed.find(',')] = '.';
      Diagnostic& problem = diagnostics.Report(DiagnosticKind::decimal_comma, span, fmt::format("`{}` is written with a comma", text));
      problem.help = fmt::format("decimals have a point: `{}`", fixed);
      problem.fixes.push_back({span, fixed});
    } else if (type == Lexer::UNCLOSED_TEXT) {
      diagnostics.Report(DiagnosticKind::unclosed_bracket, span, "this text has no closing quote on its line").help = "end it with `\"`";
    } else if (type == Lexer::PASTED) {
      static const std::pair<std::string_view, std::string_view> kFixes[] = {
          {"\u2018", "'"}, {"\u2019", "'"}, {"\u201C", "\""}, {"\u201D", "\""}, {"\u2013", "-"}, {"\u2014", "-"}, {"\u2212", "-"},
          {"\u2264", "at most"}, {"\u2265", "at least"}, {"\u2026", "..."}};
      Diagnostic& problem = diagnostics.Report(DiagnosticKind::word_processor_character, span, fmt::format("`{}` comes from a word processor", text));
      for (const auto& [pasted, plain] : kFixes) {
        if (text != pasted) continue;
        problem.help = fmt::format("write `{}`", plain);
        problem.fixes.push_back({span, std::string(plain)});
      }
    } else {
      // Signs of other languages: `<=` is reported once, at its first character.
      const std::uint32_t before = span.begin == 0 ? 0 : span.begin - 1;
      if (text == "=" && SignHelp(sources.Text({file, before, span.begin})) != SignHelp("")) continue;
      const std::string_view two = sources.Text({file, span.begin, std::min(span.end + 1, offsets.back())});
      const bool pair = two.size() == 2 && two[1] == '=' && SignHelp(text) != SignHelp("");
      const std::string_view sign = pair ? two : text;
      diagnostics.Report(DiagnosticKind::unknown_character, {file, span.begin, span.begin + static_cast<std::uint32_t>(sign.size())}, fmt::format("`{}` has no meaning here", sign))
          .help = SignHelp(sign);
    }
    listener.Handled(span);
  }
}

// `EUR 10,00` and `EUR 1.000,00`: an amount, then a comma and one or two more digits with no blank between.
void ReportDecimalCommas(antlr4::CommonTokenStream& tokens, const SourceSet& sources, FileId file, const std::vector<std::uint32_t>& offsets,
                         Listener& listener, Diagnostics& diagnostics) {
  const std::vector<antlr4::Token*> all = tokens.getTokens();
  for (std::size_t i = 0; i + 3 < all.size(); ++i) {
    const std::size_t number = all[i + 1]->getType();
    const bool amount = all[i]->getType() == Lexer::CODE && (number == Lexer::INTEGER || number == Lexer::DECIMAL || number == Lexer::GROUPED);
    if (!amount || all[i + 2]->getType() != Lexer::COMMA || all[i + 3]->getType() != Lexer::INTEGER) continue;
    if (all[i + 1]->getStopIndex() + 1 != all[i + 2]->getStartIndex() || all[i + 2]->getStopIndex() + 1 != all[i + 3]->getStartIndex()) continue;
    const Span span{file, offsets[all[i + 1]->getStartIndex()], offsets[all[i + 3]->getStopIndex() + 1]};
    std::string fixed = all[i + 1]->getText();
    std::replace(fixed.begin(), fixed.end(), '.', ',');
    fixed += "." + all[i + 3]->getText();
    Diagnostic& problem = diagnostics.Report(DiagnosticKind::decimal_comma, span, fmt::format("`{}` is written with a decimal comma", sources.Text(span)));
    problem.help = fmt::format("decimals have a point: `{} {}`", all[i]->getText(), fixed);
    problem.fixes.push_back({span, fixed});
    listener.Handled(span);
    // The amount is read without its decimals, so that nothing else is said about the clause.
    for (const std::size_t k : {i + 2, i + 3}) {
      if (auto* token = dynamic_cast<antlr4::WritableToken*>(all[k])) token->setChannel(antlr4::Token::HIDDEN_CHANNEL);
    }
  }
}

// Depth of brackets before parsing: the parser recurses once a level.
bool TooDeep(antlr4::CommonTokenStream& tokens, FileId file, const std::vector<std::uint32_t>& offsets, Diagnostics& diagnostics) {
  int depth = 0, operators = 0;
  for (antlr4::Token* token : tokens.getTokens()) {
    const std::size_t type = token->getType();
    // A run of `not` or `start of` nests as brackets do.
    const bool prefix = type == Lexer::NOT || type == Lexer::START || type == Lexer::END || type == Lexer::OF || type == Lexer::PERCENT;
    operators = prefix ? operators + 1 : 0;
    if (type == Lexer::LPAREN || type == Lexer::LBRACE || type == Lexer::LBRACK) ++depth;
    if ((type == Lexer::RPAREN || type == Lexer::RBRACE || type == Lexer::RBRACK) && depth > 0) --depth;
    if (depth <= kMaxNesting && operators <= kMaxNesting) continue;
    const std::uint32_t at = offsets[token->getStartIndex()];
    diagnostics.Report(DiagnosticKind::too_deeply_nested, {file, at, at + 1}, fmt::format("brackets are nested more than {} deep here", kMaxNesting))
        .help = "split the condition into Defined Terms or separate clauses";
    return true;
  }
  return false;
}

}  // namespace

Document Parse(const SourceSet& sources, FileId file, Diagnostics& diagnostics) {
  const auto offsets = CodePointOffsets(sources, file, diagnostics);
  if (!offsets) return {};
  antlr4::ANTLRInputStream input{std::string(sources.Text(file))};
  // A byte order mark is dropped by the stream: positions count without it.
  std::vector<std::uint32_t> positions = *offsets;
  const bool marked = sources.Text(file).substr(0, 3) == "\xEF\xBB\xBF";
  if (marked) positions.erase(positions.begin());
  QuickLexer lexer(sources.Text(file).substr(marked ? 3 : 0), input);
  antlr4::CommonTokenStream tokens(&lexer);
  tokens.fill();
  if (TooDeep(tokens, file, positions, diagnostics)) return {};
  Listener listener(sources, file, positions, diagnostics);
  ReportBadTokens(tokens, sources, file, positions, listener, diagnostics);
  ReportDecimalCommas(tokens, sources, file, positions, listener, diagnostics);
  if (const QuickParse quick(tokens); quick.tree() != nullptr) return Builder(sources, file, positions, listener.unread(), diagnostics).Build(quick.tree());
  // There is a mistake: the parser reads again, says which, and goes on behind it.
  tokens.seek(0);
  slate_grammar::SlateParser::prepare();
  slate_grammar::SlateParser parser(&tokens);
  parser.removeErrorListeners();
  parser.addErrorListener(&listener);
  parser.setErrorHandler(std::make_shared<Recovery>());
  // SLL decides almost everything at once; full LL prediction only for what it can't.
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(antlr4::atn::PredictionMode::SLL);
  auto* tree = parser.document();
  return Builder(sources, file, positions, listener.unread(), diagnostics).Build(tree);
}

}  // namespace slate::syntax
