#include "runtime/settle/recalibration.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "runtime/settle/credit.h"

namespace slate::settle {
namespace {

// By a value, its own or that of a pool: what a fallback decided says nothing of what was reached.
bool JudgedByValue(const JudgedRow& judged) { return judged.by_value && (judged.row.verdict == Verdict::met || judged.row.verdict == Verdict::missed); }

Exact ValueOf(const Row& row) {
  const auto [value, exact] = PaidOnOf(row);
  return *exact ? **exact : Exact(value->numerator, value->denominator);
}

// The last periods of an obligation that ended with a review's, and the rows of each.
class LastPeriods {
 public:
  LastPeriods(const PeriodGrid& grid, const std::vector<JudgedRow>& rows, Date end_day) : grid_(grid) {
    while (ended_ < grid.size() && grid.EndDay(ended_) <= end_day) ++ended_;
    for (const JudgedRow& judged : rows) {
      if (judged.period < ended_ && judged.existed) rows_[judged.period].push_back(&judged);
    }
  }

  bool Hold(std::uint32_t periods) const { return ended_ >= periods; }
  std::size_t First(std::uint32_t periods) const { return ended_ - periods; }
  std::size_t End() const { return ended_; }
  std::string Name(std::size_t period) const { return PeriodName(grid_.period, grid_.first_days[period]); }
  const std::vector<const JudgedRow*>& Rows(std::size_t period) const {
    static const std::vector<const JudgedRow*> kNone;
    const auto found = rows_.find(period);
    return found == rows_.end() ? kNone : found->second;
  }

