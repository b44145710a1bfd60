#include "compiler/plan/from_checked.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "compiler/check/literals.h"
#include "compiler/check/pieces.h"
#include "compiler/plan/derived.h"
#include "compiler/plan/expressions.h"
#include "compiler/plan/maturity.h"
#include "compiler/plan/terms.h"

namespace slate::plan {
namespace {

FieldType FieldTypeOf(check::TypeKind kind) {
  switch (kind) {
    case check::TypeKind::boolean: return FieldType::boolean;
    case check::TypeKind::enumeration: return FieldType::enumeration;
    case check::TypeKind::count: return FieldType::count;
    case check::TypeKind::number: return FieldType::number;
    case check::TypeKind::money: return FieldType::money;
    case check::TypeKind::date: return FieldType::date;
    case check::TypeKind::instant: return FieldType::instant;
    case check::TypeKind::duration:
    case check::TypeKind::business_time: return FieldType::duration;
    default: return FieldType::text;
  }
}

class Lowering {
 public:
  Lowering(const check::CheckedContract& contract, const check::CheckedBinding* binding, Window window, Diagnostics& diagnostics)
      : contract_(contract), binding_(binding), window_(window), diagnostics_(diagnostics) {}

  Plan Run() {
    plan_.contract = contract_.title;
    plan_.reference = contract_.reference;
    plan_.currency = contract_.currency;
    plan_.zone = contract_.zone;
    plan_.term_first = contract_.term_first;
    plan_.term_last = contract_.term_last;
    plan_.grace_days = contract_.grace_days;
    plan_.zones = {contract_.zone};
    for (const check::CheckedCalendar& calendar : contract_.calendars) {
      plan_.zones.push_back(calendar.hours->rules().zone);
      plan_.calendars.push_back(calendar.hours);
    }
    plan_.shown_first = window_.from;
    plan_.shown_last = window_.through;
    Widen();
    for (const check::Decided& decided : contract_.decisions) plan_.decisions.push_back({decided.question, decided.answer, decided.decided_by});
    Charges();
    for (const check::CheckedObligation& obligation : contract_.obligations) Obligation(obligation);
    plan_.joint = JointTermsOf(contract_);
    for (std::uint32_t i = 0; i < contract_.metrics.size(); ++i) {
      if (check::IsReported(contract_, i)) Report(MeasureAny(i, contract_.metrics[i].group, GridOf(contract_.metrics[i].period)));
    }
    Governance();
    if (contract_.acts && IsBound(*contract_.acts)) plan_.acts = Retained(*contract_.acts);
    for (auto& [key, builder] : builders_) Finish(key.first, builder);
    return std::move(plan_);
  }

 private:
  struct Builder {
    std::uint32_t scan = 0;
    NodeBuilder nodes;
  };

  // Where the caps and pools begin that a day lies in, and those that these lie in; no earlier than needed within the term.
  Date ReachBack(const std::vector<Period>& longer, Date from) const {
    for (Date before{from.days + 1}; from < before && contract_.term_first < from;) {
      before = from;
      for (const Period& period : longer) from = std::min(from, PeriodStart(period, from));
    }
    return from;
  }

  // Likewise the last day of those that have to be known whole.
  Date ReachOn(const std::vector<Period>& whole, Date through) const {
    for (Date before{through.days - 1}; before < through && through < contract_.term_last;) {
      before = through;
      for (const Period& period : whole) through = std::max(through, Date{NextPeriod(period, through).days - 1});
    }
    return through;
  }

