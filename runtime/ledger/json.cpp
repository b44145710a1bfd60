#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

// A share of items has counts, a share of weights exact sums, what was calculated and any quantity its exact amount.
std::string ValueObject(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum = nullptr) {
  const std::string display = Quoted(ValueText(value, form, target, minimum));
  switch (form.kind) {
    case settle::ValueKind::share:
      return fmt::format("{{\"numerator\": {}, \"denominator\": {}, \"display\": {}}}", ToString(value.numerator), ToString(value.denominator), display);
    case settle::ValueKind::weighted_share:
    case settle::ValueKind::time_share:
      return fmt::format("{{\"numerator\": \"{}\", \"denominator\": \"{}\", \"unit\": {}, \"display\": {}}}", PartText(value.numerator, form),
                         PartText(value.denominator, form), Quoted(form.unit), display);
    case settle::ValueKind::calculated_share:
    case settle::ValueKind::quantity: break;
  }
  return fmt::format("{{\"exact\": \"{}\", \"unit\": {}, \"display\": {}}}", ExactText(value, exact, form), Quoted(form.unit), display);
}

// A share of time has no items: its evidence is exact time, in the unit of the value.
std::string EvidenceObject(const settle::Evidence& evidence, const settle::ValueForm& form) {
  const bool time = form.kind == settle::ValueKind::time_share;
  const auto count = [&](std::uint64_t items) { return time ? fmt::format("\"{}\"", EvidenceText(items, form)) : fmt::format("{}", items); };
  std::string out = fmt::format("{{{}\"items\": {}, \"excluded\": [", time ? fmt::format("\"unit\": {}, ", Quoted(form.unit)) : "", count(evidence.selected));
  for (std::size_t i = 0; i < evidence.excluded.size(); ++i) {
    out += fmt::format("{}{{\"exclusion\": {}, \"items\": {}}}", i == 0 ? "" : ", ", Quoted(evidence.excluded[i].exclusion), count(evidence.excluded[i].items));
  }
  out += fmt::format("], \"pending\": {}, \"denominator\": {}, \"numerator\": {}, \"digest\": \"{}\"", count(evidence.pending), count(evidence.denominator),
                     count(evidence.numerator), DigestText(evidence.digest));
  for (std::size_t i = 0; i < evidence.operands.size(); ++i) {
    const settle::Evidence::Operand& operand = evidence.operands[i];
    out += fmt::format("{}\n       {{\"metric\": {}, \"clause\": {}, \"group\": {}, \"period\": {}, \"value\": {}, \"evidence\": {}}}", i == 0 ? ", \"operands\": [" : ",",
                       Quoted(operand.metric), Quoted(operand.clause), operand.group.empty() ? "null" : Quoted(operand.group), Quoted(operand.period),
                       operand.value ? ValueObject(*operand.value, operand.exact, operand.form, nullptr) : "null", EvidenceObject(operand.evidence, operand.form));
  }
  return out + (evidence.operands.empty() ? "}" : "]}");
}

std::string LimitObjects(const std::vector<settle::CapTaken>& limits, const Currency& currency) {
  std::string out;
  for (const settle::CapTaken& one : limits) {
    out += fmt::format("{}{{\"cap\": {}, \"limit\": \"{}\", \"room\": \"{}\", \"taken\": \"{}\"", out.empty() ? "" : ", ", Quoted(one.text), AmountText(one.limit, currency),
                       AmountText(one.room, currency), AmountText(one.taken, currency));
    if (one.carried != 0) out += fmt::format(", \"carried\": \"{}\"", AmountText(one.carried, currency));
    out += "}";
  }
  return out;
}

