// What the checks of one contract share: the names in force, the clause being checked, the decisions, and where problems go.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/check/amended.h"
#include "compiler/check/checked.h"
#include "compiler/check/suggest.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/ast.h"

namespace slate::check {

enum class NameKind : std::uint8_t { party, define, roster, charge, event, timeline, case_clause, clock, metric, exclusion, obligation, stacking, pool, forum, improvement, calendar, unevaluated };
std::string_view Describe(NameKind kind);  // "a party", "a Defined Term", ...

struct Declaration {
  NameKind kind = NameKind::party;
  Span span;                               // of the name where it is declared
  std::string clause;
  std::uint32_t index = 0;                 // into the CheckedContract's list of that kind
  const syntax::ClauseBody* body = nullptr;
  bool used = false;
  bool resolving = false;                  // a define or a calculated metric being checked: meeting it again is a circle
  bool resolved = false;                   // a calculated metric: checked, whether it was sound or not
};

struct Scope {
  CheckedContract& contract;
  const SourceSet& sources;
  Diagnostics& diagnostics;
  std::map<std::string, Declaration, std::less<>> names;
  std::map<std::string, Decided, std::less<>> decisions;
  std::map<std::string, CheckedCeiling, std::less<>> ceilings;  // by exclusion
  std::string clause;                      // number of the clause being checked, "" in the header
  Amended amended = {};                    // what amendments change, and the day that clauses which settle are checked for
  std::vector<Span> unread = {};           // clauses that did not read: whatever name they hold may be declared there

  Diagnostic& Report(DiagnosticKind kind, Span span, std::string message) {
    return diagnostics.Report(kind, span, std::move(message), clause);
  }
  // The declaration of a name of the wanted kind, marked used; null after reporting unknown_name or wrong_kind_of_name.
  Declaration* Find(const syntax::Identifier& name, NameKind wanted);
  std::vector<std::string> NamesOf(NameKind kind) const;
  void NotEvaluatedYet(Span span, std::string_view construct);
};

// While what another clause says is checked, messages cite that clause.
class InClause {
 public:
  InClause(Scope& scope, std::string clause) : scope_(scope), user_(std::exchange(scope.clause, std::move(clause))) {}
  ~InClause() { scope_.clause = std::move(user_); }
  InClause(const InClause&) = delete;
  InClause& operator=(const InClause&) = delete;

 private:
  Scope& scope_;
  std::string user_;
};

// --- pieces that several constructs share --------------------------------------------------------------------------

// `calendar month`, `rolling 30 days evaluated each day`, ...; nothing after reporting.
std::optional<Period> CheckPeriod(Scope& scope, const syntax::PeriodName& name);
// The same where windows that overlap make no sense, which `why` says: "a charge paid for each would be paid several times".
std::optional<Period> CheckPeriodApart(Scope& scope, const syntax::PeriodName& name, std::string_view why);
// A period that straddles two of a longer kind belongs to one of them, which must be decided. `what` is that one: "cap".
void CheckStraddling(Scope& scope, const Period& longer, const Period& shorter, std::string_view what, Span span);
// The one name of `for each NAME`; nothing if there is none, or after reporting more than one.
std::optional<syntax::Identifier> SingleGroup(Scope& scope, const syntax::Scope& of);
// A constant percentage, or a Defined Term for one, or `target` where `target` is given.
std::optional<Ratio> CheckRatio(Scope& scope, const syntax::Expression& expression, const Ratio* target);
// A level of what a metric measures, in base units: a percentage, or a quantity of its type, with `+` and `-`; `target` and
// `minimum` where they are given. Nothing after reporting.
std::optional<Ratio> CheckLevel(Scope& scope, const syntax::Expression& expression, const MeasuredType& type, const Ratio* target, const Ratio* minimum = nullptr);
// "98%", "24 hours": an example of such a level, for help texts.
std::string LevelExample(const MeasuredType& type);
// A constant amount in the contract's currency, in major units.
std::optional<Ratio> CheckMoney(Scope& scope, const syntax::Expression& expression);
std::optional<VerdictWord> VerdictFromWords(std::string_view words);

}  // namespace slate::check