  // A cap over a longer window (one that is shared pro rata to its end), a pooled volume, a rolling window and groups that exist
  // since they were first seen look beyond the days asked for: those are measured too, and not shown.
  void Widen() {
    const Window asked = window_;
    int longest = 1;  // rolling window
    for (const check::CheckedObligation& obligation : contract_.obligations) {
      std::vector<Period> longer, whole;
      if (obligation.earn_back) window_.through = contract_.term_last;  // what becomes of a credit shows later
      if (obligation.recalibration) window_.through = contract_.term_last;  // every review is made, whichever are shown
      for (const check::CheckedCap& cap : obligation.caps) {
        if (cap.whole_term || cap.carried) window_.from = contract_.term_first;  // what earlier windows used up, or left over
        if (cap.whole_term && cap.pro_rata) window_.through = contract_.term_last;
        if (cap.window) longer.push_back(*cap.window);
        if (cap.window && cap.pro_rata) whole.push_back(*cap.window);
      }
      if (obligation.volume && obligation.volume->pooled_by) {
        longer.push_back(*obligation.volume->pooled_by);
        whole.push_back(*obligation.volume->pooled_by);
      }
      // A measured period that begins before the longer one may belong to it.
      if (!longer.empty()) window_.from = std::min(window_.from, PeriodStart(obligation.period, ReachBack(longer, asked.from)));
      window_.through = std::max(window_.through, ReachOn(whole, asked.through));
      longest = std::max(longest, obligation.period.length);
    }
    for (const check::CheckedMetric& metric : contract_.metrics) longest = std::max(longest, metric.period.length);
    window_.from.days -= longest - 1;
    if (!contract_.improvements.empty()) window_.through = contract_.term_last;  // whatever came before their dates counts
    if (!contract_.improvements.empty() || LooksBack(contract_)) window_.from = contract_.term_first;
    for (const check::CheckedEvent& event : contract_.events) {
      for (const check::CheckedField& field : event.fields) {
        if (field.dimension && field.groups == check::GroupsKind::seen_since_term_began) window_.from = contract_.term_first;
      }
    }
    window_.from = std::max(window_.from, contract_.term_first);
    window_.through = std::min(window_.through, contract_.term_last);
  }

  // `group`: buckets are measured for each of one dimension, so each has rows of its own.
  Builder& BuilderOf(std::uint32_t event, const std::optional<std::string>& group = std::nullopt) {
    const check::CheckedEvent& declared = contract_.events[event];
    const bool of_buckets = declared.folded == check::Folded::buckets;
    const std::pair key(event, of_buckets ? group.value_or("") : "");
    const auto found = builders_.find(key);
    if (found != builders_.end()) return found->second;
    std::optional<TimelineFold> fold;
    std::optional<BucketFold> buckets;
    std::optional<CaseFold> case_fold;
    std::optional<CeilingFold> ceilings;
    if (of_buckets) buckets = BucketFold{BucketsOf(contract_.buckets[declared.folded_from], group, window_.from), group.has_value()};
    else if (declared.folded == check::Folded::cases) case_fold = CaseFoldOf(declared);
    else if (declared.folded == check::Folded::ceilings) ceilings = CeilingsOf(contract_.ceilings[declared.folded_from]);
    else if (declared.folded != check::Folded::no) fold = FoldOf(declared);
    const std::uint32_t scan = static_cast<std::uint32_t>(plan_.scans.size());
    plan_.scans.push_back({.event = declared.name, .retained = false, .fold = std::move(fold), .buckets = std::move(buckets), .case_fold = std::move(case_fold), .ceilings = std::move(ceilings), .columns = {}, .key = {}, .unique_by_key = false, .nodes = {}, .measurements = {}});
    Builder& builder = builders_.emplace(key, Builder{scan, NodeBuilder(declared)}).first->second;
    // A fold makes every column, in the order of the fields; of buckets, of the dimensions only the one they are measured by.
    for (std::uint32_t i = 0; declared.folded != check::Folded::no && i < declared.fields.size(); ++i) {
      if (!of_buckets || !declared.fields[i].dimension || declared.fields[i].name == group) builder.nodes.Column(i);
    }
    return builder;
  }

  // What a metric is in each bucket from a day on, as far as anything is known.
  BucketSource BucketsOf(const check::CheckedBuckets& buckets, const std::optional<std::string>& group, Date from) {
    Date through = window_.through;
    if (window_.as_of) through = std::min(through, contract_.zone->LocalDate(*window_.as_of));
    BucketSource source{.threshold = {}, .empty = buckets.empty};
    std::tie(source.scan, source.measurement) = MeasureOn(buckets.metric, group, BucketGrid(buckets.width, from, through));
    if (buckets.threshold) source.threshold = settle::Target{static_cast<Direction>(buckets.threshold->direction), buckets.threshold->level};
    return source;
  }

  std::uint32_t BucketGrid(std::int64_t width, Date from, Date through) {
    const Instant start = contract_.zone->StartOf(from);
    for (std::uint32_t i = 0; i < plan_.grids.size(); ++i) {
      const PeriodGrid& grid = plan_.grids[i];
      if (grid.bucket == width && grid.size() > 0 && grid.boundaries.front() == start) return i;
    }
    plan_.grids.push_back(BucketsOfDays(*contract_.zone, from, through, width));
    return static_cast<std::uint32_t>(plan_.grids.size() - 1);
  }