// What a row has besides a credit; each is written only where the obligation has it.
void WriteIncentives(std::string& out, const settle::Row& row, const Currency& currency) {
  const auto text = [&](Int128 minor) { return fmt::format("\"{}\"", AmountText(minor, currency)); };
  const auto money = [&](const std::optional<Int128>& minor) {
    return minor ? fmt::format("{{\"amount\": {}, \"currency\": \"{}\"}}", text(*minor), currency.code) : "null";
  };
  const auto list = [&](std::string_view name, const auto& items, const auto& object) {
    if (items.empty()) return;
    out += fmt::format("     \"{}\": [", name);
    for (std::size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "" : ", ") + object(items[i]);
    out += "],\n";
  };
  list("relief", row.relief, [&](const settle::Relieved& one) {
    return fmt::format("{{\"relief\": {}, \"items\": {}, \"value\": {}}}", Quoted(one.text), one.items, one.value ? ValueObject(*one.value, {}, row.form, &*row.target, row.minimum ? &*row.minimum : nullptr) : "null");
  });
  if (!row.repeats.empty()) out += fmt::format("     \"repeats\": {},\n", Quoted(row.repeats));
  if (const auto& one = row.displaced) out += fmt::format("     \"displaced\": {{\"stack\": {}, \"by\": {}, \"taken\": {}}},\n", Quoted(one->text), Quoted(one->by), text(one->taken));
  list("guards", row.guards, [&](const settle::GuardResult& guard) {
    return fmt::format("{{\"guard\": {}, \"metric\": {}, \"clause\": {}, \"value\": {}, \"held\": {}}}", Quoted(guard.text), Quoted(guard.metric), Quoted(guard.clause),
                       guard.value ? ValueObject(*guard.value, guard.exact, guard.form, &guard.target) : "null", guard.held);
  });
  if (const auto& bonus = row.bonus) {
    out += fmt::format("     \"bonus\": {{\"band\": {}, \"base\": {}, \"gross\": {}, \"withheld\": {}, \"caps\": [{}], \"bonus\": {}}},\n", bonus->band_text.empty() ? "null" : Quoted(bonus->band_text),
                       money(bonus->base), money(bonus->gross), bonus->withheld.empty() ? "null" : Quoted(bonus->withheld), LimitObjects(bonus->caps, currency), money(bonus->amount));
  }
  if (const auto& fate = row.earn_back) {
    out += fmt::format("     \"earn_back\": {{\"state\": \"{}\", \"because\": {}}},\n", settle::Word(fate->state), Quoted(fate->reason));
  }
  const auto moment = [](const std::optional<Instant>& at) { return at ? fmt::format("\"{}\"", ToString(*at)) : "null"; };
  if (const auto& claim = row.claim) {
    out += fmt::format("     \"claim\": {{\"by\": {}, \"until\": {}, \"made\": {}, \"state\": \"{}\", \"held\": {}}},\n", Quoted(claim->by), moment(claim->until), moment(claim->made),
                       settle::Word(claim->state), text(claim->held));
  }
  const auto or_null = [](const std::string& name) { return name.empty() ? "null" : Quoted(name); };
  list("escalations", row.escalations, [&](const settle::Escalation& one) {
    return fmt::format("{{\"rung\": {}, \"to\": {}, \"due\": {}, \"acknowledged\": {}, \"plan_by\": {}, \"plan_due\": {}, \"planned\": {}, \"right_of\": {}, \"right_until\": {}, \"noticed\": {}, \"ends\": {}}}",
                       Quoted(one.rung), or_null(one.to), moment(one.due), moment(one.acknowledged), or_null(one.plan_by), moment(one.plan_due), moment(one.planned), or_null(one.right_of),
                       moment(one.right_until), moment(one.noticed), one.ends ? fmt::format("\"{}\"", ToString(*one.ends)) : "null");
  });
  list("earned_back", row.earned_back, [&](const settle::EarnedBack& one) {
    return fmt::format("{{\"period\": \"{}\", \"credit\": {}, \"amount\": {}}}", one.period, text(one.credit), text(one.amount));
  });
}

