#include <fmt/format.h>

#include "runtime/ledger/ledger.h"

namespace slate::ledger {
namespace {

void WriteOne(std::string& out, const Ledger& ledger, const settle::Row& row, const settle::Escalation& one) {
  out += fmt::format("  {} {}{} {}: {}\n", one.clause, row.obligation, row.group.empty() ? "" : " " + row.group, row.period, one.rung);
  if (!one.to.empty()) out += fmt::format("    {} acknowledges {}\n", one.to, DutyText(ledger, *one.due, one.acknowledged));
  if (!one.plan_by.empty()) out += fmt::format("    plan by {} {}\n", one.plan_by, DutyText(ledger, *one.plan_due, one.planned));
  if (!one.right_of.empty()) {
    const std::string until = MomentText(*one.right_until, ledger.zone);
    out += one.noticed                           ? fmt::format("    {} gave notice {}\n", one.right_of, MomentText(*one.noticed, ledger.zone))
           : *one.right_until < ledger.as_of ? fmt::format("    {} did not give notice until {}\n", one.right_of, until)
                                             : fmt::format("    {} may give notice until {}\n", one.right_of, until);
  }
  if (one.ends) out += fmt::format("    the contract ends before {}\n", ToString(*one.ends));
}

}  // namespace

std::string DutyText(const Ledger& ledger, Instant due, const std::optional<Instant>& done) {
  const std::string until = fmt::format("until {}: ", MomentText(due, ledger.zone));
  if (done) return until + fmt::format("{} {}", due < *done ? "done late" : "done", MomentText(*done, ledger.zone));
  return until + (due < ledger.as_of ? "overdue" : "open");
}

std::string EscalationsTable(const Ledger& ledger) {
  std::string out;
  for (const settle::Row& row : ledger.rows) {
    for (const settle::Escalation& one : row.escalations) {
      if (out.empty()) out = "\nescalations\n";
      WriteOne(out, ledger, row, one);
    }
  }
  return out;
}

}  // namespace slate::ledger