  // The scan that reads the records of a fold: every field, in order.
  std::uint32_t Retained(std::uint32_t event) {
    Builder& builder = BuilderOf(event);
    for (std::uint32_t i = 0; i < contract_.events[event].fields.size(); ++i) builder.nodes.Column(i);
    plan_.scans[builder.scan].retained = true;
    plan_.scans[builder.scan].intervals = contract_.events[event].fields[1].name == "start";
    return builder.scan;
  }

  CeilingFold CeilingsOf(const check::CheckedCeilings& source) {
    Builder& records = BuilderOf(source.records);
    plan_.scans[records.scan].retained = true;
    CeilingFold fold{.records = records.scan, .columns = {}, .ceilings = {}};
    const std::vector<check::CheckedField>& fields = contract_.events[source.records].fields;
    for (std::uint32_t i = 0; i < fields.size(); ++i) fold.columns.push_back(records.nodes.Column(i));
    for (const check::CheckedExclusion& exclusion : source.exclusions) {
      Measurement volume;
      volume.metric = exclusion.name;
      volume.origin = {exclusion.clause, exclusion.span};
      records.nodes.SetClause(source.clause);
      volume.selected = source.where ? records.nodes.Lower(*source.where) : records.nodes.True(source.span);
      volume.by = records.nodes.Lower(source.by);
      volume.numerator = records.nodes.True(source.span);
      volume.aggregate.kind = measure::AggregateKind::count;
      records.nodes.SetClause(exclusion.clause);
      volume.exclusions.push_back({false, exclusion.name, records.nodes.Lower(exclusion.when), volume.origin});
      // Whole periods, however few days are asked for.
      volume.grid = static_cast<std::uint32_t>(plan_.grids.size());
      plan_.grids.push_back(PeriodsOfTerm(exclusion.ceiling->period, *contract_.zone, contract_.term_first, contract_.term_last, contract_.term_first, contract_.term_last));
      if (exclusion.ceiling->group) GroupBy(contract_.events[source.records], *exclusion.ceiling->group, records.nodes, volume);
      fold.ceilings.push_back({std::move(volume), exclusion.ceiling->share});
    }
    return fold;
  }

  CaseFold CaseFoldOf(const check::CheckedEvent& rows) {
    const check::CheckedCase& one = contract_.cases[rows.folded_from];
    CaseFold fold{.records = Retained(one.records), .rules = one.rules, .steps = one.steps, .clocks = {}, .key = {}, .carried = one.carried};
    for (const check::CheckedClock& clock : one.clocks) fold.clocks.push_back({clock.name, clock.class_field, {clock.clause, clock.span}});
    // The last two fields of the key say which step of the case a record is.
    const std::vector<std::uint32_t>& key = contract_.events[one.records].key;
    fold.key.assign(key.begin(), key.end() - 2);
    return fold;
  }

  TimelineFold FoldOf(const check::CheckedEvent& rows) {
    const check::CheckedTimeline& timeline = contract_.timelines[rows.folded_from];
    TimelineFold fold{.records = timeline.buckets ? 0 : Retained(timeline.records), .rules = timeline.rules, .states = static_cast<std::uint32_t>(timeline.states.size() - 1),
                      .pieces = rows.folded == check::Folded::timeline_pieces, .grids = {}, .buckets = {}, .within = timeline.within, .beyond = timeline.beyond, .empty = timeline.empty,
                      .exclusions = {}, .entity = rows.fields[0].name};
    // A run may begin long before the days that are asked for.
    if (timeline.buckets) fold.buckets = BucketsOf(*timeline.buckets, fold.entity, contract_.term_first);
    if (!fold.pieces) return fold;
    for (const check::CheckedTimeExclusion& exclusion : timeline.exclusions) {
      TimeExclusion lowered{.records = Retained(exclusion.records), .name = exclusion.name, .notice = exclusion.notice, .only_in = exclusion.only_in, .decision = exclusion.decision, .silence_accepts = exclusion.silence_accepts, .budget = exclusion.budget,
                            .budget_grid = {}, .origin = {exclusion.clause, exclusion.span}};
      if (exclusion.budget) {
        lowered.budget_grid = PeriodsOfTerm(exclusion.budget_period, *contract_.zone, contract_.term_first, contract_.term_last, contract_.term_first, contract_.term_last);
      }
      fold.exclusions.push_back(std::move(lowered));
    }
    return fold;
  }