 private:
  const PeriodGrid& grid_;
  std::size_t ended_ = 0;
  std::map<std::size_t, std::vector<const JudgedRow*>> rows_;
};

std::string NameOf(const Row& row) { return row.group.empty() ? row.obligation : row.group; }

// Empty, or which of them was not met.
std::string WhyNotMet(const RecalibrationTerms& terms, const LastPeriods& last) {
  if (!last.Hold(terms.met_in)) return fmt::format("fewer than {} periods have ended", terms.met_in);
  std::size_t met = 0;
  for (std::size_t period = last.First(terms.met_in); period < last.End(); ++period) {
    std::size_t assessed = 0;
    for (const JudgedRow* judged : last.Rows(period)) {
      if (judged->row.verdict == Verdict::missed) return fmt::format("{} missed it in {}", NameOf(judged->row), last.Name(period));
      if (judged->row.verdict == Verdict::met) ++met, ++assessed;
      else if (!terms.unassessed_left_out) return fmt::format("{} was not assessed in {}", NameOf(judged->row), last.Name(period));
    }
    if (assessed == 0 && !terms.unassessed_left_out) return fmt::format("nothing was assessed in {}", last.Name(period));
  }
  return met == 0 ? "nothing was assessed" : "";
}

// What the last periods reached: nothing where one of them was judged by no value, unless such are left out.
std::optional<Exact> Reached(const RecalibrationTerms& terms, const LastPeriods& last, std::string& why_not) {
  if (!last.Hold(terms.reached_in)) {
    why_not = fmt::format("fewer than {} periods have ended", terms.reached_in);
    return std::nullopt;
  }
  const bool more = terms.move.more_is_harder;
  std::optional<Exact> best;
  Exact sum;
  std::int64_t values = 0;
  for (std::size_t period = last.First(terms.reached_in); period < last.End(); ++period) {
    std::optional<Exact> by_all;  // what every group reached
    for (const JudgedRow* judged : last.Rows(period)) {
      if (!JudgedByValue(*judged)) continue;
      Exact value = ValueOf(judged->row);
      sum = sum + value;
      ++values;
      if (!by_all || (more ? value < *by_all : value > *by_all)) by_all = std::move(value);
    }
    if (!by_all && terms.unassessed_left_out) continue;
    if (!by_all) {
      why_not = fmt::format("nothing was assessed in {}", last.Name(period));
      return std::nullopt;
    }
    if (!best || (more ? *by_all > *best : *by_all < *best)) best = std::move(by_all);
  }
  if (!best) {
    why_not = "nothing was assessed";
    return std::nullopt;
  }
  return terms.move.kind == MoveKind::mean ? sum / Exact(values) : *best;
}

Date EffectiveDay(const Period& period, Instant decided, const Zone& zone) {
  Date day = PeriodStart(period, zone.LocalDate(decided));
  while (zone.StartOf(day) < decided) day = NextPeriod(period, day);
  return day;
}

void Adopt(Review& review, const RecalibrationTerms& terms, Instant decided, const Clockwork& clock) {
  review.state = ReviewState::adopted;
  review.decided = decided;
  review.effective = EffectiveDay(terms.effective, decided, *clock.zone);
}

}  // namespace

std::vector<ReviewMoment> ReviewsOf(const RecalibrationTerms& terms, const Clockwork& clock) {
  const auto at = [&](Date end_day) { return clock.zone->StartOf(FinalDay(end_day, clock.grace_days)); };
  std::vector<ReviewMoment> moments;
  for (Date first = PeriodStart(terms.each, clock.term_first);;) {
    const Date end = NextPeriod(terms.each, first);
    if (clock.term_last < end) return moments;  // what it could change is over
    moments.push_back({first, end, PeriodName(terms.each, first), at(end), at(NextPeriod(terms.each, end))});
    first = end;
  }
}

Review ProposeTarget(const RecalibrationTerms& terms, const ReviewMoment& moment, const ObligationInput& obligation, const std::vector<JudgedRow>& rows, const Target& present) {
  const Terms& owed = *obligation.parts.front().terms;
  Review review{.obligation = owed.obligation, .clause = terms.clause, .text = terms.text, .period = moment.period, .first_day = moment.first_day, .end_day = moment.end_day, .at = moment.at,
                .form = owed.form, .from = present, .to = present, .state = ReviewState::kept, .reason = {}, .answers = {}, .until = {}, .decided = {}, .effective = {}};
  const LastPeriods last(*obligation.cells.grid, rows, moment.end_day);
  if (terms.met_in > 0) review.reason = WhyNotMet(terms, last);
  std::optional<Exact> reached;
  if (review.reason.empty() && terms.reached_in > 0) reached = Reached(terms, last, review.reason);
  if (!review.reason.empty()) return review;
  const Exact before(present.level.numerator, present.level.denominator);
  const Exact after = MoveTarget(terms.move, before, reached);
  if (after == before) {
    const Ratio& end = terms.move.more_is_harder ? terms.move.most : terms.move.least;
    review.reason = present.level == end ? "the target is at the end of its range" : "no other target follows from what was reached";
    return review;
  }
  review.to.level = after.ToRatio().value_or(present.level);  // a level that the check listed, and so fits
  review.state = ReviewState::open;
  return review;
}

void AnswerReview(Review& review, const RecalibrationTerms& terms, const ReviewMoment& moment, const Acts& acts, const Clockwork& clock) {
  if (review.state == ReviewState::kept) return;
  if (terms.approvers.empty()) return Adopt(review, terms, moment.at, clock);
  review.until = std::min(DeadlineAfter(moment.at, terms.within, *clock.zone), moment.next);
  review.answers.clear();
  std::optional<Instant> refused;
  std::size_t approvals = 0;
  Instant last = moment.at;
  for (const std::string& party : terms.approvers) {
    const auto answer = [&](ActKind kind) {
      const auto made = acts.First(kind, review.obligation, party, "", review.period, "", moment.at);
      return made && *made <= *review.until ? made : std::nullopt;
    };
    const auto yes = answer(ActKind::approved), no = answer(ActKind::refused);
    const bool approved = yes && (!no || *yes < *no);  // the first counts; of two at one moment the refusal
    review.answers.push_back({party, approved, approved ? yes : no});
    if (approved) {
      ++approvals;
      last = std::max(last, *yes);
    } else if (no && (!refused || *no < *refused)) {
      refused = no;
    }
  }
  if (refused) {
    review.state = ReviewState::refused;
    review.decided = refused;
  } else if (approvals == terms.approvers.size()) {
    Adopt(review, terms, last, clock);
  } else if (*review.until <= clock.as_of) {
    if (terms.silence_accepts) Adopt(review, terms, *review.until, clock);
    else review.state = ReviewState::lapsed;
    review.decided = review.until;
  }
}

}  // namespace slate::settle
