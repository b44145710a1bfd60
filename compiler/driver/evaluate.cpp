#include "compiler/driver/evaluate.h"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <tuple>

#include "compiler/driver/acts.h"
#include "compiler/driver/fold_buckets.h"
#include "compiler/driver/fold_ceiling.h"
#include "compiler/driver/group_classes.h"
#include "compiler/driver/intake.h"
#include "compiler/driver/kernel_cache.h"
#include "compiler/driver/measuring.h"
#include "compiler/driver/standing.h"
#include "compiler/interpret/interpret.h"
#include "compiler/jit/load.h"
#include "runtime/ingest/formats.h"
#include "runtime/measure/counters.h"
#include "runtime/settle/derive.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/improvement.h"
#include "runtime/time/periods.h"

namespace slate::driver {
namespace {

class Evaluation {
 public:
  Evaluation(const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding, const EvaluateOptions& options)
      : plan_(plan), contract_(contract), binding_(binding), options_(options), grids_(plan) {}

  Evaluated Run(const std::map<std::string, std::vector<ingest::Input>>& inputs) {
    if (options_.engine == Engine::jit) {
      const std::string key = options_.kernels != nullptr ? options_.kernels->KeyOf(plan_) : std::string();
      const std::string kept = key.empty() ? std::string() : options_.kernels->Find(key);
      std::string object = kept;
      result_.engine_error = compiled_.Load(options_.module_folder, plan_, object);
      if (!key.empty() && object != kept) options_.kernels->Keep(key, object);
      if (!result_.engine_error.empty()) return std::move(result_);
    }
    ledger::Ledger& ledger = result_.ledger;
    ledger.contract = plan_.contract;
    ledger.reference = plan_.reference;
    ledger.as_of = options_.as_of;
    ledger.zone = plan_.zone;
    ledger.currency = plan_.currency;
    for (const plan::DecisionUsed& decision : plan_.decisions) ledger.decisions.push_back({decision.question, decision.answer, decision.decided_by});
    kept_.resize(plan_.scans.size());
    for (std::size_t scan = 0; scan < plan_.scans.size() && result_.input_errors.empty(); ++scan) {
      if (plan_.scans[scan].fold) Fold(scan);
      else if (plan_.scans[scan].buckets) FoldBucketsOf(scan);
      else if (plan_.scans[scan].case_fold) FoldCase(scan);
      else if (plan_.scans[scan].ceilings) FoldCeilingsOf(scan);
      else Read(scan, inputs.at(plan_.scans[scan].event));
    }
    if (result_.input_errors.empty()) Classify();
    if (result_.input_errors.empty()) {
      for (const Measured& one : measured_) result_.states.insert(result_.states.end(), one.states.begin(), one.states.end());
      Settle();
    }
    result_.missing = missing_.Take();
    std::erase_if(ledger.rows, [&](const settle::Row& row) { return !IsShown(row); });
    std::erase_if(ledger.reviews, [&](const settle::Review& review) { return !IsShown(review); });
    return std::move(result_);
  }

 private:
  // Records of a timeline are folded as they come, if they come in order; else all are read again, and kept.
  void Read(std::size_t index, const std::vector<ingest::Input>& inputs) {
    const measure::TimelineRules* rules = options_.observe ? nullptr : FoldedOnTheWay(plan_, index);
    std::vector<off_t> starts;
    for (const ingest::Input& input : inputs) starts.push_back(::lseek(input.fd, 0, SEEK_CUR));
    if (std::find(starts.begin(), starts.end(), -1) != starts.end()) rules = nullptr;  // a pipe is read once
    if (Read(index, inputs, rules)) return;
    for (std::size_t i = 0; i < inputs.size(); ++i) ::lseek(inputs[i].fd, starts[i], SEEK_SET);
    Read(index, inputs, nullptr);
  }