  // Periods that an amendment splits for one obligation are whole for another: they are of a grid of their own.
  std::uint32_t GridOf(const Period& period, const std::vector<Date>& splits = {}) {
    for (std::uint32_t i = 0; i < plan_.grids.size(); ++i) {
      if (plan_.grids[i].bucket == 0 && plan_.grids[i].period == period && plan_.grids[i].splits == splits) return i;
    }
    plan_.grids.push_back(contract_.partial_periods == check::PartialPeriods::ignored
                              ? WholePeriods(period, *contract_.zone, window_.from, window_.through).grid
                              : PeriodsOfTerm(period, *contract_.zone, window_.from, window_.through, contract_.term_first, contract_.term_last));
    if (!splits.empty()) SplitPeriods(plan_.grids.back(), splits, window_.from, window_.through, contract_.term_first, contract_.term_last);
    return static_cast<std::uint32_t>(plan_.grids.size() - 1);
  }

  // Measures for each value of a dimension; its field.
  static std::optional<std::uint32_t> GroupBy(const check::CheckedEvent& event, const std::string& dimension, NodeBuilder& nodes, Measurement& measurement) {
    const auto field = check::FindField(event, dimension);
    if (!field) return std::nullopt;
    measurement.group_column = nodes.Column(*field);
    switch (event.fields[*field].groups) {
      case check::GroupsKind::closed_values:
      case check::GroupsKind::roster: measurement.groups = GroupsKind::closed; break;
      case check::GroupsKind::seen_since_term_began: measurement.groups = GroupsKind::seen_since_term_began; break;
      case check::GroupsKind::seen_in_period: measurement.groups = GroupsKind::seen_in_period; break;
    }
    return field;
  }

  // The measurement of a metric at a scope, made once; {scan, measurement}.
  std::pair<std::uint32_t, std::uint32_t> MeasureOn(std::uint32_t metric_index, const std::optional<std::string>& group, std::uint32_t on_grid) {
    const auto key = std::tuple(metric_index, group.value_or(""), on_grid);
    if (const auto found = measured_.find(key); found != measured_.end()) return found->second;
    const check::CheckedMetric& metric = contract_.metrics[metric_index];
    const check::CheckedEvent& event = contract_.events[metric.event];
    Builder& builder = BuilderOf(metric.event, group);
    NodeBuilder& nodes = builder.nodes;
    nodes.SetClause(metric.clause);
    Measurement measurement;
    measurement.metric = metric.name;
    measurement.origin = {metric.clause, metric.span};
    measurement.selected = metric.where ? nodes.Lower(*metric.where) : nodes.True(metric.span);
    measurement.by = nodes.Lower(metric.by);
    for (const check::CheckedExclusion& exclusion : metric.exclusions) {
      nodes.SetClause(exclusion.clause);
      measurement.exclusions.push_back({false, exclusion.name, nodes.Lower(exclusion.when), {exclusion.clause, exclusion.span}});
    }
    nodes.SetClause(metric.clause);
    measurement.aggregate = metric.aggregate;
    measurement.form = FormOf(metric, "");
    measurement.numerator = metric.numerator ? nodes.Lower(*metric.numerator) : nodes.True(metric.span);
    if (metric.value) measurement.value = nodes.Lower(*metric.value);
    measurement.grid = on_grid;
    if (auto& fold = plan_.scans[builder.scan].fold; fold && std::find(fold->grids.begin(), fold->grids.end(), measurement.grid) == fold->grids.end()) {
      fold->grids.push_back(measurement.grid);
    }
    const std::optional<std::uint32_t> group_field = group ? GroupBy(event, *group, nodes, measurement) : std::nullopt;
    Pending(metric, event, group_field, nodes, measurement);
    Scan& scan = plan_.scans[builder.scan];
    scan.measurements.push_back(std::move(measurement));
    const std::pair<std::uint32_t, std::uint32_t> at{builder.scan, static_cast<std::uint32_t>(scan.measurements.size() - 1)};
    measured_.emplace(key, at);
    return at;
  }

