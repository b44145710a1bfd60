// Tree to checked contract. In: parsed documents and the library's conventions. Out: a CheckedContract per contract, every
// problem reported. A result may be planned only if no error was reported. Constructs that are read but not yet measured or
// settled report `not_evaluated_yet`, once each, naming the construct.
#pragma once

#include <deque>
#include <vector>

#include "compiler/check/checked.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/ast.h"

namespace slate::check {

// Conventions and calendars that contracts may name: the standard library's and those in the given files.
struct Library {
  std::vector<const syntax::Conventions*> conventions;
  std::vector<const syntax::Calendar*> calendars;
};

// The conventions among the files, which no contract need use.
void CheckConventionsOf(const Library& library, const std::vector<std::string>& used, const SourceSet& sources, Diagnostics& diagnostics);
// With its amendments, in the order in which they are given.
CheckedContract CheckContract(const syntax::Contract& contract, const std::vector<const syntax::Amendment*>& amendments, const Library& library,
                              const SourceSet& sources, Diagnostics& diagnostics);

// A question that the evaluated language leaves to a contract, with the words that answer it.
struct Question {
  std::string_view name;
  std::vector<std::string> answers;  // empty: a number of days
  std::string_view text;             // "the verdict of a period in which nothing is left to measure"
};
const std::vector<Question>& Questions();

// Only events that a metric measures need a binding.
CheckedBinding CheckBinding(const syntax::Binding& binding, const CheckedContract& contract, const SourceSet& sources,
                            Diagnostics& diagnostics);

// A scenario against its contract; it needs no binding, since it gives its own events and charges.
CheckedScenario CheckScenario(const syntax::Scenario& scenario, const CheckedContract& contract, const SourceSet& sources,
                              Diagnostics& diagnostics);

// Indented text for --dump=checked.
std::string Dump(const CheckedContract& contract);

}  // namespace slate::check
