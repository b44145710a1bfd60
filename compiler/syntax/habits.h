// What people write out of habit, and how the language says it. In: the token that has no place, and the rule it was met in.
// Out: a way out for the reader; empty where it is no such phrase.
#pragma once

#include <antlr4-runtime.h>

#include <string>

namespace slate::syntax {

std::string HabitHelp(antlr4::TokenStream& tokens, const antlr4::Token& token, std::size_t rule);

}  // namespace slate::syntax
