#include <fmt/format.h>

#include <algorithm>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"

namespace slate::ledger {
namespace {

constexpr std::int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;

std::string Hours(std::int64_t micros) { return ExactText(MakeRatio(micros, kMicrosPerHour)); }

}  // namespace

std::string ClocksJson(const std::vector<ClockAccount>& clocks) {
  std::string out;
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    const ClockAccount& one = clocks[i];
    out += fmt::format("{}\n    {{\"case\": {}, \"clock\": {}, \"clause\": {},\n     \"cases\": {}, \"kept\": {}, \"missed\": {}, \"resumable\": {}, \"running\": {}, \"not_started\": {}, "
                       "\"left_out\": {},\n     \"at_risk\": [",
                       i == 0 ? "" : ",", Quoted(one.case_name), Quoted(one.clock), Quoted(one.clause), one.cases, one.kept, one.missed, one.resumable, one.running, one.not_started, one.left_out);
    for (std::size_t c = 0; c < one.at_risk.size(); ++c) {
      const RunningClock& clock = one.at_risk[c];
      out += fmt::format("{}\n      {{\"key\": {}, \"used\": \"{}\", \"limit\": \"{}\", \"unit\": {}, \"passes\": {}, \"paused\": {}}}", c == 0 ? "" : ",", Quoted(clock.key), Hours(clock.used),
                         Hours(clock.limit), Quoted(clock.unit), clock.passes ? Quoted(ToString(*clock.passes)) : "null", clock.paused);
    }
    out += "]}";
  }
  return out;
}

std::string ClocksTable(const std::vector<ClockAccount>& clocks, const Zone* zone) {
  constexpr std::size_t kShown = 10;
  std::string out;
  for (const ClockAccount& one : clocks) {
    out += fmt::format("\n{} clock {} of {}: {} cases = {} kept + {} missed", one.clause, one.clock, one.case_name, one.cases, one.kept, one.missed);
    for (const auto& [count, word] : {std::pair{one.resumable, "may be opened again"}, {one.running, "running"}, {one.not_started, "not started"}, {one.left_out, "left out"}}) {
      if (count > 0) out += fmt::format(" + {} {}", count, word);
    }
    out += '\n';
    for (std::size_t i = 0; i < std::min(kShown, one.at_risk.size()); ++i) {
      const RunningClock& clock = one.at_risk[i];
      out += fmt::format("  {}: {} of {} {}, {}{}\n", Visible(clock.key), Hours(clock.used), Hours(clock.limit), clock.unit,
                         clock.passes ? "passes " + MomentText(*clock.passes, zone) : "never passes", clock.paused ? " if the pause ends now" : "");
    }
    if (one.at_risk.size() > kShown) out += fmt::format("  and {} more, in the JSON ledger\n", one.at_risk.size() - kShown);
  }
  return out;
}

}  // namespace slate::ledger
