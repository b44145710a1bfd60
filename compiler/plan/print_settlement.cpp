#include <fmt/format.h>

#include "compiler/plan/print.h"

namespace slate::plan {
namespace {

std::string Text(const Ratio& ratio) { return fmt::format("{}/{}", ToString(ratio.numerator), ToString(ratio.denominator)); }

std::string Text(const Source& source) {
  return source.derived ? fmt::format("derived {}", *source.derived) : fmt::format("scan {} measurement {}", source.scan, source.measurement);
}

void PrintBands(std::string& out, std::string_view what, const std::vector<Band>& bands) {
  static constexpr std::string_view kPer[] = {"", " per failed", " per started step", " per day"};
  for (const Band& band : bands) {
    out += fmt::format("  {} {}{}, {}{} : ", what, band.lower_inclusive ? '[' : '(', Text(band.lower), Text(band.upper), band.upper_inclusive ? ']' : ')');
    out += band.none ? "none\n" : fmt::format("({} d + {} n) / {} d{}{}{}\n", ToString(band.a), ToString(band.b), ToString(band.c), band.of_charge ? " of the charge" : "",
                                              kPer[static_cast<std::size_t>(band.per)], band.per == settle::Per::started ? " of " + Text(band.step) : "");
  }
}

}  // namespace

std::string Print(const Settlement& settlement) {
  static constexpr std::string_view kDirections[] = {"at least", "more than", "at most", "less than"};
  const settle::Terms& terms = settlement.terms;
  const std::string only = terms.only_group ? " for \"" + *terms.only_group + "\"" : terms.only_class ? " of class " + *terms.only_class : "";
  std::string out = fmt::format("settle {} ({}) {} target {}{}{}{}{}\n", terms.obligation, terms.clause, Text(settlement.source), Text(terms.target.level),
                                terms.from ? " from " + ToString(*terms.from) : "", terms.until ? " until " + ToString(*terms.until) : "", terms.season.empty() ? "" : " in " + terms.season, only);
  if (const auto& of = settlement.class_of_group) out += fmt::format("  class of its group: column {} of scan {}\n", of->column, of->records);
  if (terms.minimum) out += fmt::format("  minimum {} {}\n", kDirections[static_cast<std::size_t>(terms.minimum->direction)], Text(terms.minimum->level));
  for (std::size_t i = 0; i < terms.relief.size(); ++i) {
    const auto& without = settlement.relief[i].without;
    out += fmt::format("  {}{}\n", terms.relief[i].text, without ? " ; without them " + Text(*without) : "");
  }
  if (terms.allocation) out += fmt::format("  of {} = {} of the charge\n", terms.allocation->text, Text(terms.allocation->share));
  PrintBands(out, "band", terms.bands);
  for (const settle::Repeat& repeat : terms.repeats) out += fmt::format("  {} : times {}\n", repeat.when.text, Text(repeat.factor));
  PrintBands(out, "bonus", terms.bonus_bands);
  for (std::size_t i = 0; i < terms.guards.size(); ++i) {
    out += fmt::format("  guard {} {} {}\n", Text(settlement.guards[i]), kDirections[static_cast<std::size_t>(terms.guards[i].target.direction)], Text(terms.guards[i].target.level));
  }
  if (!terms.stack.empty()) out += fmt::format("  {}\n", terms.stack);
  for (const Cap& cap : terms.caps) out += fmt::format("  {}\n", cap.text);
  if (!terms.bands.empty() || !terms.bonus_bands.empty()) out += fmt::format("  round to {} places, decided by {}\n", terms.rounding.places, terms.rounding.decided_by);
  if (terms.claim) out += fmt::format("  {}\n", terms.claim->text);
  for (const settle::Rung& rung : terms.rungs) out += fmt::format("  {}\n", rung.text);
  if (terms.earn_back) out += fmt::format("  {}\n", terms.earn_back->text);
  return out;
}

std::string PrintJoint(const Plan& plan) {
  std::string out;
  const auto list = [&](const std::vector<std::size_t>& obligations) {
    for (const std::size_t one : obligations) out += fmt::format(" {}", one);
    out += '\n';
  };
  for (const settle::Stacking& stacking : plan.joint.stackings) {
    out += fmt::format("{} ; of obligations", stacking.text);
    list(stacking.obligations);
  }
  for (const settle::RiskPool& pool : plan.joint.pools) {
    out += fmt::format("{} ; {} of {}, shared by obligations", pool.text, Text(pool.share), plan.charges[pool.charge].name);
    list(pool.obligations);
  }
  for (const settle::RecalibrationTerms& one : plan.joint.recalibrations) {
    out += fmt::format("{} ; of obligation {}, within [{}, {}]\n", one.text, one.obligation, Text(one.move.least), Text(one.move.most));
  }
  return out;
}

}  // namespace slate::plan