void WriteRow(std::string& out, const settle::Row& row, const Currency& currency) {
  const auto amount = [&](const std::optional<Int128>& minor) {
    return minor ? fmt::format("{{\"amount\": \"{}\", \"currency\": \"{}\"}}", AmountText(*minor, currency), currency.code) : "null";
  };
  out += fmt::format("    {{\"obligation\": {}, \"metric\": {}, \"clause\": {},\n", row.obligation.empty() ? "null" : Quoted(row.obligation), Quoted(row.metric), Quoted(row.clause));
  out += fmt::format("     \"group\": {}, \"period\": {{\"name\": \"{}\", \"start\": \"{}\", \"end\": \"{}\"{}}}, \"status\": \"{}\",\n",
                     row.group_field.empty() ? "null" : fmt::format("{{\"field\": {}, \"value\": {}}}", Quoted(row.group_field), Quoted(row.group)), row.period,
                     ToString(row.first_day), ToString(row.end_day), row.part == Ratio{1, 1} ? "" : fmt::format(", \"part\": \"{}/{}\"", ToString(row.part.numerator), ToString(row.part.denominator)),
                     settle::Word(row.status));
  out += fmt::format("     \"value\": {},\n", row.value ? ValueObject(*row.value, row.exact, row.form, row.target ? &*row.target : nullptr, row.minimum ? &*row.minimum : nullptr) : "null");
  if (row.target) {
    out += fmt::format("     \"target\": {{\"direction\": \"{}\", \"level\": {}{}{}}}, \"verdict\": \"{}\", \"verdict_reason\": {},\n", settle::Phrase(row.target->direction),
                       Quoted(LevelText(row.target->level, row.form)), row.of_class.empty() ? "" : ", \"class\": " + Quoted(row.of_class), row.target_by.empty() ? "" : ", \"set_by\": " + Quoted(row.target_by), settle::Phrase(*row.verdict), row.verdict_reason.empty() ? "null" : Quoted(row.verdict_reason));
    if (const auto& minimum = row.minimum) {
      out += fmt::format("     \"minimum\": {{\"direction\": \"{}\", \"level\": {}, \"below\": {}}},\n", settle::Phrase(minimum->direction), Quoted(LevelText(minimum->level, row.form)),
                         row.below_minimum ? (*row.below_minimum ? "true" : "false") : "null");
    }
    out += fmt::format("     \"band\": {}, \"base\": {}, \"gross\": {}, \"caps\": [", row.band ? Quoted(row.band_text) : "null", amount(row.base), amount(row.gross));
    out += fmt::format("{}], \"credit\": {},\n", LimitObjects(row.caps, currency), amount(row.credit));
    WriteIncentives(out, row, currency);
  }
  out += fmt::format("     \"evidence\": {}}}", EvidenceObject(row.evidence, row.form));
}

}  // namespace

std::string ValueJson(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target) { return ValueObject(value, exact, form, target); }

std::string WriteJson(const Ledger& ledger) {
  std::string out = fmt::format("{{\n  \"contract\": {}, \"reference\": {}, \"as_of\": \"{}\", \"currency\": \"{}\",\n  \"decisions\": [", Quoted(ledger.contract),
                                Quoted(ledger.reference), ToString(ledger.as_of), ledger.currency.code);
  for (std::size_t i = 0; i < ledger.decisions.size(); ++i) {
    const Decision& decision = ledger.decisions[i];
    out += fmt::format("{}\n    {{\"question\": {}, \"answer\": {}, \"decided_by\": {}}}", i == 0 ? "" : ",", Quoted(decision.question), Quoted(decision.answer), Quoted(decision.decided_by));
  }
  out += ledger.decisions.empty() ? "],\n  \"rows\": [" : "\n  ],\n  \"rows\": [";
  for (std::size_t i = 0; i < ledger.rows.size(); ++i) {
    out += i == 0 ? "\n" : ",\n";
    WriteRow(out, ledger.rows[i], ledger.currency);
  }
  out += ledger.rows.empty() ? "],\n" : "\n  ],\n";
  if (ledger.end) out += "  \"ends\": " + EndJson(ledger) + ",\n";
  if (!ledger.reviews.empty()) out += "  \"recalibrations\": [" + RecalibrationsJson(ledger) + "\n  ],\n";
  if (!ledger.improvements.empty()) out += "  \"improvements\": [" + ImprovementsJson(ledger) + "\n  ],\n";
  if (!ledger.clocks.empty()) out += "  \"clocks\": [" + ClocksJson(ledger.clocks) + "\n  ],\n";
  out += "  \"intake\": [";
  for (std::size_t i = 0; i < ledger.intake.size(); ++i) {
    const Intake& intake = ledger.intake[i];
    std::string files;
    for (const std::string& file : intake.files) files += (files.empty() ? "" : ", ") + Quoted(file);
    out += fmt::format("{}\n    {{\"event\": {}, \"files\": [{}], \"unique_by_key_asserted\": {},\n     \"read\": {}, \"used\": {}, \"excluded\": {}, \"duplicate\": {}, \"rejected\": {},\n"
                       "     \"excluded_because\": {{\"outside_periods\": {}, \"not_selected\": {}, \"superseded\": {}, \"withdrawn\": {}, \"not_yet_recorded\": {}, \"without_notice\": {}{}}}}}",
                       i == 0 ? "" : ",", Quoted(intake.event), files, intake.unique_by_key_asserted, intake.read, intake.used, Excluded(intake), intake.duplicates, intake.rejected,
                       intake.outside_periods, intake.not_selected, intake.superseded, intake.withdrawn, intake.not_yet_recorded, intake.without_notice, intake.left_out == 0 ? "" : fmt::format(", \"left_out\": {}", intake.left_out));
  }
  return out + (ledger.intake.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace slate::ledger
