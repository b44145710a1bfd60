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
    History history(LongestWindow(terms_));
    std::vector<bool> held(terms_.rungs.size(), false);
    for (auto at = first; at != last; ++at) {
      Row& row = at->row;
      if (row.verdict == Verdict::pending) return;
      history.Add(at->period, *row.verdict);
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
  static bool Still(const History& history, const MissCount& when, const Row& row, bool held) {
    if (when.window == 0 && held && row.verdict != Verdict::met && row.verdict != Verdict::missed) return true;
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
    if (rung.ends) escalation.ends = FirstDayAfter(DeadlineAfterPeriod(row.end_day, rung.notice, *clock_.zone));
    if (!rung.terminate_by.empty()) {
      escalation.right_until = DeadlineAfterPeriod(row.end_day, rung.within, *clock_.zone);
      escalation.noticed = done(ActKind::noticed, rung.terminate_by);
      if (escalation.noticed && *escalation.right_until < *escalation.noticed) escalation.noticed.reset();
      if (escalation.noticed) escalation.ends = FirstDayAfter(DeadlineAfter(*escalation.noticed, rung.notice, *clock_.zone));
    }
    row.escalations.push_back(std::move(escalation));
  }

  // Notice runs out in the course of a day, which is the contract's last.
  Date FirstDayAfter(Instant end) const {
    const Date day = clock_.zone->LocalDate(end);
    return clock_.zone->StartOf(day) == end ? day : Date{day.days + 1};
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

std::optional<Date> EndOfContract(const std::vector<JudgedRow>& rows) {
  std::optional<Date> end;
  for (const JudgedRow& judged : rows) {
    for (const Escalation& escalation : judged.row.escalations) {
      if (escalation.ends && (!end || *escalation.ends < *end)) end = escalation.ends;
    }
  }
  return end;
}

}  // namespace slate::settle