  // A metric at a scope, measured or calculated, made once and after what it is made of.
  Source MeasureAny(std::uint32_t metric_index, const std::optional<std::string>& group, std::uint32_t on_grid) {
    const check::CheckedMetric& metric = contract_.metrics[metric_index];
    if (!metric.derivation) {
      const std::size_t before = plan_.scans.size() + measured_.size();
      Source source;
      std::tie(source.scan, source.measurement) = MeasureOn(metric_index, group, on_grid);
      if (plan_.scans.size() + measured_.size() > before) plan_.scans[source.scan].measurements[source.measurement].operand_only = true;
      return source;
    }
    const auto key = std::tuple(metric_index, group.value_or(""), on_grid);
    if (const auto found = calculated_.find(key); found != calculated_.end()) return {.derived = found->second};
    Derived derived = DerivedOf(metric);
    derived.form = FormOf(metric, "");
    const bool over_groups = derived.terms.kind == settle::DerivedKind::mean_over_groups;
    for (const std::uint32_t operand : metric.derivation->operands) {
      derived.operands.push_back(MeasureAny(operand, over_groups ? std::optional(metric.derivation->group) : group, on_grid));
    }
    derived.grid = on_grid;
    if (group) {
      const Source& first = derived.operands.front();
      derived.groups = first.derived ? plan_.derived[*first.derived].groups : plan_.scans[first.scan].measurements[first.measurement].groups;
      derived.group_field = *group;
    }
    const auto index = static_cast<std::uint32_t>(plan_.derived.size());
    plan_.derived.push_back(std::move(derived));
    calculated_.emplace(key, index);
    return {.derived = index};
  }

  void Report(const Source& source) {
    if (source.derived) plan_.derived[*source.derived].reported = true;
    else plan_.scans[source.scan].measurements[source.measurement].operand_only = false;
  }

  // How values are shown; elapsed and business time in the unit of the target, else in hours.
  settle::ValueForm FormOf(const check::CheckedMetric& metric, const std::string& time_unit) const {
    const check::MeasuredType& type = metric.measured;
    if (metric.derivation && !check::IsPooled(metric.derivation->kind)) {
      if (type.kind == check::TypeKind::ratio) return {.kind = settle::ValueKind::calculated_share, .unit = "", .per_unit = Ratio{1, 1}};
      if (type.kind == check::TypeKind::points) return {.kind = settle::ValueKind::quantity, .unit = "pp", .per_unit = Ratio{1, 100}};
      return QuantityForm(type, time_unit);
    }
    settle::ValueForm form = QuantityForm(type, time_unit);
    if (metric.aggregate.kind == measure::AggregateKind::ratio) form.kind = settle::ValueKind::share;
    if (metric.aggregate.kind == measure::AggregateKind::weighted_ratio) form.kind = settle::ValueKind::weighted_share;
    if (metric.aggregate.kind == measure::AggregateKind::time_share) {
      form.kind = settle::ValueKind::time_share;
      form.unit = type.per_bucket > 0 ? "buckets" : "minutes";
      form.per_unit = type.per_bucket > 0 ? Ratio{type.per_bucket, 1} : check::MicrosPerUnit(form.unit);
    }
    return form;
  }

  settle::ValueForm QuantityForm(const check::MeasuredType& type, const std::string& time_unit) const {
    settle::ValueForm form{.kind = settle::ValueKind::quantity, .unit = check::UnitOf(type, time_unit), .per_unit = Ratio{1, 1}};
    if (type.kind == check::TypeKind::money) form.unit = contract_.currency.code;
    for (std::int32_t i = 0; i < type.scale; ++i) form.per_unit.numerator *= 10;
    if (type.kind == check::TypeKind::duration || type.kind == check::TypeKind::business_time) form.per_unit = check::MicrosPerUnit(form.unit);
    return form;
  }

