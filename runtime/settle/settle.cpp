#include "runtime/settle/settle.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "runtime/settle/at_risk.h"
#include "runtime/settle/charges.h"
#include "runtime/settle/claims.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/earn_back.h"
#include "runtime/settle/escalation.h"
#include "runtime/settle/history.h"
#include "runtime/settle/judge.h"
#include "runtime/settle/limits.h"
#include "runtime/settle/recalibration.h"
#include "runtime/settle/stack.h"

namespace slate::settle {
namespace {

// Groups of other cells than those that a row was measured in.
class GroupsByName {
 public:
  explicit GroupsByName(const MeasuredCells& cells) {
    for (std::size_t id = 0; id < cells.group_names.size(); ++id) ids_.emplace(cells.group_names[id], id);
    if (cells.groups == GroupsKind::all_together) ids_.emplace("", 0);
  }
  std::optional<std::size_t> Find(const std::string& name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string_view, std::size_t> ids_;
};

// One obligation on its way through the strata.
struct InSettlement {
  const ObligationInput* input = nullptr;
  std::vector<Row> kept;        // what `rows` refers to
  std::vector<JudgedRow> rows;
  std::map<std::pair<std::string, Date>, Verdict> measured;  // by group and period, before relief
  const RecalibrationTerms* recalibration = nullptr;
  std::vector<TargetChange> changes;                         // that reviews adopted

  const Terms& terms() const { return *input->parts.front().terms; }
  const Terms& terms(const JudgedRow& judged) const { return *input->parts[judged.part].terms; }
  const Deciders& deciders(const JudgedRow& judged) const { return input->parts[judged.part].deciders; }
  std::vector<Row*> Pointers() {
    std::vector<Row*> pointers;
    for (JudgedRow& judged : rows) pointers.push_back(&judged.row);
    return pointers;
  }
};

class Settlement {
 public:
  Settlement(const std::vector<ObligationInput>& inputs, const Acts& acts, const std::vector<Charge>& charges, const Currency& currency, const Clockwork& clock,
             const JointTerms& joint, const Standing* standing)
      : acts_(acts), joint_(joint), charges_(charges), currency_(currency), clock_(clock), standing_(standing) {
    for (const ObligationInput& input : inputs) obligations_.push_back({.input = &input, .kept = {}, .rows = {}, .measured = {}, .recalibration = nullptr, .changes = {}});
    for (const RecalibrationTerms& terms : joint.recalibrations) obligations_[terms.obligation].recalibration = &terms;
  }

  // Stratum by stratum: each reads only those before it.
  Settled Run() {
    JudgeAll();
    ReviewTargets();
    for (InSettlement& one : obligations_) CompareWithMinimum(one);
    for (InSettlement& one : obligations_) Escalate(one.rows, one.terms(), acts_, clock_);
    EndContract();
    for (InSettlement& one : obligations_) Pay(one);
    for (InSettlement& one : obligations_) HoldUnclaimed(one.Pointers(), one.terms(), acts_, clock_);
    for (InSettlement& one : obligations_) {
      if (!one.terms().stack.empty()) KeepHighest(one.Pointers(), one.terms().stack);
    }
    for (const Stacking& stacking : joint_.stackings) KeepOne(CreditsOf(stacking.obligations), stacking);
    for (InSettlement& one : obligations_) LimitCredits(one.Pointers(), one.terms(), one.input->cells, charges_, currency_, clock_, missing_);
    for (const RiskPool& pool : joint_.pools) LimitToPool(CreditsOf(pool.obligations), pool, charges_, currency_, missing_);
    for (InSettlement& one : obligations_) EarnBackCredits(one.Pointers(), one.terms(), currency_, clock_);
    Settled settled{.rows = {}, .reviews = std::move(reviews_), .end = std::move(end_), .missing = {}};
    std::size_t rows = 0;
    for (const InSettlement& one : obligations_) rows += one.kept.size();
    for (InSettlement& one : obligations_) {
      if (settled.rows.empty()) {
        settled.rows = std::move(one.kept);
        settled.rows.reserve(rows);
      } else {
        std::move(one.kept.begin(), one.kept.end(), std::back_inserter(settled.rows));
      }
    }
    settled.missing = missing_.Take();
    return settled;
  }

 private:
  // Verdicts under the targets that are known so far, after relief.
  void JudgeAll() {
    for (InSettlement& one : obligations_) {
      Judgement judgement = Judge(*one.input, clock_, one.recalibration != nullptr ? &one.changes : nullptr);
      one.kept = std::move(judgement.rows);
      one.rows = std::move(judgement.judged);
      one.measured.clear();
    }
    for (InSettlement& one : obligations_) RememberMeasured(one);
    for (InSettlement& one : obligations_) Relieve(one);
  }

