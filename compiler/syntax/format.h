// Tree to canonical text, which is also what `--dump=ast` shows. In: a tree without errors. Out: text that parses to the same
// tree. Comments are not part of the tree and are not kept.
#pragma once

#include <string>

#include "compiler/syntax/ast.h"

namespace slate::syntax {

std::string Format(const Document& document);
std::string Format(const Expression& expression);
std::string Format(const Interval& interval);

}  // namespace slate::syntax