  // `rules`: of the timeline to fold on the way. False: that cannot be done, and nothing was.
  bool Read(std::size_t index, const std::vector<ingest::Input>& inputs, const measure::TimelineRules* rules) {
    const plan::Scan& scan = plan_.scans[index];
    const check::CheckedEventBinding* source = nullptr;
    const check::CheckedEvent* event = nullptr;
    for (const check::CheckedEventBinding& one : binding_.events) {
      if (contract_.events[one.event].name != scan.event || contract_.events[one.event].folded != check::Folded::no) continue;
      source = &one;
      event = &contract_.events[one.event];
    }
    Kept& kept = kept_[index];
    kept.table = TableOf(scan, *event, *source);
    kept.inputs = &inputs;
    const int threads = std::max(1, options_.threads);
    std::optional<measure::TimelineRuns> runs;
    if (rules != nullptr) runs.emplace(*rules, threads);
    const bool keeps = scan.retained && !runs;
    if (keeps) kept.parts.assign(static_cast<std::size_t>(threads), ingest::Rows(kept.table));
    Measuring measuring(plan_, index, kept.table, grids_, Kernel(index), threads, options_.batch_rows);
    ingest::ReadOptions read;
    read.threads = threads;
    read.batch_rows = options_.batch_rows;
    read.known_until = options_.as_of;
    read.origins = options_.observe != nullptr || scan.intervals;
    read.progress = options_.progress;
    read.module_folder = options_.module_folder;
    const auto read_table = ingest::ReaderOf(kept.table.format);
    ingest::ReadResult intake = read_table(kept.table, inputs, read, [&](int worker, const abi::Batch& batch, const ingest::RowOrigin* origins) {
      if (runs) AddRuns(*runs, worker, batch);
      if (keeps) kept.parts[static_cast<std::size_t>(worker)].Append(batch);
      if (scan.retained && options_.observe) kept.origins.insert(kept.origins.end(), origins, origins + batch.rows);
      if (scan.intervals) RejectReversed(batch, origins, inputs);
      if (!scan.measurements.empty()) measuring.Batch(worker, batch);
      if (options_.observe) options_.observe({index, &batch, origins, &kept.table, &inputs});
    });
    if (runs) kept.runs = runs->Take();
    if (runs && !kept.runs) return false;
    measured_.push_back(measuring.Merge(options_.states));
    const abi::RowCounts& rows = measured_.back().rows;
    ledger::Intake account{.event = scan.event, .files = {}, .unique_by_key_asserted = scan.unique_by_key, .read = intake.report.read,
                           .used = rows.used, .outside_periods = rows.outside_periods, .not_selected = rows.not_selected, .superseded = intake.report.superseded,
                           .withdrawn = intake.report.withdrawn, .not_yet_recorded = intake.report.not_yet_recorded, .duplicates = intake.report.duplicates,
                           .rejected = intake.report.rejected};
    if (scan.measurements.empty()) account.used = intake.report.delivered - reversed_.size();
    account.rejected += reversed_.size();
    std::move(reversed_.begin(), reversed_.end(), std::back_inserter(intake.report.rejects));
    reversed_.clear();
    std::stable_sort(intake.report.rejects.begin(), intake.report.rejects.end(), [](const ingest::Reject& a, const ingest::Reject& b) {
      return std::tie(a.path, a.line, a.reason) < std::tie(b.path, b.line, b.reason);
    });
    for (const ingest::Input& input : inputs) account.files.push_back(input.path);
    accounts_.emplace(index, result_.ledger.intake.size());
    result_.ledger.intake.push_back(std::move(account));
    std::move(intake.report.rejects.begin(), intake.report.rejects.end(), std::back_inserter(result_.rejects));
    std::move(intake.errors.begin(), intake.errors.end(), std::back_inserter(result_.input_errors));
    return true;
  }

  // An interval that ends before it starts says nothing: it covers no time, and its record is rejected like one that does not fit.
  void RejectReversed(const abi::Batch& batch, const ingest::RowOrigin* origins, const std::vector<ingest::Input>& inputs) {
    const auto* starts = static_cast<const std::int64_t*>(batch.columns[1].values);
    const auto* ends = static_cast<const std::int64_t*>(batch.columns[2].values);
    const std::uint8_t* ended = batch.columns[2].valid;
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      if ((ended != nullptr && ended[row] == 0) || starts[row] <= ends[row]) continue;
      const std::lock_guard lock(reversed_mutex_);
      reversed_.push_back({inputs[origins[row].input].path, origins[row].line, 0, "end", "the interval ends before it starts",
                           ToString(plan_.zone->ToLocal(Instant{ends[row]}))});
    }
  }

  void Fold(std::size_t index) {
    const plan::TimelineFold& fold = *plan_.scans[index].fold;
    std::optional<settle::MeasuredCells> buckets;
    if (fold.buckets) buckets = CellsOf(*fold.buckets);
    Folded folded = FoldTimeline(plan_, plan_.scans[index], kept_, buckets ? &*buckets : nullptr, options_.as_of);
    if (!folded.problem.empty()) result_.input_errors.push_back({result_.ledger.intake[accounts_.at(fold.buckets ? fold.buckets->scan : fold.records)].files.front(), 0, folded.problem});
    for (std::size_t i = 0; i < folded.without_effect.size(); ++i) {
      ledger::Intake& account = result_.ledger.intake[accounts_.at(fold.exclusions[i].records)];
      account.used -= folded.without_effect[i];
      account.without_notice += folded.without_effect[i];
    }
    MeasureRows(index, *folded.table, *folded.rows);
  }