  // In the order in which they happened: one may rest on verdicts under a target that an earlier one set, also of another obligation. A new target
  // holds for periods that begin later, so what a review looked at stays as it was.
  void ReviewTargets() {
    struct Due {
      InSettlement* one;
      ReviewMoment moment;
    };
    std::vector<Due> due;
    for (InSettlement& one : obligations_) {
      if (one.recalibration == nullptr) continue;
      for (ReviewMoment& moment : ReviewsOf(*one.recalibration, clock_)) {
        if (moment.at <= clock_.as_of) due.push_back({&one, std::move(moment)});
      }
    }
    std::stable_sort(due.begin(), due.end(), [](const Due& a, const Due& b) { return a.moment.at < b.moment.at; });
    bool outdated = false;
    for (const auto& [one, moment] : due) {
      if (outdated) JudgeAll();
      const Target present = PresentTarget(*one, moment.at);
      const Review* standing = StandingReview(*one, moment);
      Review review = standing != nullptr ? *standing : ProposeTarget(*one->recalibration, moment, *one->input, one->rows, present);
      AnswerReview(review, *one->recalibration, moment, acts_, clock_);
      outdated = review.state == ReviewState::adopted;
      if (outdated) one->changes.push_back({*review.effective, PartOf(*one, review.to), review.at, fmt::format("{} ({})", review.period, review.clause)});
      reviews_.push_back(std::move(review));
    }
    if (outdated) JudgeAll();
  }

  // The target decided last.
  Target PresentTarget(const InSettlement& one, Instant at) const {
    Target present = one.terms().target;
    for (const Review& review : reviews_) {
      if (review.obligation == one.terms().obligation && review.state == ReviewState::adopted && *review.decided <= at) present = review.to;
    }
    return present;
  }

  const Review* StandingReview(const InSettlement& one, const ReviewMoment& moment) const {
    if (standing_ == nullptr) return nullptr;
    const auto found = std::find_if(standing_->reviews.begin(), standing_->reviews.end(), [&](const Review& review) { return review.obligation == one.terms().obligation && review.period == moment.period; });
    return found == standing_->reviews.end() ? nullptr : &*found;
  }

  static std::size_t PartOf(const InSettlement& one, const Target& target) {
    const auto& parts = one.input->parts;
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const ObligationInput::Part& part) { return part.terms->target.level == target.level; });
    return found == parts.end() ? 0 : static_cast<std::size_t>(found - parts.begin());  // the plan holds every level that reviews lead to
  }

  std::vector<CreditsOfOne> CreditsOf(const std::vector<std::size_t>& places) {
    std::vector<CreditsOfOne> credits;
    for (const std::size_t place : places) credits.push_back({&obligations_[place].terms(), obligations_[place].Pointers()});
    return credits;
  }

  // Relief reads measured verdicts, so that two obligations may relieve each other.
  void RememberMeasured(InSettlement& one) const {
    const bool asked = std::any_of(obligations_.begin(), obligations_.end(), [&](const InSettlement& other) {
      return std::any_of(other.input->relief.begin(), other.input->relief.end(), [&](const auto& source) { return !source.without && &obligations_[source.obligation] == &one; });
    });
    if (!asked) return;
    for (const JudgedRow& judged : one.rows) one.measured.emplace(std::pair(judged.row.group, judged.row.grid_day), *judged.row.verdict);
  }

  void Relieve(InSettlement& one) const {
    for (std::size_t i = 0; i < one.terms().relief.size(); ++i) {
      const Relief& relief = one.terms().relief[i];
      const ObligationInput::ReliefSource& source = one.input->relief[i];
      const std::optional<GroupsByName> groups = source.without ? std::optional<GroupsByName>(*source.without) : std::nullopt;
      for (JudgedRow& judged : one.rows) {
        if (judged.row.verdict != Verdict::missed) continue;
        if (relief.to_the_extent) RelieveToTheExtent(one, judged, relief, *source.without, *groups);
        else RelieveWhenMissed(judged, relief, obligations_[source.obligation]);
      }
    }
  }

  // Where the other obligation is measured for all groups together, its miss relieves them all.
  static void RelieveWhenMissed(JudgedRow& judged, const Relief& relief, const InSettlement& other) {
    const bool together = other.input->cells.groups == GroupsKind::all_together;
    const auto found = other.measured.find({together ? "" : judged.row.group, judged.row.grid_day});
    if (found == other.measured.end() || found->second != Verdict::missed) return;
    judged.row.relief.push_back({relief.text, 0, {}});
    Excuse(judged, fmt::format("relieved: {} was missed", relief.by));
  }

