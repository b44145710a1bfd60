#include <fmt/format.h>

#include "compiler/syntax/format.h"
#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

std::string Words(const std::vector<Identifier>& words) {
  std::string text;
  for (const Identifier& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::string Line(const LastPeriods& last) { return fmt::format("last {} {}", last.count, Words(last.periods.words)); }

std::string Line(const RecalibrationRule& rule) {
  std::string line = rule.word.text;
  switch (rule.kind) {
    case RecalibrationKind::step: line += fmt::format(" {}{}", rule.minus ? "-" : "+", Format(rule.level)); break;
    case RecalibrationKind::share_of_gap:
      line += fmt::format(" {}% of {} to {}", ToString(rule.percent), rule.of.text, Format(rule.level));
      break;
    case RecalibrationKind::reached: line += fmt::format(" to {} of {}", rule.of.text, Line(rule.last)); break;
  }
  if (rule.steps) line += " in steps of " + Format(*rule.steps);
  line += " each " + Words(rule.each.words);
  if (!rule.when) return line;
  const std::string every = rule.when->every ? fmt::format(" at every {}", rule.when->every->text) : "";
  return line + fmt::format(" when met{} in each of {}", every, Line(rule.when->last));
}

std::string Line(const RecalibrationApproval& approved) {
  std::string by;
  for (const Identifier& party : approved.by) by += (by.empty() ? "" : " and ") + party.text;
  std::string line =
      fmt::format("approved by {} within {} {}", by, ToString(approved.within.value), Words(approved.within.unit));
  if (!approved.silence.empty()) line += ", silence " + Words(approved.silence);
  return line;
}

}  // namespace

std::vector<std::string> FormatItems(const Recalibration& recalibration) {
  std::vector<std::string> lines;
  if (recalibration.rule) lines.push_back(Line(*recalibration.rule));
  if (const auto& range = recalibration.range) {
    lines.push_back("range " + Format(range->levels));
    if (range->at_most) lines.back() += " step at most " + Format(*range->at_most);
  }
  if (recalibration.approved) lines.push_back(Line(*recalibration.approved));
  if (const auto& effective = recalibration.effective) {
    lines.push_back("effective from start of next " + Words(effective->next.words));
  }
  return lines;
}

}  // namespace slate::syntax
