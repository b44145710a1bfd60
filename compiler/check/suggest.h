// "did you mean": the nearest of some names, or nothing that is near enough.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slate::check {

// The candidate with the smallest edit distance, if that is at most a third of the longer word's length; else empty.
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);
// "; did you mean `month`?" or "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);
// "`a`, `b` and `c`"
std::string ListOf(const std::vector<std::string>& names, std::string_view last = "and");
// `sites`, `classes`, `priorities`: what a contract calls all groups of a dimension.
std::string PluralOf(std::string_view name);

// Source text for a ledger row: line breaks and runs of blanks become one blank.
std::string OneLine(std::string_view text);

}  // namespace slate::check
