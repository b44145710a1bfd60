// Where parsing goes on behind a mistake. In: the parser that met it. Out: the tokens up to the next place that can be trusted
// are skipped, and it is noted which clause, or what else, did not read whole.
#pragma once

#include <antlr4-runtime.h>

#include <set>

namespace slate::syntax {

// The clauses, contracts, scenarios, bindings, schedules and documents of a parse tree that a mistake lies in: the innermost
// of each.
using Unread = std::set<const antlr4::ParserRuleContext*>;

// Notes what the parser is in the middle of; false if that is a clause that was noted already.
bool NoteUnread(antlr4::Parser& parser, Unread& unread);

// A mistake costs its clause at most: words that could begin something else (`contract year`, `calendar month`) do not lead out
// of it, only the next clause's number, a brace that closes it, or the head of a schedule or the like.
class Recovery : public antlr4::DefaultErrorStrategy {
 protected:
  antlr4::misc::IntervalSet getErrorRecoverySet(antlr4::Parser* parser) override;
  void consumeUntil(antlr4::Parser* parser, const antlr4::misc::IntervalSet& set) override;
};

}  // namespace slate::syntax
