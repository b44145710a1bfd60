#include "compiler/syntax/recovery.h"

#include "SlateParser.h"

namespace slate::syntax {
namespace {

using Grammar = slate_grammar::SlateParser;

bool IsPartOfDocument(std::size_t rule) {
  return rule == Grammar::RuleContract || rule == Grammar::RuleSchedule || rule == Grammar::RuleAmendment || rule == Grammar::RuleScenario || rule == Grammar::RuleConventionsModule ||
         rule == Grammar::RuleBinding;
}

const antlr4::ParserRuleContext* Parent(const antlr4::RuleContext* context) { return dynamic_cast<const antlr4::ParserRuleContext*>(context->parent); }

bool IsWithin(antlr4::Parser& parser, std::size_t rule) {
  for (const antlr4::ParserRuleContext* context = parser.getContext(); context != nullptr; context = Parent(context)) {
    if (context->getRuleIndex() == rule) return true;
  }
  return false;
}

bool IsFirstOnItsLine(antlr4::TokenStream& tokens) {
  const antlr4::Token* before = tokens.LT(-1);
  return before == nullptr || before->getLine() != tokens.LT(1)->getLine();
}

// `contract "..."`, `schedule B`, ...: nothing else begins so.
bool BeginsPartOfDocument(antlr4::TokenStream& tokens) {
  const std::size_t next = tokens.LA(2);
  switch (tokens.LA(1)) {
    case Grammar::CONTRACT:
    case Grammar::SCENARIO:
    case Grammar::BINDING: return next == Grammar::TEXT && IsFirstOnItsLine(tokens);
    case Grammar::SCHEDULE: return next == Grammar::LETTER && IsFirstOnItsLine(tokens);
    default: return false;
  }
}

// The heads of clauses, for one without a number.
bool BeginsClause(antlr4::TokenStream& tokens) {
  switch (tokens.LA(1)) {
    case Grammar::DEFINE:
    case Grammar::ROSTER:
    case Grammar::CHARGE:
    case Grammar::EVENT:
    case Grammar::METRIC:
    case Grammar::EXCLUSION:
    case Grammar::OBLIGATION:
    case Grammar::TIMELINE:
    case Grammar::CASE:
    case Grammar::CLOCK: return IsFirstOnItsLine(tokens);
    default: return false;
  }
}

}  // namespace

bool NoteUnread(antlr4::Parser& parser, Unread& unread) {
  for (const antlr4::ParserRuleContext* context = parser.getContext(); context != nullptr; context = Parent(context)) {
    const std::size_t rule = context->getRuleIndex();
    if (rule != Grammar::RuleClause && rule != Grammar::RuleDocument && !IsPartOfDocument(rule)) continue;
    return unread.insert(context).second || rule != Grammar::RuleClause;
  }
  return true;
}

antlr4::misc::IntervalSet Recovery::getErrorRecoverySet(antlr4::Parser* parser) {
  const antlr4::atn::ATN& atn = parser->getInterpreter<antlr4::atn::ATNSimulator>()->atn;
  antlr4::misc::IntervalSet set;
  for (const antlr4::RuleContext* context = parser->getContext(); context != nullptr && context->invokingState != antlr4::atn::ATNState::INVALID_STATE_NUMBER;
       context = dynamic_cast<const antlr4::RuleContext*>(context->parent)) {
    const std::size_t rule = context->getRuleIndex();
    if (IsPartOfDocument(rule)) break;
    if (rule == Grammar::RuleClause) {
      set.add(static_cast<std::ptrdiff_t>(Grammar::RBRACE));
      break;
    }
    const auto* call = dynamic_cast<const antlr4::atn::RuleTransition*>(atn.states[context->invokingState]->transitions[0]);
    if (call != nullptr) set.addAll(atn.nextTokens(call->followState));
  }
  set.remove(static_cast<std::ptrdiff_t>(antlr4::Token::EPSILON));
  return set;
}

void Recovery::consumeUntil(antlr4::Parser* parser, const antlr4::misc::IntervalSet& set) {
  antlr4::TokenStream& tokens = *parser->getTokenStream();
  const bool in_schedule = IsWithin(*parser, Grammar::RuleSchedule);
  const bool in_part = in_schedule || IsWithin(*parser, Grammar::RuleContract) || IsWithin(*parser, Grammar::RuleScenario) || IsWithin(*parser, Grammar::RuleBinding);
  for (int depth = 0; tokens.LA(1) != antlr4::Token::EOF; parser->consume()) {
    const std::size_t type = tokens.LA(1);
    if (BeginsPartOfDocument(tokens) || (in_schedule && (type == Grammar::CLAUSE_NUMBER || BeginsClause(tokens)))) return;
    if (!in_part && IsFirstOnItsLine(tokens) && (type == Grammar::CONVENTIONS || type == Grammar::CALENDAR || type == Grammar::AMENDMENT)) return;
    if (depth == 0 && set.contains(type)) return;
    if (type == Grammar::LBRACE) ++depth;
    if (type == Grammar::RBRACE && depth > 0) --depth;
  }
}

}  // namespace slate::syntax