  // Items of periods that are not final yet are held back while it can still change what becomes of them: before `where` and the
  // exclusions are asked, which may rest on what is not known yet. A clock that runs holds them back in any period.
  void Pending(const check::CheckedMetric& metric, const check::CheckedEvent& event, std::optional<std::uint32_t> group, NodeBuilder& nodes, Measurement& measurement) {
    std::optional<check::TypedExpression> pending = UndecidedByClocks(metric, event);
    auto undecided = window_.as_of ? Undecided(metric, event, group, *window_.as_of) : std::nullopt;
    const auto boolean = [&](check::TypedOp op, std::vector<check::TypedExpression> operands) { return check::Condition(op, metric.span, std::move(operands)); };
    const PeriodGrid& grid = plan_.grids[measurement.grid];
    std::size_t open = 0;
    while (undecided && open < grid.size() && contract_.zone->StartOf(FinalDay(grid.first_days[open + 1], contract_.grace_days)) <= *window_.as_of) ++open;
    if (undecided && open < grid.size()) {
      check::TypedExpression start;
      start.op = check::TypedOp::constant;
      start.type.kind = check::TypeKind::instant;
      start.span = metric.span;
      start.value = grid.boundaries[open].micros;
      auto in_open = boolean(check::TypedOp::logical_and, {boolean(check::TypedOp::less_equal, {std::move(start), metric.by}), *std::move(undecided)});
      pending = pending ? boolean(check::TypedOp::logical_or, {std::move(in_open), *std::move(pending)}) : std::move(in_open);
    }
    if (!pending) return;
    measurement.exclusions.insert(measurement.exclusions.begin(), {true, "pending", nodes.Lower(*pending), {metric.clause, metric.span}});
    if (metric.where) measurement.selected = nodes.Lower(boolean(check::TypedOp::logical_or, {*metric.where, *pending}));
  }

  void Charges() {
    for (std::uint32_t i = 0; i < contract_.charges.size(); ++i) {
      const check::CheckedCharge& charge = contract_.charges[i];
      Charge lowered{.name = charge.name, .title = charge.title, .group_field = charge.group, .period = charge.period, .values = {}};
      if (binding_ != nullptr) {
        for (const check::CheckedChargeValue& value : binding_->charges) {
          if (value.charge == i) lowered.values.push_back({value.group, value.period, value.minor});
        }
      }
      plan_.charges.push_back(std::move(lowered));
    }
  }

  void Obligation(const check::CheckedObligation& obligation) {
    CheckGrace(obligation);
    Settlement settlement;
    settlement.origin = {obligation.clause, obligation.span};
    const std::uint32_t grid = GridOf(obligation.period, obligation.splits);
    settlement.source = MeasureAny(obligation.metric, obligation.group, grid);
    for (const check::CheckedGuard& guard : obligation.guards) settlement.guards.push_back(MeasureAny(guard.metric, obligation.group, grid));
    for (const check::CheckedRelief& relief : obligation.relief) settlement.relief.push_back(ReliefOf(relief, obligation, grid));
    if (const auto& of = obligation.class_of_group) {
      const std::uint32_t records = Retained(of->records);
      settlement.class_of_group = {records, BuilderOf(of->records).nodes.Column(*check::FindField(contract_.events[of->records], of->field))};
    }
    for (const settle::Terms& terms : TermsOf(contract_, obligation, diagnostics_)) {
      settlement.terms = terms;
      settlement.terms.form = FormOf(contract_.metrics[obligation.metric], UnitOfTarget(obligation, terms));
      for (std::size_t i = 0; i < obligation.guards.size(); ++i) settlement.terms.guards[i].form = FormOf(contract_.metrics[obligation.guards[i].metric], obligation.guards[i].level.unit);
      plan_.settlements.push_back(settlement);
    }
  }

  void Governance() {
    for (const check::CheckedForum& forum : contract_.forums) plan_.forums.push_back({forum.name, forum.title, forum.clause, forum.chair, forum.meets, forum.reviews, {}});
    for (const check::CheckedImprovement& improvement : contract_.improvements) {
      Improvement lowered{.terms = ImprovementTermsOf(contract_, improvement), .origin = {improvement.clause, improvement.span}, .source = {}};
      if (const auto& goal = improvement.goal) {
        lowered.source = MeasureAny(goal->metric, std::nullopt, GridOf(goal->period));
        lowered.terms.goal->form = FormOf(contract_.metrics[goal->metric], goal->to.unit);
      }
      plan_.improvements.push_back(std::move(lowered));
    }
  }

  static std::string UnitOfTarget(const check::CheckedObligation& obligation, const settle::Terms& terms) {
    const auto unit_of = [&](const auto& version) {
      for (const check::CheckedClass& one : version.classes) {
        const auto& only = obligation.class_of_group ? terms.only_class : terms.only_group;
        if (one.otherwise ? !only : only == one.value) return one.target.unit;
      }
      return version.target.unit;
    };
    for (const check::CheckedVersion& version : obligation.versions) {
      if (terms.from == version.from) return unit_of(version);
    }
    return unit_of(obligation);
  }

