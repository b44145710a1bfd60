// Problems for people: in: diagnostics and their sources; out: text with excerpts, in colour if asked.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"

namespace slate {
std::string RenderConsole(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources, bool color);
}