  void FoldCase(std::size_t index) {
    FoldedCases folded = FoldCases(plan_.scans[index], kept_, options_.as_of, options_.case_clocks);
    ledger::Intake& account = result_.ledger.intake[accounts_.at(plan_.scans[index].case_fold->records)];
    account.used -= folded.left_out + folded.not_yet;
    account.left_out += folded.left_out;
    account.not_yet_recorded += folded.not_yet;
    std::move(folded.clocks.begin(), folded.clocks.end(), std::back_inserter(result_.ledger.clocks));
    std::move(folded.results.begin(), folded.results.end(), std::back_inserter(result_.case_clocks));
    MeasureRows(index, *folded.table, *folded.rows);
  }

  void FoldBucketsOf(std::size_t index) {
    const plan::Scan& scan = plan_.scans[index];
    Folded folded = FoldBuckets(scan, CellsOf(scan.buckets->source), options_.as_of);
    MeasureRows(index, *folded.table, *folded.rows);
  }

  void FoldCeilingsOf(std::size_t index) {
    Folded folded = FoldCeilings(plan_, plan_.scans[index], kept_);
    const Kept& records = kept_[plan_.scans[index].ceilings->records];  // the same rows, in their order
    MeasureRows(index, *folded.table, *folded.rows, records.origins.data(), records.inputs);
  }

  // Rows that were folded.
  void MeasureRows(std::size_t index, const ingest::TableSpec& table, ingest::Rows& rows, const ingest::RowOrigin* origins = nullptr,
                   const std::vector<ingest::Input>* inputs = nullptr) {
    Measuring measuring(plan_, index, table, grids_, Kernel(index), 1, static_cast<std::int64_t>(rows.size()));
    const abi::Batch batch = rows.Batch();
    measuring.Batch(0, batch);
    if (options_.observe) options_.observe({index, &batch, origins, &table, inputs});
    measured_.push_back(measuring.Merge(options_.states));
  }

  abi::MeasureKernel Kernel(std::size_t scan) const { return options_.engine == Engine::jit ? compiled_.Measure(scan) : nullptr; }

  settle::MeasuredCells CellsOf(const plan::BucketSource& source) const { return CellsOf(source.scan, source.measurement); }

  settle::MeasuredCells CellsOf(std::size_t scan_index, std::size_t index) const {
    const plan::Scan& scan = plan_.scans[scan_index];
    const plan::Measurement& measurement = scan.measurements[index];
    settle::MeasuredCells cells{.metric = measurement.metric, .clause = measurement.origin.clause, .group_field = {}, .groups = measurement.groups,
                                .grid = &plan_.grids[measurement.grid], .counters = &measured_[scan_index].counters[index],
                                .aggregate = measurement.aggregate, .samples = &measured_[scan_index].samples[index],
                                .form = measurement.form, .group_names = measured_[scan_index].groups[index],
                                .life = nullptr, .exclusions = {}};
    if (measurement.group_column) {
      cells.group_field = scan.columns[*measurement.group_column].field;
      for (const plan::GroupLife& life : plan_.lives) {
        if (life.field == cells.group_field) cells.life = &life;
      }
    }
    for (const plan::Exclusion& exclusion : measurement.exclusions) {
      cells.exclusions.push_back(exclusion.name);
      cells.has_pending = cells.has_pending || exclusion.pending;
    }
    return cells;
  }

  // In the plan's order: operands come first.
  void Derive() {
    for (std::size_t i = 0; i < plan_.derived.size(); ++i) {
      const plan::Derived& derived = plan_.derived[i];
      settle::MeasuredCells head;
      head.metric = derived.metric;
      head.clause = derived.origin.clause;
      head.group_field = derived.group_field;
      head.groups = derived.groups;
      head.grid = &plan_.grids[derived.grid];
      head.form = derived.form;
      std::vector<const settle::MeasuredCells*> operands;
      for (const plan::Source& operand : derived.operands) {
        operands.push_back(operand.derived ? &derived_[*operand.derived]->cells() : &operands_.emplace_back(CellsOf(operand.scan, operand.measurement)));
      }
      derived_.push_back(std::make_unique<settle::DerivedCells>(std::move(head), derived.terms, std::move(operands), CalculateOf(i)));
    }
  }

