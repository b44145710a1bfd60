#include "compiler/driver/standing.h"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "compiler/plan/from_checked.h"
#include "runtime/settle/escalation.h"
#include "runtime/settle/recalibration.h"

namespace slate::driver {
namespace {

bool EndsContract(const settle::Terms& terms) {
  return std::any_of(terms.rungs.begin(), terms.rungs.end(), [](const settle::Rung& rung) { return rung.ends || !rung.terminate_by.empty(); });
}

class Looking {
 public:
  Looking(const check::CheckedContract& contract, const check::CheckedBinding& binding, const plan::Plan& plan, const std::map<std::string, std::vector<ingest::Input>>& inputs,
          const EvaluateOptions& options)
      : contract_(contract), binding_(binding), plan_(plan), inputs_(inputs), options_(options), clock_{options.as_of, plan.zone, plan.grace_days, plan.term_first, plan.term_last} {}

  Stood Run(const Evaluated& known) {
    if (!Rewind()) return std::move(stood_);
    for (const Instant moment : Moments(known)) {
      if (!LookAt(moment)) return std::move(stood_);
    }
    stood_.standing.given_before = Instant{options_.as_of.micros + 1};
    return std::move(stood_);
  }

 private:
  // When people acted on what they knew: a review, a notice, an end without one.
  std::set<Instant> Moments(const Evaluated& known) const {
    std::set<Instant> moments;
    for (const settle::RecalibrationTerms& terms : plan_.joint.recalibrations) {
      for (const settle::ReviewMoment& moment : settle::ReviewsOf(terms, clock_)) moments.insert(moment.at);
    }
    for (const settle::Act& act : known.acts) {
      if (act.kind == settle::ActKind::noticed) moments.insert(act.made);
    }
    for (const plan::Settlement& settlement : plan_.settlements) {
      for (const settle::Rung& rung : settlement.terms.rungs) {
        if (rung.ends) EndsOf(rung, plan_.grids[GridOf(settlement.source)], moments);
      }
    }
    moments.erase(moments.upper_bound(options_.as_of), moments.end());
    return moments;
  }

  std::size_t GridOf(const plan::Source& source) const {
    return source.derived ? plan_.derived[*source.derived].grid : plan_.scans[source.scan].measurements[source.measurement].grid;
  }

  void EndsOf(const settle::Rung& rung, const PeriodGrid& grid, std::set<Instant>& moments) const {
    for (std::size_t period = 0; period < grid.size(); ++period) {
      const Date day = settle::FirstDayAfter(DeadlineAfterPeriod(grid.EndDay(period), rung.notice, *plan_.zone), *plan_.zone);
      moments.insert(plan_.zone->StartOf(day));
    }
  }

  bool LookAt(Instant moment) {
    Diagnostics diagnostics;
    const plan::Plan plan = plan::FromChecked(contract_, &binding_, {contract_.term_first, contract_.term_last, moment}, diagnostics);
    stood_.standing.given_before = moment;
    EvaluateOptions options = options_;
    options.as_of = moment;
    options.standing = &stood_.standing;
    options.observe = {};
    options.case_clocks = false;
    Evaluated then = Evaluate(plan, contract_, binding_, inputs_, options);
    for (settle::Review& review : then.ledger.reviews) {
      if (review.at == moment) stood_.standing.reviews.push_back(std::move(review));
    }
    for (const settle::Row& row : then.ledger.rows) EndBy(row, moment);
    return Rewind();
  }

  void EndBy(const settle::Row& row, Instant moment) {
    std::optional<settle::ContractEnd>& end = stood_.standing.end;
    for (const settle::Escalation& one : row.escalations) {
      if (!one.ends || (end && end->day <= *one.ends) || settle::EndedAt(one, *plan_.zone) != moment) continue;
      end = settle::EndBy(row, one);
    }
  }

  // To where the next reading begins.
  bool Rewind() {
    for (const auto& [event, inputs] : inputs_) {
      for (const ingest::Input& input : inputs) {
        if (::lseek(input.fd, 0, SEEK_SET) == 0) continue;
        stood_.problem = {input.path, 0, "reviews and notices of this contract stand by what was known at their moments, so records are read several times: give a file, which can be"};
        return false;
      }
    }
    return true;
  }

  const check::CheckedContract& contract_;
  const check::CheckedBinding& binding_;
  const plan::Plan& plan_;
  const std::map<std::string, std::vector<ingest::Input>>& inputs_;
  const EvaluateOptions& options_;
  settle::Clockwork clock_;
  Stood stood_;
};

}  // namespace

bool CanOutlive(const check::CheckedContract& contract, const plan::Plan& plan) {
  const bool acted_on = !plan.joint.recalibrations.empty() || std::any_of(plan.settlements.begin(), plan.settlements.end(), [](const plan::Settlement& one) { return EndsContract(one.terms); });
  if (!acted_on) return false;
  for (std::size_t i = 0; i < contract.events.size(); ++i) {
    if (contract.events[i].recorded && contract.acts != i) return true;
  }
  return false;
}

Stood StandingBy(const Evaluated& known, const check::CheckedContract& contract, const check::CheckedBinding& binding, const plan::Plan& plan,
                 const std::map<std::string, std::vector<ingest::Input>>& inputs, const EvaluateOptions& options) {
  return Looking(contract, binding, plan, inputs, options).Run(known);
}

}  // namespace slate::driver
