// What an evaluation says: rows of verdicts and credits, and what became of every record. Data until a writer prints it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/number/money.h"
#include "runtime/settle/settle.h"

namespace slate::ledger {

// read = used + Excluded + duplicates + rejected
struct Intake {
  std::string event;
  std::vector<std::string> files;
  bool unique_by_key_asserted = false;
  std::uint64_t read = 0, used = 0;
  std::uint64_t outside_periods = 0, not_selected = 0, superseded = 0, withdrawn = 0, not_yet_recorded = 0;  // excluded because
  std::uint64_t duplicates = 0, rejected = 0;
};
std::uint64_t Excluded(const Intake& intake);
bool Balanced(const Intake& intake);

struct Decision {
  std::string question, answer, decided_by;
};

struct Ledger {
  std::string contract, reference;
  Instant as_of;
  Currency currency;
  std::vector<Decision> decisions;
  std::vector<settle::Row> rows;
  std::vector<Intake> intake;
};

// Percent of n/d with as many places (2 to 12) as it takes to stand on the right side of the target, of 0% and of 100%;
// the fraction itself where 12 do not suffice. For showing, never for deciding. "95%", "97.9999%".
std::string PercentText(std::uint64_t numerator, std::uint64_t denominator, const settle::Target* target);
std::string LevelText(const Ratio& level);  // "98%" from 49/50; "1/3" where no decimal is exact

std::string WriteJson(const Ledger& ledger);               // docs/ledger.schema.json
std::string WriteCsv(const Ledger& ledger);                // a line a row, RFC 4180
std::string WriteTable(const Ledger& ledger, bool color);  // for people

}  // namespace slate::ledger
