#include "runtime/ledger/agenda.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "runtime/settle/words.h"

namespace slate::ledger {
namespace {

constexpr std::size_t kTrendPeriods = 3;

Exact ValueOf(const settle::Row& row) {
  return row.exact ? *row.exact : Exact(row.value->numerator, row.value->denominator);
}

class Drawing {
 public:
  Drawing(const Ledger& ledger, const settle::Forum& forum, Date term_first) : ledger_(ledger) {
    agenda_.contract = ledger.contract;
    agenda_.reference = ledger.reference;
    agenda_.as_of = ledger.as_of;
    agenda_.zone = ledger.zone;
    agenda_.forum = forum;
    agenda_.since = forum.held.value_or(ledger.zone->StartOf(term_first));
    agenda_.meeting = NextPeriod(forum.meets, ledger.zone->LocalDate(ledger.as_of));
    agenda_.after = NextPeriod(forum.meets, agenda_.meeting);
    until_ = ledger.zone->StartOf(agenda_.after);
    for (const settle::Row& row : ledger.rows) {
      if (row.obligation.empty()) continue;
      const bool told = std::any_of(row.escalations.begin(), row.escalations.end(), [&](const settle::Escalation& one) {
        return one.to == forum.name && OnTable(one.due, one.acknowledged, false);
      });
      if (told || Reviews(row.clause)) concerns_.insert(row.obligation);
    }
  }

  Agenda Draw() {
    for (const settle::Row& row : ledger_.rows) {
      if (row.obligation.empty()) continue;
      for (const settle::Escalation& one : row.escalations) Escalated(row, one);
      if (!concerns_.contains(row.obligation)) continue;
      Missed(row);
      Claimable(row);
    }
    Trends();
    for (const settle::Review& review : ledger_.reviews) Approvals(review);
    for (const settle::Improvement& one : ledger_.improvements) Milestones(one);
    return std::move(agenda_);
  }

 private:
  bool Reviews(const std::string& clause) const {
    return std::find(agenda_.forum.reviews.begin(), agenda_.forum.reviews.end(), clause) != agenda_.forum.reviews.end();
  }

  // What is done was talked about at the last meeting, unless it was done since; what is due after the next two waits.
  bool OnTable(const std::optional<Instant>& due, const std::optional<Instant>& done, bool only_before_after) const {
    if (!due) return false;
    if (done) return agenda_.since < *done;
    return !only_before_after || *due < until_;
  }

  std::string StateOf(Instant due, const std::optional<Instant>& done) const {
    if (done) return due < *done ? "done late" : "done";
    return due < ledger_.as_of ? "overdue" : "open";
  }

  AgendaItem Item(const settle::Row& row, std::string text) const {
    return {.clause = row.clause,
            .subject = row.obligation,
            .group = row.group,
            .period = row.period,
            .text = std::move(text),
            .who = {},
            .due = {},
            .done = {},
            .state = {}};
  }

  // What somebody has to do until a moment.
  AgendaItem Duty(const settle::Row& row, std::string text, const std::string& who, Instant due, const std::optional<Instant>& done) const {
    AgendaItem item = Item(row, std::move(text));
    item.who = who;
    item.due = due;
    item.done = done;
    item.state = StateOf(due, done);
    return item;
  }

  // Of a recalibration, or an obligation, that the forum reviews: who has to answer what is proposed.
  void Approvals(const settle::Review& review) {
    if (!review.until || !(Reviews(review.clause) || concerns_.contains(review.obligation))) return;
    for (const settle::ReviewAnswer& answer : review.answers) {
      const bool closed = !answer.made && review.state != settle::ReviewState::open;
      if (closed ? *review.decided <= agenda_.since : !OnTable(review.until, answer.made, false)) continue;
      AgendaItem item{.clause = review.clause, .subject = review.obligation, .group = {}, .period = review.period, .text = {}, .who = answer.party, .due = review.until, .done = answer.made, .state = {}};
      item.text = fmt::format("{} {} to {}", settle::Phrase(review.from.direction), LevelText(review.from.level, review.form), LevelText(review.to.level, review.form));
      item.state = !answer.made ? (closed ? "no answer" : "open") : answer.approved ? "approved" : "refused";
      agenda_.approvals.push_back(std::move(item));
    }
  }

  void Missed(const settle::Row& row) {
    if (row.verdict != settle::Verdict::missed || ledger_.zone->StartOf(row.end_day) <= agenda_.since) return;
    const std::string value = row.value ? ValueText(row) : "no value";
    std::string text = fmt::format("{}, target {} {}", value, settle::Phrase(row.target->direction),
                                   LevelText(row.target->level, row.form));
    if (row.below_minimum.value_or(false)) {
      text += fmt::format(", below the minimum {} {}", settle::Phrase(row.minimum->direction),
                          LevelText(row.minimum->level, row.form));
    }
    (row.watch ? agenda_.watches : agenda_.misses).push_back(Item(row, text));
  }

