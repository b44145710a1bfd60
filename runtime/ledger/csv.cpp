#include <fmt/format.h>

#include "runtime/ledger/ledger.h"
#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

std::string Field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string WriteCsv(const Ledger& ledger) {
  std::string out = "obligation,metric,clause,group,period,start,end,status,numerator,denominator,items,target,verdict,band,gross,credit,currency\r\n";
  const auto amount = [&](const std::optional<Int128>& minor) { return minor ? AmountText(*minor, ledger.currency) : std::string(); };
  for (const settle::Row& row : ledger.rows) {
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", Field(row.obligation), Field(row.metric), row.clause, Field(row.group), row.period,
                       ToString(row.first_day), ToString(row.end_day), settle::Word(row.status), row.evidence.numerator, row.evidence.denominator, row.evidence.selected,
                       row.target ? LevelText(row.target->level) : "", row.verdict ? settle::Phrase(*row.verdict) : "", Field(row.band_text), amount(row.gross), amount(row.credit),
                       ledger.currency.code);
  }
  return out;
}

}  // namespace slate::ledger
