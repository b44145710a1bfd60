#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

void PutOrNull(std::string& out, std::string_view text) {
  if (text.empty()) out += "null";
  else PutQuoted(out, text);
}

// A share of items has counts, a share of weights exact sums, what was calculated and any quantity its exact amount.
void PutValue(std::string& out, const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum = nullptr) {
  switch (form.kind) {
    case settle::ValueKind::share: Put(out, "{\"numerator\": ", ToString(value.numerator), ", \"denominator\": ", ToString(value.denominator)); break;
    case settle::ValueKind::weighted_share:
    case settle::ValueKind::time_share:
      Put(out, "{\"numerator\": \"", PartText(value.numerator, form), "\", \"denominator\": \"", PartText(value.denominator, form), "\", \"unit\": ", InQuotes{form.unit});
      break;
    case settle::ValueKind::calculated_share:
    case settle::ValueKind::quantity: Put(out, "{\"exact\": \"", ExactText(value, exact, form), "\", \"unit\": ", InQuotes{form.unit}); break;
  }
  Put(out, ", \"display\": ", InQuotes{ValueText(value, form, target, minimum)}, "}");
}

std::string ValueObject(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum = nullptr) {
  std::string out;
  PutValue(out, value, exact, form, target, minimum);
  return out;
}

// A share of time has no items: its evidence is exact time, in the unit of the value.
void PutEvidence(std::string& out, const settle::Evidence& evidence, const settle::ValueForm& form) {
  const bool time = form.kind == settle::ValueKind::time_share;
  const auto count = [&](std::string_view before, std::uint64_t items) {
    if (time) Put(out, before, "\"", EvidenceText(items, form), "\"");
    else Put(out, before, items);
  };
  out += '{';
  if (time) Put(out, "\"unit\": ", InQuotes{form.unit}, ", ");
  count("\"items\": ", evidence.selected);
  out += ", \"excluded\": [";
  for (std::size_t i = 0; i < evidence.excluded.size(); ++i) {
    Put(out, i == 0 ? "" : ", ", "{\"exclusion\": ", InQuotes{evidence.excluded[i].exclusion});
    count(", \"items\": ", evidence.excluded[i].items);
    out += '}';
  }
  count("], \"pending\": ", evidence.pending);
  count(", \"denominator\": ", evidence.denominator);
  count(", \"numerator\": ", evidence.numerator);
  Put(out, ", \"digest\": \"", DigestText(evidence.digest), "\"");
  for (std::size_t i = 0; i < evidence.operands.size(); ++i) {
    const settle::Evidence::Operand& operand = evidence.operands[i];
    Put(out, i == 0 ? ", \"operands\": [" : ",", "\n       {\"metric\": ", InQuotes{operand.metric}, ", \"clause\": ", InQuotes{operand.clause}, ", \"group\": ");
    PutOrNull(out, operand.group);
    Put(out, ", \"period\": ", InQuotes{operand.period}, ", \"value\": ");
    if (operand.value) PutValue(out, *operand.value, operand.exact, operand.form, nullptr);
    else out += "null";
    out += ", \"evidence\": ";
    PutEvidence(out, operand.evidence, operand.form);
    out += '}';
  }
  out += evidence.operands.empty() ? "}" : "]}";
}

std::string LimitObjects(const std::vector<settle::CapTaken>& limits, const Currency& currency) {
  std::string out;
  for (const settle::CapTaken& one : limits) {
    Put(out, out.empty() ? "" : ", ", "{\"cap\": ", InQuotes{one.text}, ", \"limit\": \"", AmountText(one.limit, currency), "\", \"room\": \"", AmountText(one.room, currency), "\", \"taken\": \"",
        AmountText(one.taken, currency), "\"");
    if (one.carried != 0) Put(out, ", \"carried\": \"", AmountText(one.carried, currency), "\"");
    out += '}';
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
  const auto amount = [&](std::string_view before, const std::optional<Int128>& minor) {
    if (minor) Put(out, before, "{\"amount\": \"", AmountText(*minor, currency), "\", \"currency\": \"", currency.code, "\"}");
    else Put(out, before, "null");
  };
  out += "    {\"obligation\": ";
  PutOrNull(out, row.obligation);
  Put(out, ", \"metric\": ", InQuotes{row.metric}, ", \"clause\": ", InQuotes{row.clause}, ",\n     \"group\": ");
  if (row.group_field.empty()) out += "null";
  else Put(out, "{\"field\": ", InQuotes{row.group_field}, ", \"value\": ", InQuotes{row.group}, "}");
  Put(out, ", \"period\": {\"name\": \"", row.period, "\", \"start\": \"", ToString(row.first_day), "\", \"end\": \"", ToString(row.end_day), "\"");
  if (row.part != Ratio{1, 1}) Put(out, ", \"part\": \"", ToString(row.part.numerator), "/", ToString(row.part.denominator), "\"");
  Put(out, "}, \"status\": \"", settle::Word(row.status), "\",\n     \"value\": ");
  if (row.value) PutValue(out, *row.value, row.exact, row.form, row.target ? &*row.target : nullptr, row.minimum ? &*row.minimum : nullptr);
  else out += "null";
  out += ",\n";
  if (row.target) {
    Put(out, "     \"target\": {\"direction\": \"", settle::Phrase(row.target->direction), "\", \"level\": ", InQuotes{LevelText(row.target->level, row.form)});
    if (!row.of_class.empty()) Put(out, ", \"class\": ", InQuotes{row.of_class});
    if (!row.target_by.empty()) Put(out, ", \"set_by\": ", InQuotes{row.target_by});
    Put(out, "}, \"verdict\": \"", settle::Phrase(*row.verdict), "\", \"verdict_reason\": ");
    PutOrNull(out, row.verdict_reason);
    out += ",\n";
    if (const auto& minimum = row.minimum) {
      Put(out, "     \"minimum\": {\"direction\": \"", settle::Phrase(minimum->direction), "\", \"level\": ", InQuotes{LevelText(minimum->level, row.form)}, ", \"below\": ",
          row.below_minimum ? (*row.below_minimum ? "true" : "false") : "null", "},\n");
    }
    out += "     \"band\": ";
    if (row.band) PutQuoted(out, row.band_text);
    else out += "null";
    amount(", \"base\": ", row.base);
    amount(", \"gross\": ", row.gross);
    Put(out, ", \"caps\": [", LimitObjects(row.caps, currency), "]");
    amount(", \"credit\": ", row.credit);
    out += ",\n";
    WriteIncentives(out, row, currency);
  }
  out += "     \"evidence\": ";
  PutEvidence(out, row.evidence, row.form);
  out += '}';
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
  for (std::size_t i = 0, begin = out.size(); i < ledger.rows.size(); ++i) {
    out += i == 0 ? "\n" : ",\n";
    WriteRow(out, ledger.rows[i], ledger.currency);
    // Most rows are about as long as the first: room for all at once, since a text that grows is copied.
    if (i == 0) out.reserve(out.size() + ledger.rows.size() * (out.size() - begin) * 5 / 4);
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
  out += ledger.intake.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return out;
}

}  // namespace slate::ledger