  // Only what the row itself measured can be measured again without some of its items: not the value of a pool.
  static void RelieveToTheExtent(const InSettlement& one, JudgedRow& judged, const Relief& relief, const MeasuredCells& without, const GroupsByName& groups) {
    const auto group = groups.Find(judged.row.group);
    if (!judged.by_target || !group) return;
    Measure left = MeasureAt(without, *group, judged.period);
    const std::uint64_t items = judged.row.evidence.denominator - std::min(judged.row.evidence.denominator, left.evidence.denominator);
    if (items == 0) return;
    judged.row.relief.push_back({relief.text, items, left.value});
    const std::string what = fmt::format("{} of {} fail {}", items, judged.row.evidence.denominator, relief.by);
    if (!left.value) Excuse(judged, fmt::format("relieved: {}, and nothing else was measured", what));
    else if (one.deciders(judged).target_met(*left.value)) Excuse(judged, fmt::format("relieved: {}, and the rest meet the target", what));
    else judged.row.verdict_reason = fmt::format("relieved to the extent that {}", what);
  }

  static void Excuse(JudgedRow& judged, std::string reason) {
    judged.row.verdict = Verdict::not_assessed;
    judged.row.below_minimum.reset();
    judged.row.verdict_reason = std::move(reason);
    judged.may_pay = false;
  }

  // Of a miss that was relieved in part what is left is compared, as it is paid on.
  static void CompareWithMinimum(InSettlement& one) {
    for (JudgedRow& judged : one.rows) {
      Row& row = judged.row;
      if (!row.minimum || !judged.by_value || (row.verdict != Verdict::met && row.verdict != Verdict::missed)) continue;
      row.below_minimum = row.verdict == Verdict::missed && !one.deciders(judged).minimum_reached(*PaidOnOf(row).value);
    }
  }

  // A period that begins after the contract ended is not assessed; one that it cuts is, as a whole.
  void EndContract() {
    if (standing_ != nullptr) end_ = standing_->end;
    for (InSettlement& one : obligations_) {
      if (standing_ != nullptr) KeepWhatStands(one.rows, *standing_, *clock_.zone);
      const auto ends = EndOfContract(one.rows);
      if (ends && (!end_ || ends->day < end_->day)) end_ = ends;
    }
    if (!end_) return;
    for (InSettlement& one : obligations_) {
      for (JudgedRow& judged : one.rows) {
        if (judged.row.first_day < end_->day) continue;
        judged.row.escalations.clear();
        if (judged.row.status != Status::open) Excuse(judged, fmt::format("the contract ended before {}", ToString(end_->day)));
      }
    }
    const Instant end = clock_.zone->StartOf(end_->day);
    for (InSettlement& one : obligations_) {
      if (one.recalibration != nullptr) ForgetReviewsFrom(end, one);
    }
    std::erase_if(reviews_, [&](const Review& review) { return end <= review.at; });
  }

  // What later reviews adopted held for periods that are not assessed any more: these keep the target from before.
  void ForgetReviewsFrom(Instant end, InSettlement& one) const {
    std::erase_if(one.changes, [&](const TargetChange& change) { return end <= change.at; });
    for (JudgedRow& judged : one.rows) {
      if (judged.row.first_day < end_->day) continue;
      const TargetChange* change = ChangeAt(one.changes, judged.row.first_day);
      judged.part = change != nullptr ? change->part : 0;
      judged.row.target = one.terms(judged).target;
      judged.row.minimum = one.terms(judged).minimum;
      judged.row.target_by = change != nullptr ? change->by : "";
    }
  }

  void Pay(InSettlement& one) {
    std::vector<GroupsByName> guard_groups;
    for (const MeasuredCells& cells : one.input->guards) guard_groups.emplace_back(cells);
    std::optional<Misses> history;
    const std::string* group = nullptr;
    for (JudgedRow& judged : one.rows) {
      if (group == nullptr || *group != judged.row.group) history.emplace(one.terms());
      group = &judged.row.group;
      const Terms& terms = one.terms(judged);
      if (judged.row.verdict != Verdict::pending) history->Add(judged.period, *judged.row.verdict, judged.row.below_minimum);
      if (judged.settled && judged.row.verdict != Verdict::pending) AskGuards(one, judged, guard_groups);
      PayCredit(judged, terms, one.deciders(judged), *history);
      PayBonus(judged, terms, one.deciders(judged));
    }
  }

