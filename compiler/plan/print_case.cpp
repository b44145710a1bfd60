#include <fmt/format.h>

#include "compiler/plan/print.h"

namespace slate::plan {
namespace {

std::string Text(const measure::TimeAmount& amount) {
  return fmt::format("{}{}", amount.micros, amount.calendar == nullptr ? "" : " of " + amount.calendar->rules().name);
}

}  // namespace

std::string Print(const CaseFold& fold) {
  static constexpr std::string_view kChanges[] = {"latest", "worst", "restart"};
  std::string out = fmt::format("  cases of scan {}\n", fold.records);
  const auto step = [&](std::uint32_t index) -> const std::string& { return fold.steps[index]; };
  if (fold.rules.reopening) {
    const measure::Reopening& reopening = *fold.rules.reopening;
    out += fmt::format("  reopened by {} within {}\n", step(reopening.step),
                       reopening.business_days ? fmt::format("{} days of {}", reopening.days, reopening.within.calendar->rules().name) : Text(reopening.within));
  }
  for (const std::uint32_t one : fold.rules.leave_out) out += fmt::format("  left out by {}\n", step(one));
  for (std::size_t i = 0; i < fold.clocks.size(); ++i) {
    const measure::ClockRules& rules = fold.rules.clocks[i];
    out += fmt::format("  clock {} ({}) from {}", fold.clocks[i].name, fold.clocks[i].origin.clause, step(rules.start));
    if (rules.begin) out += " back to " + step(*rules.begin);
    out += " to " + step(rules.stop);
    for (const measure::ClockPause& pause : rules.pauses) {
      out += fmt::format(" pausing {} to {}{}", step(pause.from), step(pause.until), pause.at_most ? " for " + Text(*pause.at_most) : "");
    }
    if (rules.resumes) out += " resumes";
    if (fold.clocks[i].class_column) out += fmt::format(" class column {} {}", *fold.clocks[i].class_column, kChanges[static_cast<std::size_t>(rules.change)]);
    out += '\n';
    for (const measure::ClockLimit& limit : rules.limits) out += fmt::format("    limit {} {}\n", limit.included ? "at most" : "less than", Text(limit.most));
  }
  return out;
}

}  // namespace slate::plan
