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
  std::uint64_t outside_periods = 0, not_selected = 0, superseded = 0, withdrawn = 0, not_yet_recorded = 0, without_notice = 0;  // excluded because
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

// A value as its form shows it ("95%", "26.5 hours"), with as many places (2 to 12) as it takes to stand on the right side
// of the target, of nothing and, for shares, of everything; the fraction itself where 12 do not suffice. For showing, never
// for deciding.
std::string ValueText(const abi::Value& value, const settle::ValueForm& form, const settle::Target* target);
std::string LevelText(const Ratio& level, const settle::ValueForm& form);  // "98%", "24 hours"; "1/3" where no decimal is exact
std::string ExactText(const Ratio& value);                                 // "0.5"; "1/3" where no decimal is exact
// The whole value in units of the form, however many digits that takes.
std::string ExactText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form);
// "57/60", as counted; of time in units of the form; "-3" of a whole number.
std::string FractionText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form);
std::string DigestText(std::uint64_t digest);                               // 16 hexadecimal digits
std::string PartText(Int128 part, const settle::ValueForm& form);          // a sum of weights in units of the form
std::string EvidenceText(std::uint64_t count, const settle::ValueForm& form);  // items; of a share of time, its units

std::string WriteJson(const Ledger& ledger);               // docs/ledger.schema.json
std::string WriteCsv(const Ledger& ledger);                // a line a row, RFC 4180
std::string WriteTable(const Ledger& ledger, bool color);  // for people

}  // namespace slate::ledger
