#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/ledger/text.h"
#include "runtime/settle/words.h"

namespace slate::ledger {

std::string WriteCsv(const Ledger& ledger) {
  std::string out = "obligation,metric,clause,group_field,group,period,start,end,status,numerator,denominator,value,items,pending,target,minimum,below_minimum,verdict,verdict_reason,band,base,gross,credit,bonus,earned_back,currency,digest\r\n";
  const auto amount = [&](const std::optional<Int128>& minor) { return minor ? AmountText(*minor, ledger.currency) : std::string(); };
  for (const settle::Row& row : ledger.rows) {
    const std::string fields[] = {row.obligation, row.metric, row.clause, row.group_field, row.group, row.period, ToString(row.first_day), ToString(row.end_day),
                                  std::string(settle::Word(row.status)), EvidenceText(row.evidence.numerator, row.form), EvidenceText(row.evidence.denominator, row.form),
                                  row.value ? ValueText(row) : "",
                                  EvidenceText(row.evidence.selected, row.form), EvidenceText(row.evidence.pending, row.form), row.target ? LevelText(row.target->level, row.form) : "",
                                  row.minimum ? LevelText(row.minimum->level, row.form) : "", row.below_minimum ? (*row.below_minimum ? "true" : "false") : "",
                                  row.verdict ? std::string(settle::Phrase(*row.verdict)) : "", row.verdict_reason, row.band_text, amount(row.base), amount(row.gross),
                                  amount(row.credit), row.bonus ? amount(row.bonus->amount) : "", row.earned_back.empty() ? "" : AmountText(settle::EarnedBackIn(row), ledger.currency), ledger.currency.code, DigestText(row.evidence.digest)};
    for (std::size_t i = 0; i < std::size(fields); ++i) out += (i == 0 ? "" : ",") + CsvField(fields[i]);
    out += "\r\n";
  }
  return out;
}

}  // namespace slate::ledger
