#include <fmt/format.h>

#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

std::string Format(const Quantity& quantity) {
  std::string text = ToString(quantity.value);
  for (const Identifier& word : quantity.unit) text += " " + word.text;
  return text;
}

std::string Names(const std::vector<Identifier>& names) {
  std::string text;
  for (const Identifier& name : names) text += (text.empty() ? "" : ", ") + name.text;
  return text;
}

}  // namespace

std::vector<std::string> FormatItems(const Case& one) {
  std::vector<std::string> lines;
  if (!one.steps.empty()) lines.push_back("steps " + Names(one.steps));
  for (const ClassChange& change : one.changes) {
    std::string line = fmt::format("on change of {} {} {}", change.of.text, change.verb.text, change.of_clock ? "clock" : change.elapsed.text + " time");
    if (!change.which.text.empty()) line += fmt::format(", count {} {}", change.under.text, change.which.text);
    lines.push_back(std::move(line));
  }
  if (one.reopening) {
    const Reopening& reopening = *one.reopening;
    std::string line = fmt::format("on {} within {} {} {}", reopening.step.text, Format(reopening.within), reopening.verb.text, reopening.clocks.empty() ? "clock" : Names(reopening.clocks));
    if (reopening.otherwise) line += fmt::format(", else {} case", reopening.otherwise->text);
    lines.push_back(std::move(line));
  }
  for (const LeaveOut& out : one.leave_out) {
    lines.push_back(fmt::format("on {}{} leave out", out.step.text, out.by ? " by " + out.by->text : ""));
  }
  return lines;
}

std::vector<std::string> FormatItems(const Clock& clock) {
  std::vector<std::string> lines;
  if (clock.start) {
    lines.push_back("start at " + clock.start->text);
    if (clock.begin) lines.back() += fmt::format(" {} to {}", clock.retroactive.text, clock.begin->text);
  }
  for (const ClockPause& pause : clock.pauses) {
    lines.push_back(fmt::format("pause from {} until {}", pause.from.text, pause.until.text));
    if (pause.at_most) lines.back() += ", at most " + Format(*pause.at_most);
  }
  if (clock.stop) lines.push_back("stop at " + clock.stop->text);
  if (clock.limit) lines.push_back("limit " + FormatLevel(*clock.limit));
  if (clock.limit_by) {
    lines.push_back(fmt::format("limit by {} {{", clock.limit_by->by.text));
    for (const TargetClass& one : clock.limit_by->classes) lines.push_back(fmt::format("  {} : {}", one.value.text, FormatLevel(one.level)));
    lines.push_back("}");
  }
  return lines;
}

}  // namespace slate::syntax