  settle::Calculate CalculateOf(std::size_t derived) const {
    const Arithmetic& arithmetic = plan_.derived[derived].arithmetic;
    if (options_.engine != Engine::jit) return [&arithmetic](const std::vector<Exact>& operands) { return interpret::Calculate(arithmetic, operands); };
    return [kernel = compiled_.Arithmetic(derived), steps = arithmetic.size()](const std::vector<Exact>& operands) {
      std::vector<Exact> registers(steps);
      kernel(operands.data(), registers.data());
      return std::move(registers.back());
    };
  }

  settle::MeasuredCells CellsOf(const plan::Source& source) const { return source.derived ? derived_[*source.derived]->cells() : CellsOf(source.scan, source.measurement); }

  // Which class each group is of, wherever targets go by one. Contradicting records are told before anything is settled.
  void Classify() {
    for (const plan::Settlement& settlement : plan_.settlements) {
      if (!settlement.class_of_group || classes_.contains(settlement.terms.obligation)) continue;
      GroupClasses found = ClassesOf(*settlement.class_of_group, plan_, kept_[settlement.class_of_group->records]);
      if (!found.problem.empty()) {
        result_.input_errors.push_back({result_.ledger.intake[accounts_.at(settlement.class_of_group->records)].files.front(), 0, found.problem});
        return;
      }
      classes_.emplace(settlement.terms.obligation, std::move(found.classes));
    }
  }

  void Settle() {
    Derive();
    const settle::Clockwork clock{options_.as_of, plan_.zone, plan_.grace_days, plan_.term_first, plan_.term_last};
    std::vector<plan::Source> settled;
    const auto is_settled = [&](const plan::Source& source) { return std::find(settled.begin(), settled.end(), source) != settled.end(); };
    std::vector<settle::ObligationInput> obligations;
    for (std::size_t i = 0; i < plan_.settlements.size(); ++i) {
      const plan::Settlement& settlement = plan_.settlements[i];
      if (i == 0 || plan_.settlements[i - 1].terms.obligation != settlement.terms.obligation) obligations.push_back(InputOf(settlement));
      obligations.back().parts.push_back({&settlement.terms, DecidersOf(i)});
      settled.push_back(settlement.source);
    }
    if (plan_.acts) result_.acts = ActsOf(kept_[*plan_.acts]);
    const settle::Acts acts(ActsThatCount(), options_.all_claimed);
    settle::Settled result = settle::Settle(obligations, acts, plan_.charges, plan_.currency, clock, plan_.joint, options_.standing);
    Add(std::move(result.rows));
    result_.remarks = ActsThatNameNothing(result_.acts, plan_, result_.ledger.rows);
    result_.ledger.reviews = std::move(result.reviews);
    result_.ledger.end = std::move(result.end);
    Govern(acts, clock);
    for (settle::MissingCharge& charge : result.missing) missing_.Add(std::move(charge));
    for (std::uint32_t scan = 0; scan < plan_.scans.size(); ++scan) {
      for (std::uint32_t m = 0; m < plan_.scans[scan].measurements.size(); ++m) {
        if (plan_.scans[scan].measurements[m].operand_only || is_settled({.derived = {}, .scan = scan, .measurement = m})) continue;
        if (plan_.grids[plan_.scans[scan].measurements[m].grid].bucket > 0) continue;  // others are made of it
        Add(settle::Report(CellsOf(scan, m), clock));
      }
    }
    for (std::uint32_t i = 0; i < plan_.derived.size(); ++i) {
      if (!plan_.derived[i].reported || is_settled({.derived = i})) continue;
      Add(settle::Report(derived_[i]->cells(), clock));
    }
  }

  // As of a notice, earlier ones are settled: they stand, or were none.
  std::vector<settle::Act> ActsThatCount() const {
    std::vector<settle::Act> acts = result_.acts;
    const bool looking_back = options_.standing != nullptr && options_.standing->given_before <= options_.as_of;
    if (looking_back) std::erase_if(acts, [&](const settle::Act& act) { return act.kind == settle::ActKind::noticed && act.made < options_.standing->given_before; });
    return acts;
  }

  // While the ledger has the rows of obligations alone, all of them.
  void Govern(const settle::Acts& acts, const settle::Clockwork& clock) {
    ledger::Ledger& ledger = result_.ledger;
    for (const plan::Improvement& one : plan_.improvements) {
      const std::vector<settle::Row> values = one.source ? settle::Report(CellsOf(*one.source), clock) : std::vector<settle::Row>();
      const auto reaches = [&](const abi::Value& value) { return interpret::TargetMet(one.terms.goal->to, value); };
      ledger.improvements.push_back(settle::ImprovementOf(one.terms, values, ledger.rows, acts, clock, reaches));
    }
    ledger.forums = plan_.forums;
    for (settle::Forum& forum : ledger.forums) forum.held = acts.Last(settle::ActKind::held, forum.name, forum.name);
  }

