// What an evaluation says: rows of verdicts and credits, and what became of every record. Data until a writer prints it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/number/money.h"
#include "runtime/settle/improvement.h"
#include "runtime/settle/settle.h"
#include "runtime/time/zone.h"

namespace slate::ledger {

// read = used + Excluded + duplicates + rejected
struct Intake {
  std::string event;
  std::vector<std::string> files;
  bool unique_by_key_asserted = false;
  std::uint64_t read = 0, used = 0;
  std::uint64_t outside_periods = 0, not_selected = 0, superseded = 0, withdrawn = 0, not_yet_recorded = 0, without_notice = 0, left_out = 0;  // excluded because
  std::uint64_t duplicates = 0, rejected = 0;
};
std::uint64_t Excluded(const Intake& intake);
bool Balanced(const Intake& intake);

// A clock that runs and is not decided.
struct RunningClock {
  std::string key;                      // of the case
  bool paused = false;
  std::int64_t used = 0, limit = 0;     // microseconds, elapsed or of the unit's calendar
  std::string unit;                     // "hours", "support hours"
  std::optional<Instant> passes;        // when the limit passes, if nothing more pauses it
};

// One clock of a contract's cases: what became of each case, and which still run, by when their limits pass.
struct ClockAccount {
  std::string case_name, clock, clause;
  // cases = kept + missed + resumable (stopped in time, but the case can still be opened again) + running + not_started + left_out
  std::uint64_t cases = 0, kept = 0, missed = 0, resumable = 0, running = 0, not_started = 0, left_out = 0;
  std::vector<RunningClock> at_risk;
};

struct Decision {
  std::string question, answer, decided_by;
};

struct Ledger {
  std::string contract, reference;
  Instant as_of;
  const Zone* zone = nullptr;  // the contract's, in which people read moments; none: UTC
  Currency currency;
  std::vector<Decision> decisions;
  std::vector<settle::Row> rows;
  std::vector<settle::Review> reviews;     // of targets, by when they happened
  std::optional<settle::ContractEnd> end;  // before the term's
  std::vector<settle::Improvement> improvements;
  std::vector<settle::Forum> forums;  // for their agendas (agenda.h)
  std::vector<ClockAccount> clocks;
  std::vector<Intake> intake;
};

// A value as its form shows it ("95%", "26.5 hours"), with as many places (2 to 12) as it takes to stand on the right side
// of the target, of the minimum, of nothing and, for shares, of everything; the fraction itself where 12 do not suffice. For showing, never
// for deciding.
std::string ValueText(const abi::Value& value, const settle::ValueForm& form, const settle::Target* target, const settle::Target* minimum = nullptr);
std::string ValueText(const settle::Row& row);                             // of a row with a value
std::string LevelText(const Ratio& level, const settle::ValueForm& form);  // "98%", "24 hours"; "1/3" where no decimal is exact
std::string ExactText(const Ratio& value);                                 // "0.5"; "1/3" where no decimal is exact
// The whole value in units of the form, however many digits that takes.
std::string ExactText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form);
// "57/60", as counted; of time in units of the form; "-3" of a whole number.
std::string FractionText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form);
// A value as it was counted, and as it is shown where that is another: "57/60 = 95%", "10/3 hours = 3.33 hours", "2.5 hours".
std::string WorkedText(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target,
                       const settle::Target* minimum = nullptr);
// "2026-05-10T00:00:00+01:00": in the zone, or in UTC where there is none.
std::string MomentText(Instant moment, const Zone* zone);
std::string DigestText(std::uint64_t digest);                               // 16 hexadecimal digits
std::string PartText(Int128 part, const settle::ValueForm& form);          // a sum of weights in units of the form
std::string EvidenceText(std::uint64_t count, const settle::ValueForm& form);  // items; of a share of time, its units

std::string ClocksJson(const std::vector<ClockAccount>& clocks);   // a part of the two below
std::string ClocksTable(const std::vector<ClockAccount>& clocks, const Zone* zone);
std::string EscalationsTable(const Ledger& ledger);                // a part of the table
std::string ImprovementsTable(const Ledger& ledger);               // likewise
std::string ImprovementsJson(const Ledger& ledger);                // a part of the JSON: objects with commas between
std::string RecalibrationsTable(const Ledger& ledger);
std::string RecalibrationsJson(const Ledger& ledger);
std::string EndTable(const Ledger& ledger);                        // that the contract ends before its term
std::string EndJson(const Ledger& ledger);                         // likewise, where it does
// What somebody has to do until a moment: "until 2025-02-04T00:00:00+01:00: done 2025-02-03T10:00:00+01:00", "...: overdue", "...: open".
std::string DutyText(const Ledger& ledger, Instant due, const std::optional<Instant>& done);
// A value as an object of the JSON.
std::string ValueJson(const abi::Value& value, const std::optional<Exact>& exact, const settle::ValueForm& form, const settle::Target* target);
std::string WriteJson(const Ledger& ledger);               // docs/ledger.schema.json
std::string WriteCsv(const Ledger& ledger);                // a line a row, RFC 4180
std::string WriteTable(const Ledger& ledger, bool color);  // for people

}  // namespace slate::ledger
