// For tests: whether the grammar reads a text in two ways, and the words of a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slate::syntax {

// Every ambiguity that exact prediction reports, as "rule: words"; empty: the text has one reading.
std::vector<std::string> FindAmbiguities(std::string_view text);
// The tokens of a text without comments, sorted.
std::vector<std::string> SortedTokens(std::string_view text);

}  // namespace slate::syntax
