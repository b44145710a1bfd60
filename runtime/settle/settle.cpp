#include "runtime/settle/settle.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/measure/value.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/derive.h"
#include "runtime/settle/groups.h"
#include "runtime/settle/limits.h"
#include "runtime/settle/pool.h"
#include "runtime/settle/verdict.h"

namespace slate::settle {
namespace {

// What all rows of one period share.
struct PeriodFacts {
  Date grid_day, first_day, end_day;
  std::string name;
  Ratio part{1, 1};
  Status status = Status::open;
};

// The periods that have begun by `as_of`, in order: a prefix of the grid.
std::vector<PeriodFacts> BegunPeriods(const PeriodGrid& grid, const Clockwork& clock) {
  std::vector<PeriodFacts> periods;
  for (std::size_t i = 0; i < grid.size() && grid.boundaries[i] <= clock.as_of; ++i) {
    PeriodFacts period{grid.first_days[i], grid.FirstDay(i), grid.EndDay(i), PeriodName(grid.period, grid.first_days[i]), grid.Part(i), Status::final};
    if (grid.boundaries[i + 1] > clock.as_of) {
      period.status = Status::open;
    } else if (clock.as_of < clock.zone->StartOf(FinalDay(period.end_day, clock.grace_days))) {
      period.status = Status::provisional;
    }
    periods.push_back(std::move(period));
  }
  return periods;
}

class Settlement {
 public:
  Settlement(const MeasuredCells& cells, const Terms* terms, const std::vector<Charge>& charges, const Currency& currency,
             const Deciders* deciders, const Clockwork& clock)
      : cells_(cells),
        terms_(terms),
        deciders_(deciders),
        currency_(currency),
        charges_(charges),
        clock_(clock),
        groups_(cells),
        periods_(BegunPeriods(*cells.grid, clock)) {}

  Settled Run() {
    for (const std::size_t group : groups_.order()) {
      if (terms_ != nullptr && terms_->only_group && groups_.Name(group) != *terms_->only_group) continue;
      for (std::size_t period = cells_.grid->first_row; period < periods_.size(); ++period) {
        const Presence presence = groups_.In(group, period);
        if (presence == Presence::absent) continue;
        Row row = Measured(group, period);
        if (terms_ != nullptr) Judge(row, presence, group, period);
        settled_.rows.push_back(std::move(row));
      }
    }
    if (terms_ != nullptr && !terms_->only_group) LimitCredits(settled_.rows, *terms_, cells_, charges_, currency_, clock_, missing_);
    settled_.missing = missing_.Take();
    return std::move(settled_);
  }

 private:
  Row Measured(std::size_t group, std::size_t period) const {
    const PeriodFacts& facts = periods_[period];
    Row row;
    row.obligation = terms_ != nullptr ? terms_->obligation : "";
    row.metric = cells_.metric;
    row.clause = terms_ != nullptr ? terms_->clause : cells_.clause;
    if (cells_.groups != GroupsKind::all_together) row.group_field = cells_.group_field;
    row.group = groups_.Name(group);
    row.grid_day = facts.grid_day;
    row.first_day = facts.first_day;
    row.end_day = facts.end_day;
    row.period = facts.name;
    row.part = facts.part;
    row.status = facts.status;
    row.form = cells_.form;
    if (cells_.derived != nullptr) {
      Point point = cells_.derived->At(group, period);
      row.evidence = std::move(point.evidence);
      row.value = point.value;
      row.exact = std::move(point.exact);
      row.no_value = std::move(point.no_value);
      if (terms_ == nullptr) row.verdict_reason = row.no_value;
    } else {
      row.evidence = EvidenceOf(cells_, *cells_.counters, group, period);
      row.value = measure::ValueOf(cells_.aggregate, *cells_.counters, cells_.samples, group, period);
    }
    return row;
  }

