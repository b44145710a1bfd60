#include "runtime/settle/judge.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/measure/value.h"
#include "runtime/settle/derive.h"
#include "runtime/settle/groups.h"
#include "runtime/settle/pool.h"

namespace slate::settle {
namespace {

// What all rows of one period share.
struct PeriodFacts {
  Date grid_day, first_day, end_day;
  std::string name, piece_of;
  Ratio part{1, 1};
  Status status = Status::open;
};

// The periods that have begun by `as_of`, in order: a prefix of the grid.
std::vector<PeriodFacts> BegunPeriods(const PeriodGrid& grid, const Clockwork& clock) {
  std::vector<PeriodFacts> periods;
  for (std::size_t i = 0; i < grid.size() && grid.boundaries[i] <= clock.as_of; ++i) {
    PeriodFacts period{grid.first_days[i], grid.FirstDay(i), grid.EndDay(i), grid.Name(i), grid.IsPiece(i) ? PeriodName(grid.period, grid.first_days[i]) : "", grid.Part(i), Status::final};
    if (grid.boundaries[i + 1] > clock.as_of) {
      period.status = Status::open;
    } else if (clock.as_of < clock.zone->StartOf(FinalDay(period.end_day, clock.grace_days))) {
      period.status = Status::provisional;
    }
    periods.push_back(std::move(period));
  }
  return periods;
}

class Judging {
 public:
  Judging(const MeasuredCells& cells, const ObligationInput* obligation, const Clockwork& clock, const std::vector<TargetChange>* changes = nullptr)
      : cells_(cells), obligation_(obligation), clock_(clock), changes_(changes), groups_(cells), periods_(BegunPeriods(*cells.grid, clock)) {}

  Judgement Run() {
    Judgement all;
    all.rows.reserve(Present());
    struct Place {
      std::size_t part, group, period;
      Presence presence;
    };
    std::vector<Place> places;
    for (const std::size_t group : groups_.order()) {
      for (std::size_t period = cells_.grid->first_row; period < periods_.size(); ++period) {
        const auto part = PartOf(group, periods_[period].first_day);
        if (!part) continue;
        const Presence presence = groups_.In(group, period);
        if (presence == Presence::absent) continue;
        all.rows.push_back(Measured(group, period));
        places.push_back({*part, group, period, presence});
      }
    }
    all.judged.reserve(all.rows.size());
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
      all.judged.push_back({.row = all.rows[i], .part = places[i].part, .group = places[i].group, .period = places[i].period});
      if (obligation_ != nullptr) Judge(all.judged.back(), places[i].presence);
    }
    return all;
  }

 private:
  std::size_t Present() const {
    std::size_t present = 0;
    for (const std::size_t group : groups_.order()) {
      for (std::size_t period = cells_.grid->first_row; period < periods_.size(); ++period) present += groups_.In(group, period) != Presence::absent;
    }
    return present;
  }

  // Under which terms a group is judged in a period that begins on this day; nothing: it is no class of the target.
  std::optional<std::size_t> PartOf(std::size_t group, Date first_day) const {
    if (obligation_ == nullptr) return 0;
    if (changes_ != nullptr) {
      const TargetChange* change = ChangeAt(*changes_, first_day);
      return change != nullptr ? change->part : 0;
    }
    for (std::size_t part = 0; part < obligation_->parts.size(); ++part) {
      const Terms& terms = *obligation_->parts[part].terms;
      if ((terms.from && first_day < *terms.from) || (terms.until && *terms.until <= first_day)) continue;
      if (terms.only_class ? *terms.only_class == ClassOf(group, first_day) : !terms.only_group || *terms.only_group == groups_.Name(group)) return part;
    }
    return std::nullopt;
  }

  // As the last record says that is not after the start of the period; before any, as the first one does. Empty: no record says it.
  std::string_view ClassOf(std::size_t group, Date first_day) const {
    const auto found = obligation_->classes.find(groups_.Name(group));
    if (found == obligation_->classes.end()) return {};
    const auto later = [](Instant start, const auto& one) { return start < one.first; };
    const auto next = std::upper_bound(found->second.begin(), found->second.end(), clock_.zone->StartOf(first_day), later);
    return next == found->second.begin() ? next->second : std::prev(next)->second;
  }

  // What an amendment splits is measured in its parts, unless the term cuts it as well.
  bool IsCutByTerm(Date day) const {
    const Period& period = cells_.grid->period;
    return PeriodStart(period, day) < clock_.term_first || clock_.term_last.days + 1 < NextPeriod(period, day).days;
  }

  Row Measured(std::size_t group, std::size_t period) const {
    const PeriodFacts& facts = periods_[period];
    const Terms* terms = obligation_ == nullptr ? nullptr : obligation_->parts.front().terms;
    Row row;
    row.obligation = terms != nullptr ? terms->obligation : "";
    row.metric = cells_.metric;
    row.clause = terms != nullptr ? terms->clause : cells_.clause;
    row.watch = terms != nullptr && terms->watch;
    if (cells_.groups != GroupsKind::all_together) row.group_field = cells_.group_field;
    row.group = groups_.Name(group);
    row.grid_day = facts.grid_day;
    row.first_day = facts.first_day;
    row.end_day = facts.end_day;
    row.period = facts.name;
    row.piece_of = facts.piece_of;
    row.part = facts.part;
    row.status = facts.status;
    row.form = cells_.form;
    Measure measure = MeasureAt(cells_, group, period);
    row.evidence = std::move(measure.evidence);
    row.value = measure.value;
    row.exact = std::move(measure.exact);
    row.no_value = std::move(measure.no_value);
    if (terms == nullptr) row.verdict_reason = row.no_value;
    return row;
  }

