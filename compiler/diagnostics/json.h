// Problems for programs: a JSON list, stable in order and keys.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"

namespace slate {
std::string RenderJson(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources);
}
