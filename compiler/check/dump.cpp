// --dump=checked: the contract as the checker understood it, one fact a line.
#include <fmt/format.h>

#include "compiler/check/check.h"
#include "compiler/check/scope.h"

namespace slate::check {
namespace {

std::string Text(const CheckedEvent& event, const TypedExpression& e) {
  const auto two = [&](std::string_view op) { return fmt::format("({} {} {})", Text(event, e.operands[0]), op, Text(event, e.operands[1])); };
  switch (e.op) {
    case TypedOp::poison: return "?";
    case TypedOp::constant: return e.text.empty() ? fmt::format("{}", e.value) : fmt::format("\"{}\"", e.text);
    case TypedOp::field: return event.fields[e.field].name;
    case TypedOp::recorded: return fmt::format("recorded({})", event.fields[e.field].name);
    case TypedOp::add: return two("+");
    case TypedOp::subtract: return two("-");
    case TypedOp::multiply: return two("*");
    case TypedOp::otherwise: return two("otherwise");
    case TypedOp::choose: return fmt::format("({} if {} else {})", Text(event, e.operands[1]), Text(event, e.operands[0]), Text(event, e.operands[2]));
    case TypedOp::equal: return two("=");
    case TypedOp::not_equal: return two("<>");
    case TypedOp::less: return two("<");
    case TypedOp::less_equal: return two("<=");
    case TypedOp::logical_and: return two("and");
    case TypedOp::logical_or: return two("or");
    case TypedOp::logical_not: return fmt::format("not {}", Text(event, e.operands[0]));
    case TypedOp::start_of_date: return fmt::format("start_of({})", Text(event, e.operands[0]));
    case TypedOp::end_of_date: return fmt::format("end_of({})", Text(event, e.operands[0]));
    case TypedOp::add_days: return two("plus_days");
    case TypedOp::add_months: return two("plus_months");
    case TypedOp::business_time_between: return two("open_time_until");
    case TypedOp::add_business_time: return two("plus_open_time");
    case TypedOp::business_days_between: return two("business_days_until");
    case TypedOp::add_business_days: return two("plus_business_days");
    case TypedOp::business_day_of: return two("business_day_with_cutoff");
    case TypedOp::shift_business_day: return two("plus_business_days");
  }
  return "?";
}

std::string Text(const Ratio& ratio) {
  return ratio.denominator == 1 ? ToString(ratio.numerator) : fmt::format("{}/{}", ToString(ratio.numerator), ToString(ratio.denominator));
}

std::string Text(const CheckedContract& contract, const CheckedDerivation& derivation) {
  static constexpr std::string_view kKinds[] = {"arithmetic of", "pooled since the start of its period", "pooled over the last", "mean over the last", "mean over each group of", "change of"};
  std::string out = fmt::format(" calculated as {}", kKinds[static_cast<std::size_t>(derivation.kind)]);
  if (derivation.periods > 0) out += fmt::format(" {} periods", derivation.periods);
  for (const std::uint32_t operand : derivation.operands) out += fmt::format(" {}", contract.metrics[operand].name);
  if (!derivation.group.empty()) out += " for each " + derivation.group;
  if (derivation.kind == DerivationKind::since_start) out += fmt::format(", each {}", PeriodWords(derivation.since));
  static constexpr std::string_view kOps[] = {"operand", "constant", "add", "subtract", "multiply"};
  for (std::size_t i = 0; i < derivation.arithmetic.size(); ++i) {
    const ArithmeticStep& step = derivation.arithmetic[i];
    out += fmt::format("\n  %{} = {}", i, kOps[static_cast<std::size_t>(step.op)]);
    if (step.op == ArithmeticStep::Op::operand) out += " " + contract.metrics[derivation.operands[step.left]].name;
    else if (step.op == ArithmeticStep::Op::constant) out += " " + Text(step.constant);
    else out += fmt::format(" %{} %{}", step.left, step.right);
  }
  return out;
}

}  // namespace

std::string Dump(const CheckedContract& contract) {
  std::string out = fmt::format("contract \"{}\" reference \"{}\"\n  term {} through {} in {}, {}, provisional for {} days\n", contract.title,
                                contract.reference, ToString(contract.term_first), ToString(contract.term_last),
                                contract.zone ? contract.zone->name() : "?", contract.currency.code, contract.grace_days);
  for (const Decided& decided : contract.decisions) out += fmt::format("  decided {} is {} by {}\n", decided.question, decided.answer, decided.decided_by);
  for (const CheckedCalendar& calendar : contract.calendars) {
    if (calendar.hours == nullptr) continue;
    const BusinessRules& rules = calendar.hours->rules();
    out += fmt::format("{} calendar {}{} in {}, {} days that differ from {} through {}\n", calendar.clause, calendar.name, calendar.source.empty() ? "" : " is " + calendar.source,
                       rules.zone->name(), rules.special.size(), ToString(rules.first), ToString(rules.last));
  }
  for (const CheckedEvent& event : contract.events) {
    out += fmt::format("{} event {}\n", event.clause, event.name);
    for (std::uint32_t i = 0; i < event.fields.size(); ++i) {
      bool key = false;
      for (const std::uint32_t k : event.key) key = key || k == i;
      const std::string_view role = event.revision == i ? "revision " : event.withdrawn == i ? "withdrawn " : event.recorded == i ? "recorded " : "";
      out += fmt::format("  {}{}{}{}: {}\n", key ? "key " : "", event.fields[i].dimension ? "dimension " : "", role, event.fields[i].name, Describe(event.fields[i].type));
    }
  }
  for (const CheckedMetric& metric : contract.metrics) {
    const CheckedEvent& event = contract.events[metric.event];
    if (metric.derivation) {
      out += fmt::format("{} metric {}{}\n", metric.clause, metric.name, Text(contract, *metric.derivation));
      continue;
    }
    out += fmt::format("{} metric {} of {} by {}\n", metric.clause, metric.name, event.name, Text(event, metric.by));
    if (metric.where) out += fmt::format("  where {}\n", Text(event, *metric.where));
    for (const CheckedExclusion& exclusion : metric.exclusions) out += fmt::format("  excluding {} ({}) when {}\n", exclusion.name, exclusion.clause, Text(event, exclusion.when));
    if (metric.numerator) out += fmt::format("  numerator {}\n", Text(event, *metric.numerator));
    if (metric.value) out += fmt::format("  {} {}\n", metric.measured.kind == TypeKind::ratio ? "weight" : "value", Text(event, *metric.value));
  }
  for (const CheckedObligation& obligation : contract.obligations) {
    out += fmt::format("{} obligation {} owed by {} to {}: {}{} each {}, target {}{}\n", obligation.clause, obligation.name, obligation.owed_by, obligation.owed_to,
                       contract.metrics[obligation.metric].name, obligation.group ? " for each " + *obligation.group : "", PeriodWords(obligation.period),
                       Text(obligation.target.level), obligation.minimum ? ", minimum " + Text(obligation.minimum->level) : "");
    for (const CheckedBand& band : obligation.bands) {
      out += fmt::format("  band {}{}, {}{}: {}\n", band.lower_inclusive ? '[' : '(', Text(band.lower), Text(band.upper), band.upper_inclusive ? ']' : ')',
                         band.none ? "none" : fmt::format("{} + {} * v{}", Text(band.intercept), Text(band.slope), band.of_charge ? " of the charge" : " in money"));
    }
    for (const CheckedCap& cap : obligation.caps) out += fmt::format("  {}\n", cap.text);
    for (const CheckedVersion& version : obligation.versions) {
      out += fmt::format("  from {}: target {}", ToString(version.from), Text(version.target.level));
      if (version.minimum) out += fmt::format(", minimum {}", Text(version.minimum->level));
      for (const std::int64_t amendment : version.amendments) out += fmt::format(", amendment {}", amendment);
      if (!version.season.empty()) out += ", in " + version.season;
      out += '\n';
    }
  }
  for (const CheckedStacking& stacking : contract.stackings) {
    out += stacking.text;
    for (const std::uint32_t one : stacking.obligations) out += " " + contract.obligations[one].name;
    out += '\n';
  }
  for (const CheckedPool& pool : contract.pools) {
    out += fmt::format("{} of {}", pool.text, contract.charges[pool.charge].name);
    for (const CheckedPool::Member& member : pool.members) out += fmt::format(" {}{}", member.obligation, member.allocation ? " " + Text(*member.allocation) : "");
    out += '\n';
  }
  return out;
}

}  // namespace slate::check