  void AskGuards(const InSettlement& one, JudgedRow& judged, const std::vector<GroupsByName>& groups) const {
    const Terms& terms = one.terms(judged);
    for (std::size_t i = 0; i < terms.guards.size(); ++i) {
      const Guard& guard = terms.guards[i];
      GuardResult result{.metric = guard.metric, .clause = guard.clause, .text = guard.text, .form = guard.form, .target = guard.target, .value = {}, .exact = {},
                         .held = guard.held_without_value, .no_bonus = guard.no_bonus, .no_earn_back = guard.no_earn_back};
      if (const auto group = groups[i].Find(judged.row.group)) {
        Measure measure = MeasureAt(one.input->guards[i], *group, judged.period);
        result.value = measure.value;
        result.exact = std::move(measure.exact);
        if (result.value) result.held = one.deciders(judged).guard_held[i](*result.value);
      }
      judged.row.guards.push_back(std::move(result));
    }
  }

  void PayCredit(JudgedRow& judged, const Terms& terms, const Deciders& deciders, const Misses& history) {
    Row& row = judged.row;
    if (terms.bands.empty()) return;
    if (row.status == Status::open) {
      if (row.value && judged.existed) FindBand(row, terms, deciders.band(*row.value), *row.value);  // so far
      return;
    }
    if (row.verdict == Verdict::pending) return;
    if (!judged.may_pay) {
      row.credit = 0;
      return;
    }
    const auto [value, exact] = PaidOnOf(row);
    if (!FindBand(row, terms, deciders.band(*value), *value)) return;
    Ratio factor{1, 1};
    for (const Repeat& repeat : terms.repeats) {
      if (!history.Holds(repeat.when) || !(Compare(factor, repeat.factor) < 0)) continue;
      factor = repeat.factor;
      row.repeats = repeat.when.text;
    }
    const Payment payment = PaymentOf(row, *value, *exact, terms.bands[*row.band], terms.charge, terms.allocation, terms, factor, charges_, currency_, missing_);
    row.base = payment.base;
    row.gross = row.credit = payment.gross;
    row.line = payment.line;
    if (!payment.problem.empty()) row.verdict_reason = payment.problem;
    if (!row.gross || *row.gross == 0) row.repeats.clear();
  }

  // Bands are proven total; should a decider disagree, the row says so and credits nothing.
  static bool FindBand(Row& row, const Terms& terms, std::size_t band, const abi::Value& value) {
    if (band >= terms.bands.size()) {
      row.verdict_reason = fmt::format("no band holds {}/{}", ToString(value.numerator), ToString(value.denominator));
      return false;
    }
    row.band = band;
    row.band_text = terms.bands[band].text;
    return true;
  }

  void PayBonus(JudgedRow& judged, const Terms& terms, const Deciders& deciders) {
    Row& row = judged.row;
    if (terms.bonus_bands.empty() || row.status == Status::open || row.verdict == Verdict::pending) return;
    row.bonus.emplace();
    const std::size_t band = judged.may_pay && row.verdict == Verdict::met ? deciders.bonus_band(*row.value) : terms.bonus_bands.size();
    if (band >= terms.bonus_bands.size()) {
      row.bonus->gross = row.bonus->amount = 0;
      return;
    }
    row.bonus->band_text = terms.bonus_bands[band].text;
    Payment payment = PaymentOf(row, *row.value, row.exact, terms.bonus_bands[band], terms.bonus_charge, std::nullopt, terms, {1, 1}, charges_, currency_, missing_);
    row.bonus->base = payment.base;
    row.bonus->gross = row.bonus->amount = payment.gross;
    row.bonus->line = std::move(payment.line);
    if (!payment.problem.empty()) row.verdict_reason = payment.problem;
    const auto broken = std::find_if(row.guards.begin(), row.guards.end(), [](const GuardResult& guard) { return guard.no_bonus && !guard.held; });
    if (broken == row.guards.end() || !row.bonus->gross || *row.bonus->gross <= 0) return;
    row.bonus->withheld = broken->text;
    row.bonus->amount = 0;
    row.bonus->line.reset();
  }

  const Acts& acts_;
  std::vector<InSettlement> obligations_;
  const JointTerms& joint_;
  ChargeTable charges_;
  const Currency& currency_;
  const Clockwork& clock_;
  const Standing* standing_;
  std::vector<Review> reviews_;
  std::optional<ContractEnd> end_;
  MissingCharges missing_;
};

}  // namespace

Settled Settle(const std::vector<ObligationInput>& obligations, const Acts& acts, const std::vector<Charge>& charges, const Currency& currency, const Clockwork& clock,
               const JointTerms& joint, const Standing* standing) {
  return Settlement(obligations, acts, charges, currency, clock, joint, standing).Run();
}

}  // namespace slate::settle
