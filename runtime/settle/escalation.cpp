#include "runtime/settle/escalation.h"

#include <algorithm>

#include "runtime/settle/history.h"

namespace slate::settle {
namespace {

class Ladder {
 public:
  Ladder(const Terms& terms, const Acts& acts, const Clockwork& clock) : terms_(terms), acts_(acts), clock_(clock) {}

  // The rows of one group.
  template <typename Rows>
  void Climb(Rows first, Rows last) {
    Misses history(terms_);
    std::vector<bool> held(terms_.rungs.size(), false);
    for (auto at = first; at != last; ++at) {
      Row& row = at->row;
      if (row.verdict == Verdict::pending) return;
      history.Add(at->period, *row.verdict, row.below_minimum);
      for (std::size_t i = 0; i < terms_.rungs.size(); ++i) {
        const MissCount& when = terms_.rungs[i].when;
        const bool each = when.window == 0 && when.misses == 1;
        const bool holds = Still(history, when, row, held[i]);
        if (holds && (each || !held[i])) Fire(row, terms_.rungs[i]);
        held[i] = holds && !each;
      }
    }
  }

 private:
  // A run of misses goes on over periods without an assessment.
  static bool Still(const Misses& history, const MissCount& when, const Row& row, bool held) {
    const Verdict verdict = VerdictFor(when, *row.verdict, row.below_minimum);
    if (when.window == 0 && held && verdict != Verdict::met && verdict != Verdict::missed) return true;
    return history.Holds(when);
  }

  void Fire(Row& row, const Rung& rung) const {
    const Instant end = clock_.zone->StartOf(row.end_day);
    const auto done = [&](ActKind kind, const std::string& by) { return acts_.First(kind, row.obligation, by, row.group, row.period, row.piece_of, end); };
    Escalation escalation{.rung = rung.text, .clause = terms_.clause, .to = rung.to, .due = {}, .acknowledged = {}, .plan_by = rung.plan_by, .plan_due = {}, .planned = {},
                          .right_of = rung.terminate_by, .right_until = {}, .noticed = {}, .ends = {}};
    if (!rung.to.empty()) {
      escalation.due = DeadlineAfterPeriod(row.end_day, rung.within, *clock_.zone);
      escalation.acknowledged = done(ActKind::acknowledged, rung.to);
    }
    if (!rung.plan_by.empty()) {
      escalation.plan_due = DeadlineAfterPeriod(row.end_day, rung.plan_within, *clock_.zone);
      escalation.planned = done(ActKind::planned, rung.plan_by);
    }
    if (rung.ends) escalation.ends = FirstDayAfter(DeadlineAfterPeriod(row.end_day, rung.notice, *clock_.zone), *clock_.zone);
    if (!rung.terminate_by.empty()) {
      escalation.right_until = DeadlineAfterPeriod(row.end_day, rung.within, *clock_.zone);
      escalation.noticed = done(ActKind::noticed, rung.terminate_by);
      if (escalation.noticed && *escalation.right_until < *escalation.noticed) escalation.noticed.reset();
      if (escalation.noticed) escalation.ends = FirstDayAfter(DeadlineAfter(*escalation.noticed, rung.notice, *clock_.zone), *clock_.zone);
    }
    row.escalations.push_back(std::move(escalation));
  }

  const Terms& terms_;
  const Acts& acts_;
  const Clockwork& clock_;
};

}  // namespace

void Escalate(std::vector<JudgedRow>& rows, const Terms& terms, const Acts& acts, const Clockwork& clock) {
  if (terms.rungs.empty()) return;
  Ladder ladder(terms, acts, clock);
  for (auto first = rows.begin(); first != rows.end();) {
    const auto next = std::find_if(first, rows.end(), [&](const JudgedRow& judged) { return judged.row.group != first->row.group; });
    ladder.Climb(first, next);
    first = next;
  }
}

std::optional<ContractEnd> EndOfContract(const std::vector<JudgedRow>& rows) {
  std::optional<ContractEnd> end;
  for (const JudgedRow& judged : rows) {
    for (const Escalation& escalation : judged.row.escalations) {
      if (!escalation.ends || (end && end->day <= *escalation.ends)) continue;
      end = EndBy(judged.row, escalation);
    }
  }
  return end;
}

ContractEnd EndBy(const Row& row, const Escalation& escalation) {
  return {*escalation.ends, row.obligation, escalation.clause, escalation.rung, row.group, row.period, escalation.right_of, escalation.noticed};
}

Instant EndedAt(const Escalation& escalation, const Zone& zone) { return escalation.noticed ? *escalation.noticed : zone.StartOf(*escalation.ends); }

Date FirstDayAfter(Instant end, const Zone& zone) {
  const Date day = zone.LocalDate(end);
  return zone.StartOf(day) == end ? day : Date{day.days + 1};
}

void KeepWhatStands(std::vector<JudgedRow>& rows, const Standing& standing, const Zone& zone) {
  for (JudgedRow& judged : rows) {
    for (Escalation& escalation : judged.row.escalations) {
      if (!escalation.ends || standing.given_before <= EndedAt(escalation, zone)) continue;
      const ContractEnd end = EndBy(judged.row, escalation);
      const auto& given = standing.end;
      if (given && given->obligation == end.obligation && given->group == end.group && given->period == end.period && given->noticed == end.noticed) continue;
      escalation.noticed.reset();
      escalation.ends.reset();
    }
  }
}

}  // namespace slate::settle