  void Escalated(const settle::Row& row, const settle::Escalation& one) {
    if (one.to == agenda_.forum.name && OnTable(one.due, one.acknowledged, false)) {
      agenda_.escalations.push_back(Duty(row, one.rung, one.to, *one.due, one.acknowledged));
    }
    if (!concerns_.contains(row.obligation)) return;
    if (!one.plan_by.empty() && OnTable(one.plan_due, one.planned, true)) {
      agenda_.plans.push_back(Duty(row, one.rung, one.plan_by, *one.plan_due, one.planned));
    }
    const bool right_open = !one.right_of.empty() && !one.noticed && ledger_.as_of <= *one.right_until;
    const bool ending = one.ends && ledger_.as_of < ledger_.zone->StartOf(*one.ends);
    if (!right_open && !ending) return;
    AgendaItem item = Item(row, ending ? fmt::format("the contract ends before {}", ToString(*one.ends)) : one.rung);
    item.who = one.right_of;
    item.due = one.right_until;
    item.done = one.noticed;
    item.state = ending ? "done" : "open";
    agenda_.rights.push_back(std::move(item));
  }

  void Claimable(const settle::Row& row) {
    if (!row.claim || row.claim->state != settle::ClaimState::open || until_ <= row.claim->until) return;
    AgendaItem item = Item(row, fmt::format("{} {} lapses unless it is claimed", ledger_.currency.code,
                                            GroupedAmountText(row.claim->held, ledger_.currency)));
    item.who = row.claim->by;
    item.due = row.claim->until;
    item.state = "open";
    agenda_.claims.push_back(std::move(item));
  }

  // Rows come by obligation and group, periods ascending.
  void Trends() {
    const std::vector<settle::Row>& rows = ledger_.rows;
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin;
      std::vector<const settle::Row*> valued;
      for (; end < rows.size() && rows[end].obligation == rows[begin].obligation &&
             rows[end].metric == rows[begin].metric && rows[end].group == rows[begin].group;
           ++end) {
        if (rows[end].value && rows[end].status != settle::Status::open) valued.push_back(&rows[end]);
      }
      if (concerns_.contains(rows[begin].obligation) && !valued.empty()) agenda_.trends.push_back(TrendOf(valued));
      begin = end;
    }
  }

  static AgendaTrend TrendOf(const std::vector<const settle::Row*>& valued) {
    const settle::Row& last = *valued.back();
    AgendaTrend trend{
        last.clause,
        last.obligation,
        last.metric,
        last.group,
        fmt::format("{} {}", settle::Phrase(last.target->direction), LevelText(last.target->level, last.form)),
        {}};
    for (std::size_t i = valued.size() - std::min(valued.size(), kTrendPeriods); i < valued.size(); ++i) {
      const settle::Row& row = *valued[i];
      TrendPoint point{row.period, ValueText(row), Movement::first};
      if (!trend.points.empty()) {
        const auto order = ValueOf(row) <=> ValueOf(*valued[i - 1]);
        const bool up = row.target->direction == settle::Direction::at_least ||
                        row.target->direction == settle::Direction::more_than;
        point.movement = order == 0 ? Movement::same : (order > 0) == up ? Movement::better : Movement::worse;
      }
      trend.points.push_back(std::move(point));
    }
    return trend;
  }

  void Milestones(const settle::Improvement& one) {
    const bool reviewed = Reviews(one.clause);
    const auto add = [&](std::string who, std::string text, Date by, std::string state,
                         const std::optional<Instant>& done) {
      agenda_.milestones.push_back({.clause = one.clause,
                                    .subject = one.name,
                                    .group = {},
                                    .period = {},
                                    .text = std::move(text),
                                    .who = std::move(who),
                                    .due = ledger_.zone->StartOf(Date{by.days + 1}),
                                    .done = done,
                                    .state = std::move(state)});
    };
    const auto told = [&](const std::optional<settle::Told>& to, const std::string& missed) {
      if (!to || to->to != agenda_.forum.name || !OnTable(to->due, to->acknowledged, false)) return;
      agenda_.escalations.push_back({.clause = one.clause,
                                     .subject = one.name,
                                     .group = {},
                                     .period = {},
                                     .text = missed,
                                     .who = to->to,
                                     .due = to->due,
                                     .done = to->acknowledged,
                                     .state = StateOf(to->due, to->acknowledged)});
    };
    if (const auto& goal = one.goal) {
      const Instant end = ledger_.zone->StartOf(Date{goal->terms.by.days + 1});
      const bool due =
          goal->state == settle::GoalState::not_yet_due ? goal->terms.by < agenda_.after : agenda_.since < end;
      told(goal->told, goal->terms.text);
      if (reviewed && due) {
        std::string text = goal->terms.text;
        if (goal->value)
          text += fmt::format(": {} in {}", ValueText(*goal->value, goal->terms.form, &goal->terms.to), goal->period);
        add(one.owner, std::move(text), goal->terms.by, std::string(settle::Phrase(goal->state)), {});
      }
    }
    for (const settle::Improvement::Action& action : one.actions) {
      const bool due = action.done ? agenda_.since < *action.done : action.terms.by < agenda_.after;
      told(action.told, fmt::format("{} by {} was not done in time", action.terms.text, ToString(action.terms.by)));
      if (reviewed && due)
        add(action.terms.party, action.terms.text, action.terms.by, std::string(settle::Phrase(action.state)),
            action.done);
    }
  }

  const Ledger& ledger_;
  Agenda agenda_;
  Instant until_;
  std::set<std::string> concerns_;  // obligations and watches
};

}  // namespace

Agenda AgendaOf(const Ledger& ledger, const settle::Forum& forum, Date term_first) {
  return Drawing(ledger, forum, term_first).Draw();
}

}  // namespace slate::ledger