  Settlement::Relief ReliefOf(const check::CheckedRelief& relief, const check::CheckedObligation& obligation, std::uint32_t grid) {
    Settlement::Relief lowered;
    if (relief.to_the_extent) lowered.without = MeasureAny(relief.metric, obligation.group, grid);
    while (!relief.to_the_extent && lowered.obligation < contract_.obligations.size() && contract_.obligations[lowered.obligation].name != relief.by) ++lowered.obligation;
    return lowered;
  }

  // The metric whose items a metric goes back to: itself, or the one that is measured over each bucket.
  std::uint32_t ItemsOf(std::uint32_t metric) const {
    const check::CheckedEvent& event = contract_.events[contract_.metrics[metric].event];
    if (event.folded == check::Folded::buckets) return contract_.buckets[event.folded_from].metric;
    if (!check::IsTimeline(event.folded) || !contract_.timelines[event.folded_from].buckets) return metric;
    return contract_.timelines[event.folded_from].buckets->metric;
  }

  // Without a binding, what is asked is which plan the contract has.
  bool IsBound(std::uint32_t event) const {
    if (binding_ == nullptr) return true;
    return std::any_of(binding_->events.begin(), binding_->events.end(), [&](const check::CheckedEventBinding& one) { return one.event == event; });
  }

  // A result must not become final while its items can still change, nor while what a guard or relief makes of it can. Told once.
  void CheckGrace(const check::CheckedObligation& obligation) {
    std::vector<std::uint32_t> metrics{obligation.metric};
    for (const check::CheckedGuard& guard : obligation.guards) metrics.push_back(guard.metric);
    for (const check::CheckedRelief& relief : obligation.relief) {
      if (relief.to_the_extent) metrics.push_back(relief.metric);
    }
    const std::size_t before = diagnostics_.ErrorCount();
    for (const std::uint32_t metric : metrics) {
      const auto& derivation = contract_.metrics[metric].derivation;
      const std::vector<std::uint32_t> bases = derivation ? derivation->bases : std::vector<std::uint32_t>{metric};
      for (const std::uint32_t base : bases) CheckGrace(contract_.metrics[ItemsOf(base)]);
      if (diagnostics_.ErrorCount() != before) return;
    }
  }

  void CheckGrace(const check::CheckedMetric& metric) {
    const std::optional<std::int64_t> longest = LongestDeadline(metric, contract_);
    if (!longest) {
      diagnostics_.Report(DiagnosticKind::grace_too_short, metric.span,
                          fmt::format("an item of `{}` rests on a clock that may run for any time after the moment that places it, but results become final {} days after their period",
                                      metric.name, contract_.grace_days),
                          metric.clause)
          .help = "place items by the moment at which the clock is decided: `by i.CLOCK.decided`";
      return;
    }
    const std::int64_t days = (*longest + kMicrosPerDay - 1) / kMicrosPerDay;
    if (days <= contract_.grace_days) return;
    Diagnostic& problem = diagnostics_.Report(DiagnosticKind::grace_too_short, metric.span,
                                              fmt::format("an item of `{}` can be decided up to {} days after the moment that places it, but results become final {} days after their period",
                                                          metric.name, days, contract_.grace_days),
                                              metric.clause);
    problem.help = fmt::format("put `decide grace is {} days` into the header, or shorten the deadline", days);
  }

  void Finish(std::uint32_t event_index, Builder& builder) {
    const check::CheckedEvent& event = contract_.events[event_index];
    Scan& scan = plan_.scans[builder.scan];
    if (binding_ != nullptr) {
      for (const check::CheckedEventBinding& one : binding_->events) {
        if (one.event == event_index) scan.unique_by_key = one.unique_by_key;
      }
    }
    // Records must be compared whole to tell a duplicate from a conflict: then every declared field is read.
    if (!event.key.empty() && !scan.unique_by_key) {
      for (std::uint32_t i = 0; i < event.fields.size(); ++i) builder.nodes.Column(i);
    }
    const std::size_t asked = builder.nodes.columns().size();  // the others serve identity alone
    for (const std::uint32_t key : event.key) scan.key.push_back(builder.nodes.Column(key));
    for (const auto& [field, column] : {std::pair{event.revision, &scan.revision}, {event.withdrawn, &scan.withdrawn}, {event.recorded, &scan.recorded}}) {
      if (field) *column = builder.nodes.Column(*field);
    }
    builder.nodes.ReportTooWide(diagnostics_);
    scan.nodes = builder.nodes.TakeNodes();
    for (const std::uint32_t field : builder.nodes.columns()) scan.columns.push_back(ColumnOf(event.fields[field], builder.nodes.TextsOf(field)));
    for (const std::uint32_t key : scan.key) {
      Column& column = scan.columns[key];
      column.hashed = scan.unique_by_key && key >= asked && column.type == FieldType::text && !column.closed;
    }
    Identify(builder, scan);
  }

