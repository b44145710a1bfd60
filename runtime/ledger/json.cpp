#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

void WriteRow(std::string& out, const settle::Row& row, const Currency& currency) {
  const auto amount = [&](const std::optional<Int128>& minor) {
    return minor ? fmt::format("{{\"amount\": \"{}\", \"currency\": \"{}\"}}", AmountText(*minor, currency), currency.code) : "null";
  };
  const settle::Evidence& evidence = row.evidence;
  out += fmt::format("    {{\"obligation\": {}, \"metric\": {}, \"clause\": {},\n", row.obligation.empty() ? "null" : Quoted(row.obligation), Quoted(row.metric), Quoted(row.clause));
  out += fmt::format("     \"group\": {}, \"period\": {{\"name\": \"{}\", \"start\": \"{}\", \"end\": \"{}\"}}, \"status\": \"{}\",\n",
                     row.group_field.empty() ? "null" : fmt::format("{{\"field\": {}, \"value\": {}}}", Quoted(row.group_field), Quoted(row.group)), row.period,
                     ToString(row.first_day), ToString(row.end_day), settle::Word(row.status));
  out += fmt::format("     \"value\": {},\n", evidence.denominator == 0 ? "null"
                                                                     : fmt::format("{{\"numerator\": {}, \"denominator\": {}, \"display\": \"{}\"}}", evidence.numerator, evidence.denominator,
                                                                                   PercentText(evidence.numerator, evidence.denominator, row.target ? &*row.target : nullptr)));
  if (row.target) {
    out += fmt::format("     \"target\": {{\"direction\": \"{}\", \"level\": \"{}\"}}, \"verdict\": \"{}\", \"verdict_reason\": {},\n", settle::Phrase(row.target->direction),
                       LevelText(row.target->level), settle::Phrase(*row.verdict), row.verdict_reason.empty() ? "null" : Quoted(row.verdict_reason));
    out += fmt::format("     \"band\": {}, \"base\": {}, \"gross\": {}, \"caps\": [", row.band ? Quoted(row.band_text) : "null", amount(row.base), amount(row.gross));
    for (std::size_t i = 0; i < row.caps.size(); ++i) {
      out += fmt::format("{}{{\"cap\": {}, \"limit\": \"{}\", \"taken\": \"{}\"}}", i == 0 ? "" : ", ", Quoted(row.caps[i].text), AmountText(row.caps[i].limit, currency),
                         AmountText(row.caps[i].taken, currency));
    }
    out += fmt::format("], \"credit\": {},\n", amount(row.credit));
  }
  out += fmt::format("     \"evidence\": {{\"items\": {}, \"excluded\": [", evidence.selected);
  for (std::size_t i = 0; i < evidence.excluded.size(); ++i) {
    out += fmt::format("{}{{\"exclusion\": {}, \"items\": {}}}", i == 0 ? "" : ", ", Quoted(evidence.excluded[i].exclusion), evidence.excluded[i].items);
  }
  out += fmt::format("], \"denominator\": {}, \"numerator\": {}}}}}", evidence.denominator, evidence.numerator);
}

}  // namespace

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
  out += ledger.rows.empty() ? "],\n  \"intake\": [" : "\n  ],\n  \"intake\": [";
  for (std::size_t i = 0; i < ledger.intake.size(); ++i) {
    const Intake& intake = ledger.intake[i];
    std::string files;
    for (const std::string& file : intake.files) files += (files.empty() ? "" : ", ") + Quoted(file);
    out += fmt::format("{}\n    {{\"event\": {}, \"files\": [{}], \"unique_by_key_asserted\": {},\n     \"read\": {}, \"used\": {}, \"excluded\": {}, \"duplicate\": {}, \"rejected\": {},\n"
                       "     \"excluded_because\": {{\"outside_periods\": {}, \"not_selected\": {}, \"superseded\": {}, \"withdrawn\": {}, \"not_yet_recorded\": {}}}}}",
                       i == 0 ? "" : ",", Quoted(intake.event), files, intake.unique_by_key_asserted, intake.read, intake.used, Excluded(intake), intake.duplicates, intake.rejected,
                       intake.outside_periods, intake.not_selected, intake.superseded, intake.withdrawn, intake.not_yet_recorded);
  }
  return out + (ledger.intake.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace slate::ledger