  void Judge(Row& row, Presence presence, std::size_t group, std::size_t period) {
    row.target = terms_->target;
    if (row.status == Status::open) {
      row.verdict = Verdict::pending;
      row.verdict_reason = fmt::format("period ends {}", ToString(row.end_day));
      if (presence == Presence::present && row.value) FindBand(row);  // so far
      return;
    }
    if (presence == Presence::outside_life) {
      row.verdict = Verdict::not_assessed;
      row.verdict_reason = fmt::format("not on the roster of `{}` in this period", cells_.group_field);
      if (!terms_->bands.empty()) row.credit = 0;
      return;
    }
    if (terms_->partial_met && row.part != Ratio{1, 1}) {
      row.verdict = Verdict::met;
      row.verdict_reason = "a part of a period: deemed met";
      if (!terms_->bands.empty()) row.credit = 0;
      return;
    }
    if (row.evidence.pending > 0 && !row.value) {
      row.verdict = Verdict::pending;
      row.verdict_reason = "no item is decided yet";
      return;
    }
    Decision decision = Decide(row, *terms_, *deciders_);
    if (decision.too_few && terms_->volume->pooled_by) decision = DecideByPool(row, std::move(decision), group, period);
    row.verdict = decision.verdict;
    row.verdict_reason = std::move(decision.reason);
    if (terms_->bands.empty() || decision.verdict == Verdict::pending) return;
    if (!decision.may_pay || !decision.has_value) {
      if (decision.may_pay) row.verdict_reason += ": without a value there is no band and no credit";
      row.credit = 0;
      return;
    }
    FindBand(row);
    if (row.band) Credit(row, *terms_, charges_, currency_, missing_);
  }

  // The row keeps its own evidence; its value, verdict and band are those of the pool.
  Decision DecideByPool(Row& row, Decision own, std::size_t group, std::size_t period) {
    const Pool pool = PoolOf(cells_, *terms_->volume->pooled_by, group, period, clock_);
    Decision decision{.verdict = Verdict::pending, .reason = fmt::format("{}: pooled by {}", own.reason, pool.name), .too_few = true, .has_value = false, .may_pay = false};
    if (!pool.whole) {
      decision.reason += ", which the evaluated days do not hold whole";
    } else if (clock_.as_of < clock_.zone->StartOf(pool.end_day)) {
      decision.reason += fmt::format(", which ends {}", ToString(pool.end_day));
    } else if (pool.items < static_cast<std::uint64_t>(terms_->volume->minimum) || !pool.value) {
      decision.verdict = Verdict::not_assessed;
      decision.reason += fmt::format(", {} items there", pool.items);
    } else {
      row.value = pool.value;
      decision.reason += fmt::format(", {} items there", pool.items);
      decision.verdict = deciders_->target_met(*row.value) ? Verdict::met : Verdict::missed;
      decision.has_value = decision.may_pay = true;
    }
    return decision;
  }

  // Bands are proven total; should a decider disagree, the row says so and credits nothing.
  void FindBand(Row& row) const {
    if (terms_->bands.empty()) return;
    const std::size_t band = deciders_->band(*row.value);
    if (band >= terms_->bands.size()) {
      row.verdict_reason = fmt::format("no band holds {}/{}", ToString(row.value->numerator), ToString(row.value->denominator));
      return;
    }
    row.band = band;
    row.band_text = terms_->bands[band].text;
  }

  const MeasuredCells& cells_;
  const Terms* terms_;
  const Deciders* deciders_;
  const Currency& currency_;
  ChargeTable charges_;
  const Clockwork& clock_;
  Groups groups_;
  std::vector<PeriodFacts> periods_;
  MissingCharges missing_;
  Settled settled_;
};

}  // namespace

Settled Settle(const MeasuredCells& cells, const Terms* terms, const std::vector<Charge>& charges, const Currency& currency,
               const Deciders* deciders, const Clockwork& clock) {
  return Settlement(cells, terms, charges, currency, deciders, clock).Run();
}

}  // namespace slate::settle
