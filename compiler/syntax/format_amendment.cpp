#include <fmt/format.h>

#include "compiler/syntax/format.h"
#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

std::string Line(const Effect& effect) {
  std::string line = "effective";
  if (effect.retroactive) line += " " + effect.retroactive->text;
  if (effect.items) line += fmt::format(" for {} {} by {}", effect.items->event.text, effect.items->variable.text, Format(*effect.items->by));
  line += " from " + ToString(effect.from);
  if (effect.last) line += fmt::format(" {} {}", effect.until ? "until" : "through", ToString(*effect.last));
  if (effect.split) line += fmt::format(", {} the period", effect.split->text);
  return line;
}

std::string Line(const Notwithstanding& change) {
  const std::string head = "notwithstanding " + change.clause.text + " : ";
  if (change.value) return fmt::format("{}{} is {}", head, change.name.text, Format(*change.value));
  if (change.target) return fmt::format("{}target is {}", head, FormatLevel(*change.target));
  std::string line = fmt::format("{}target by {} {{", head, change.target_by ? change.target_by->by.text : "");
  if (change.target_by) {
    for (const TargetClass& one : change.target_by->classes) line += " " + FormatTarget(one);
  }
  return line + " }";
}

}  // namespace

std::vector<std::string> FormatItems(const Amendment& amendment) {
  std::vector<std::string> lines;
  std::string approved;
  for (const Approval& approval : amendment.approvals) approved += fmt::format("{} by {} on {}", approved.empty() ? "approved" : ",", approval.by.text, ToString(approval.on));
  if (!approved.empty()) lines.push_back(std::move(approved));
  for (const Effect& effect : amendment.effects) lines.push_back(Line(effect));
  for (const Notwithstanding& change : amendment.changes) lines.push_back(Line(change));
  return lines;
}

}  // namespace slate::syntax