  void Judge(JudgedRow& judged, Presence presence) const {
    const auto& [terms, deciders] = obligation_->parts[judged.part];
    Row& row = judged.row;
    row.target = terms->target;
    if (!obligation_->classes.empty()) row.of_class = ClassOf(judged.group, row.first_day);
    if (const TargetChange* change = changes_ != nullptr ? ChangeAt(*changes_, row.first_day) : nullptr) row.target_by = change->by;
    row.minimum = terms->minimum;
    row.form = terms->form;
    judged.existed = presence == Presence::present;
    if (row.status == Status::open) {
      row.verdict = Verdict::pending;
      row.verdict_reason = fmt::format("period ends {}", ToString(row.end_day));
      return;
    }
    if (presence == Presence::outside_life) {
      row.verdict = Verdict::not_assessed;
      row.verdict_reason = fmt::format("not on the roster of `{}` in this period", cells_.group_field);
      return;
    }
    judged.settled = true;
    if (terms->partial_met && row.part != Ratio{1, 1} && (row.piece_of.empty() || IsCutByTerm(row.first_day))) {
      row.verdict = Verdict::met;
      row.verdict_reason = "a part of a period: deemed met";
      return;
    }
    if (row.evidence.pending > 0 && !row.value) {
      row.verdict = Verdict::pending;
      row.verdict_reason = "no item is decided yet";
      return;
    }
    Decision decision = Decide(row, *terms, deciders);
    judged.by_target = decision.may_pay && decision.has_value && !decision.too_few;
    if (decision.too_few && terms->volume->pooled_by) decision = DecideByPool(row, *terms, deciders, std::move(decision), judged.group, judged.period);
    judged.by_value = judged.by_target || (decision.too_few && terms->volume->pooled_by && decision.has_value);
    row.verdict = decision.verdict;
    row.verdict_reason = std::move(decision.reason);
    if (decision.verdict == Verdict::pending) return;
    if (decision.may_pay && !decision.has_value && !terms->bands.empty()) row.verdict_reason += ": without a value there is no band and no credit";
    judged.may_pay = decision.may_pay && decision.has_value;
  }

  // The row keeps its own evidence; its value, verdict and band are those of the pool.
  Decision DecideByPool(Row& row, const Terms& terms, const Deciders& deciders, Decision own, std::size_t group, std::size_t period) const {
    const Pool pool = PoolOf(cells_, *terms.volume->pooled_by, group, period, clock_);
    Decision decision{.verdict = Verdict::pending, .reason = fmt::format("{}: pooled by {}", own.reason, pool.name), .too_few = true, .has_value = false, .may_pay = false};
    if (!pool.whole) {
      decision.reason += ", which the evaluated days do not hold whole";
    } else if (clock_.as_of < clock_.zone->StartOf(pool.end_day)) {
      decision.reason += fmt::format(", which ends {}", ToString(pool.end_day));
    } else if (pool.items < static_cast<std::uint64_t>(terms.volume->minimum) || !pool.value) {
      decision.verdict = Verdict::not_assessed;
      decision.reason += fmt::format(", {} items there", pool.items);
    } else {
      row.value = pool.value;
      decision.reason += fmt::format(", {} items there", pool.items);
      decision.verdict = deciders.target_met(*row.value) ? Verdict::met : Verdict::missed;
      decision.has_value = decision.may_pay = true;
    }
    return decision;
  }

  const MeasuredCells& cells_;
  const ObligationInput* obligation_;
  const Clockwork& clock_;
  const std::vector<TargetChange>* changes_;
  Groups groups_;
  std::vector<PeriodFacts> periods_;
};

}  // namespace

const TargetChange* ChangeAt(const std::vector<TargetChange>& changes, Date first_day) {
  const TargetChange* last = nullptr;
  for (const TargetChange& change : changes) {
    if (change.from <= first_day) last = &change;
  }
  return last;
}

Measure MeasureAt(const MeasuredCells& cells, std::size_t group, std::size_t period) {
  if (cells.derived != nullptr) {
    Point point = cells.derived->At(group, period);
    return {point.value, std::move(point.exact), std::move(point.no_value), std::move(point.evidence)};
  }
  return {measure::ValueOf(cells.aggregate, *cells.counters, cells.samples, group, period), {}, {}, EvidenceOf(cells, *cells.counters, group, period)};
}

Judgement Judge(const ObligationInput& obligation, const Clockwork& clock, const std::vector<TargetChange>* changes) {
  return Judging(obligation.cells, &obligation, clock, changes).Run();
}

std::vector<Row> Report(const MeasuredCells& cells, const Clockwork& clock) {
  return Judging(cells, nullptr, clock).Run().rows;
}

}  // namespace slate::settle
