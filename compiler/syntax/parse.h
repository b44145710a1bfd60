// Text to tree. In: a file of a SourceSet. Out: the tree of everything that could be read, and all syntax errors reported.
// The only user of ANTLR is this folder: parse.cpp, build*.cpp, expectations.cpp and ambiguity.cpp.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/ast.h"

namespace slate::syntax {

// Never throws and never crashes, whatever the bytes. Deep nesting (kMaxNesting) is an error.
inline constexpr int kMaxNesting = 200;
Document Parse(const SourceSet& sources, FileId file, Diagnostics& diagnostics);

}  // namespace slate::syntax
