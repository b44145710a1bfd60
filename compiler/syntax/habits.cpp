#include "compiler/syntax/habits.h"

#include <fmt/format.h>

#include "SlateParser.h"

namespace slate::syntax {
namespace {

using Grammar = slate_grammar::SlateParser;

// The tokens from one on, as far as they are words, numbers and dots: `d.promised`.
std::string PathFrom(antlr4::TokenStream& tokens, std::size_t at) {
  std::string path;
  for (; at < tokens.size(); ++at) {
    const std::size_t type = tokens.get(at)->getType();
    const bool dot = type == Grammar::DOT;
    if (!dot && (type != Grammar::WORD || (!path.empty() && path.back() != '.'))) break;
    path += tokens.get(at)->getText();
  }
  return path;
}

// `within 5 seconds of d.promised`: whether before it, after it, or both.
std::string Within(antlr4::TokenStream& tokens, std::size_t at) {
  std::string length;
  std::size_t of = at + 1;
  for (; of < tokens.size() && of < at + 5 && tokens.get(of)->getType() != Grammar::OF; ++of) length += (length.empty() ? "" : " ") + tokens.get(of)->getText();
  const std::size_t number = at + 1 < tokens.size() ? tokens.get(at + 1)->getType() : Grammar::EOF;
  if (number != Grammar::INTEGER && number != Grammar::DECIMAL) return {};
  if (of >= tokens.size() || tokens.get(of)->getType() != Grammar::OF) length = "5 seconds";
  std::string moment = of < tokens.size() && tokens.get(of)->getType() == Grammar::OF ? PathFrom(tokens, of + 1) : "";
  if (moment.empty()) moment = "d.promised";
  return fmt::format("say on which side: write `no later than {0} + {1}`; or, for both sides,\n`within [{0} - {1}, {0} + {1}]`", moment, length);
}

// `is more than`, `is at least`, `is no later than`: comparisons that stand without `is`.
bool ComparesWithoutIs(std::size_t next) {
  return next == Grammar::MORE_WORD || next == Grammar::LESS || next == Grammar::AT || next == Grammar::NO || next == Grammar::EARLIER || next == Grammar::LATER;
}

bool IsPeriod(const std::string& word) { return word == "month" || word == "quarter" || word == "year"; }

}  // namespace

std::string HabitHelp(antlr4::TokenStream& tokens, const antlr4::Token& token, std::size_t rule) {
  const std::size_t at = token.getTokenIndex(), type = token.getType();
  const antlr4::Token* next = at + 1 < tokens.size() ? tokens.get(at + 1) : nullptr;
  const antlr4::Token* before = at > 0 ? tokens.get(at - 1) : nullptr;
  if (type == Grammar::WITHIN) return Within(tokens, at);
  if (type == Grammar::IS && next != nullptr && ComparesWithoutIs(next->getType())) return "leave `is` out, such as `d.weight more than 5 kg` or `d.delivered no later than d.promised`";
  if (type == Grammar::CLAUSE_NUMBER && rule == Grammar::RuleDocument) return "clauses stand inside a schedule, and the one above is closed already: a `}` too many stands before this clause";
  if (type == Grammar::COMMA && rule == Grammar::RuleExclusion) {
    const bool names = before != nullptr && at > 1 && tokens.get(at - 2)->getType() == Grammar::EXCLUSION;
    return names ? "an exclusion has one name: write a clause for each; a metric may then list them, `excluding a, b`"
                 : "an exclusion is of one event, timeline or case: write a clause for each of them";
  }
  if ((type == Grammar::CONTRACT || type == Grammar::CALENDAR) && next != nullptr && IsPeriod(next->getText()) && rule != Grammar::RuleDate && rule != Grammar::RuleTermItem) {
    return fmt::format("a period stands behind `each`, in a charge, a measure, a cap or behind `reported`: write `each {} {}`", token.getText(), next->getText());
  }
  if (type == Grammar::MINUS && before != nullptr && before->getType() == Grammar::HALF) {
    return next != nullptr && next->getType() == Grammar::EVEN ? "write `half even`, without a dash" : "write `half away from zero` or `half even`, without a dash";
  }
  if (type == Grammar::WORD && rule == Grammar::RuleRoundingMode) return "write `half even`, `half away from zero`, `down` or `up`";
  return {};
}

}  // namespace slate::syntax