  static void Identify(const Builder& builder, Scan& scan) {
    scan.identity = scan.key;
    if (scan.revision) scan.identity.push_back(*scan.revision);
    if (!scan.key.empty()) return;
    const std::vector<std::uint32_t>& fields = builder.nodes.columns();
    for (std::uint32_t column = 0; column < scan.columns.size(); ++column) {
      if (!scan.columns[column].hidden) scan.identity.push_back(column);
    }
    std::sort(scan.identity.begin(), scan.identity.end(), [&](std::uint32_t a, std::uint32_t b) { return fields[a] < fields[b]; });  // as declared
  }

  Column ColumnOf(const check::CheckedField& field, const std::vector<std::string>& texts) {
    Column column{.field = field.name, .type = FieldTypeOf(field.type.kind), .optional = field.type.optional, .scale = field.type.scale, .non_negative = field.type.non_negative,
                  .symbols = {}, .closed = false, .closed_by = {}, .hidden = field.hidden, .missing_symbol = 0};
    if (column.type == FieldType::enumeration) {
      column.symbols = field.values;
      column.closed = true;
      column.closed_by = fmt::format("the values of `{}`", field.name);
    } else if (column.type == FieldType::text) {
      column.symbols = texts;
      if (field.otherwise && std::find(texts.begin(), texts.end(), *field.otherwise) == texts.end()) column.symbols.push_back(*field.otherwise);
      if (field.dimension && field.groups == check::GroupsKind::roster) Roster(field, column);
    }
    if (field.otherwise) column.missing_symbol = static_cast<std::uint32_t>(std::find(column.symbols.begin(), column.symbols.end(), *field.otherwise) - column.symbols.begin());
    return column;
  }

  // A roster closes its column: its members come first, then texts the contract compares with (which are no members).
  void Roster(const check::CheckedField& field, Column& column) {
    const check::CheckedRoster* roster = nullptr;
    for (const check::CheckedRoster& one : contract_.rosters) {
      if (one.name == field.roster && one.in_contract) roster = &one;
    }
    if (binding_ != nullptr) {
      for (const check::CheckedRoster& one : binding_->rosters) {
        if (one.name == field.roster) roster = &one;
      }
    }
    column.closed = true;
    column.closed_by = fmt::format("roster `{}`", field.roster);
    GroupLife life{.field = field.name, .members = {}};
    std::vector<std::string> symbols = column.symbols;
    if (roster != nullptr) {
      for (const check::CheckedRosterMember& member : roster->members) {
        life.members.push_back({member.key, member.from, member.until});
        if (std::find(symbols.begin(), symbols.end(), member.key) == symbols.end()) symbols.push_back(member.key);
      }
    }
    // The group of records without the dimension exists for the whole term, unless the roster itself says otherwise.
    const auto is_otherwise = [&](const RosterMember& member) { return member.key == *field.otherwise; };
    if (field.otherwise && std::none_of(life.members.begin(), life.members.end(), is_otherwise)) {
      life.members.push_back({*field.otherwise, contract_.term_first, Date{contract_.term_last.days + 1}});
    }
    column.symbols = std::move(symbols);
    const bool known = std::any_of(plan_.lives.begin(), plan_.lives.end(), [&](const GroupLife& one) { return one.field == life.field; });
    if (!known) plan_.lives.push_back(std::move(life));
  }

  const check::CheckedContract& contract_;
  const check::CheckedBinding* binding_;
  Window window_;
  Diagnostics& diagnostics_;
  Plan plan_;
  std::map<std::pair<std::uint32_t, std::string>, Builder> builders_;  // by event, and of buckets by group
  std::map<std::tuple<std::uint32_t, std::string, std::uint32_t>, std::pair<std::uint32_t, std::uint32_t>> measured_;
  std::map<std::tuple<std::uint32_t, std::string, std::uint32_t>, std::uint32_t> calculated_;
};

}  // namespace

Plan FromChecked(const check::CheckedContract& contract, const check::CheckedBinding* binding, Window window, Diagnostics& diagnostics) {
  return Lowering(contract, binding, window, diagnostics).Run();
}

}  // namespace slate::plan