  settle::ObligationInput InputOf(const plan::Settlement& settlement) const {
    settle::ObligationInput input;
    input.cells = CellsOf(settlement.source);
    if (const auto classes = classes_.find(settlement.terms.obligation); classes != classes_.end()) input.classes = classes->second;
    for (const plan::Source& guard : settlement.guards) input.guards.push_back(CellsOf(guard));
    for (const plan::Settlement::Relief& relief : settlement.relief) {
      input.relief.push_back({relief.without ? std::optional(CellsOf(*relief.without)) : std::nullopt, relief.obligation});
    }
    return input;
  }

  settle::Deciders DecidersOf(std::size_t index) const {
    const settle::Terms& terms = plan_.settlements[index].terms;
    const auto level = [&](abi::TargetKernel kernel, const settle::Target& target) -> std::function<bool(const abi::Value&)> {
      if (kernel == nullptr) return [&target](const abi::Value& value) { return interpret::TargetMet(target, value); };
      return [kernel](const abi::Value& value) { return kernel(&value) != 0; };
    };
    const auto bands = [&](abi::BandKernel kernel, const std::vector<settle::Band>& table) -> std::function<std::size_t(const abi::Value&)> {
      if (kernel == nullptr) return [&table](const abi::Value& value) { return interpret::FindBand(table, value); };
      return [kernel](const abi::Value& value) { return static_cast<std::size_t>(kernel(&value)); };
    };
    const bool jit = options_.engine == Engine::jit;
    settle::Deciders deciders;
    deciders.target_met = level(jit ? compiled_.Target(index) : nullptr, terms.target);
    if (terms.minimum) deciders.minimum_reached = level(jit ? compiled_.Minimum(index) : nullptr, *terms.minimum);
    deciders.band = bands(jit ? compiled_.Band(index) : nullptr, terms.bands);
    deciders.bonus_band = bands(jit ? compiled_.Bonus(index) : nullptr, terms.bonus_bands);
    for (std::size_t i = 0; i < terms.guards.size(); ++i) deciders.guard_held.push_back(level(jit ? compiled_.Guard(index, i) : nullptr, terms.guards[i].target));
    return deciders;
  }

  bool IsShown(const settle::Row& row) const { return plan_.shown_first <= row.grid_day && row.end_day.days <= plan_.shown_last.days + 1; }

  // Of periods that end within the days that are asked for.
  bool IsShown(const settle::Review& review) const { return plan_.shown_first < review.end_day && review.end_day.days <= plan_.shown_last.days + 1; }

  void Add(std::vector<settle::Row> rows) {
    if (result_.ledger.rows.empty()) result_.ledger.rows = std::move(rows);
    else std::move(rows.begin(), rows.end(), std::back_inserter(result_.ledger.rows));
  }

  const plan::Plan& plan_;
  const check::CheckedContract& contract_;
  const check::CheckedBinding& binding_;
  const EvaluateOptions& options_;
  Grids grids_;
  jit::Compiled compiled_;
  std::mutex reversed_mutex_;
  std::vector<ingest::Reject> reversed_;       // of the scan being read
  std::vector<Kept> kept_;                     // by scan
  std::vector<Measured> measured_;             // by scan
  std::deque<settle::MeasuredCells> operands_;   // of calculated metrics, where they stay
  std::vector<std::unique_ptr<settle::DerivedCells>> derived_;
  std::map<std::size_t, std::size_t> accounts_;  // by scan: its place in the ledger's intake
  std::map<std::string, settle::ClassesOfGroups> classes_;  // by obligation
  settle::MissingCharges missing_;
  Evaluated result_;
};

}  // namespace

Evaluated Evaluate(const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding,
                   const std::map<std::string, std::vector<ingest::Input>>& inputs, const EvaluateOptions& options) {
  const auto run = [&](const EvaluateOptions& how) { return Evaluation(plan, contract, binding, how).Run(inputs); };
  if (options.standing != nullptr || !CanOutlive(contract, plan)) return run(options);
  EvaluateOptions how = options;
  how.observe = {};
  Evaluated known = run(how);
  if (!known.input_errors.empty() || !known.engine_error.empty()) return known;
  const Stood stood = StandingBy(known, contract, binding, plan, inputs, options);
  if (stood.problem) {
    known.input_errors.push_back(*stood.problem);
    return known;
  }
  how = options;
  how.standing = &stood.standing;
  return run(how);
}

}  // namespace slate::driver
