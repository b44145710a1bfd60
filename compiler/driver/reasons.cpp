#include "compiler/check/pieces.h"
#include "compiler/driver/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/check/suggest.h"
#include "compiler/driver/items.h"
#include "compiler/driver/operands.h"
#include "compiler/interpret/interpret.h"
#include "runtime/digest.h"
#include "runtime/settle/credit.h"
#include "runtime/settle/words.h"

namespace slate::driver {
namespace {

// One record of the row: where it stands and what it says, as far as the metric asks.
struct Item {
  std::string place;   // "deliveries.csv:12"
  std::string fields;  // "order A-33, promised 2025-03-03 10:00, delivered not recorded"
};

class Explanation {
 public:
  Explanation(const RowName& name, std::size_t shown, const plan::Plan& plan, const check::CheckedContract& contract, const SourceSet& sources)
      : name_(name), shown_(shown), plan_(plan), contract_(contract), sources_(sources) {}

  // Which measurement the row rests on; false: nothing has this name.
  bool Find() {
    for (std::size_t i = 0; i < plan_.settlements.size(); ++i) {
      const plan::Settlement& one = plan_.settlements[i];
      if (one.terms.obligation != name_.name || (one.terms.only_group && *one.terms.only_group != name_.group)) continue;
      settlement_ = &one;
      if (one.source.derived) return FindDerived(*one.source.derived);
      scan_ = one.source.scan;
      measurement_ = one.source.measurement;
      return Locate(Measured().grid);
    }
    for (std::uint32_t d = 0; d < plan_.derived.size(); ++d) {
      if (plan_.derived[d].metric == name_.name && plan_.derived[d].reported && FindDerived(d)) return true;
    }
    for (std::size_t s = 0; s < plan_.scans.size(); ++s) {
      for (std::size_t m = 0; m < plan_.scans[s].measurements.size(); ++m) {
        if (plan_.scans[s].measurements[m].metric != name_.name) continue;
        scan_ = s;
        measurement_ = m;
        if (Locate(Measured().grid)) return true;
      }
    }
    return false;
  }

  void See(const Observed& seen) {
    if (operands_) return operands_->See(seen);
    if (seen.scan != scan_) return;
    const plan::Measurement& measurement = Measured();
    for (std::int64_t row = 0; row < seen.batch->rows; ++row) {
      const interpret::Placed placed = interpret::Place(plan_, scan_, measurement_, *seen.batch, row);
      if (IsOfRow(placed.left_out_of) && IsOfGroup(seen, row)) ++left_out_;
      if (!IsOfRow(placed.period) || !IsOfGroup(seen, row)) continue;
      const bool in_numerator = placed.good && measurement.form.kind != settle::ValueKind::quantity;
      const std::size_t kind = placed.taken_by != 0 ? placed.taken_by : in_numerator ? 1 : 0;
      ++counts_[kind];
      digest_ += digest::Term(ItemOf(plan_.scans[scan_], seen, row), placed.item_class);
      std::vector<Item>& list = items_[kind];
      if (list.size() < shown_) list.push_back(Describe(seen, row));
    }
  }

  std::uint64_t Digest(const settle::Row& row) const { return operands_ ? operands_->DigestOf(row.evidence) : digest_; }

  std::string Text(const settle::Row& row, const Currency& currency) {
    const std::string& metric = derived_ ? plan_.derived[*derived_].metric : Measured().metric;
    const plan::Origin& origin = derived_ ? plan_.derived[*derived_].origin : Measured().origin;
    const auto money = [&](Int128 minor) { return fmt::format("{} {}", currency.code, GroupedAmountText(minor, currency)); };
    Line("{}{} in {}: {}{}", name_.name, name_.group.empty() ? "" : " for " + name_.group, name_.period,
         row.verdict ? std::string(settle::Phrase(*row.verdict)) : "reported", row.credit ? ", " + money(*row.credit) : "");
    if (settlement_ != nullptr) settlement_ = SettledBy(row);
    if (settlement_ != nullptr) Line("  clause {}, {}", settlement_->origin.clause, Place(settlement_->origin.span));
    Line("  measured by {}, clause {}, {}", metric, origin.clause, Place(origin.span));
    if (!derived_) Amended();
    Line("  {} is {}: {} to {}{}", name_.period, settle::Word(row.status), ToString(row.first_day), ToString(Date{row.end_day.days - 1}),
         row.part == Ratio{1, 1} ? "" : fmt::format(", {}/{} of a period", ToString(row.part.numerator), ToString(row.part.denominator)));
    if (derived_) Calculated(row, metric);
    else Counts(row);
    if (row.value) Line("  value {}", ledger::WorkedText(*row.value, row.exact, row.form, row.target ? &*row.target : nullptr, row.minimum ? &*row.minimum : nullptr));
    if (row.target) Line("  target {} {}{}", settle::Phrase(row.target->direction), ledger::LevelText(row.target->level, row.form), row.target_by.empty() ? ByClass(row) + BySeason() + ByAmendments() : ", by the review of " + row.target_by);
    if (row.minimum) Line("  minimum {} {}{}", settle::Phrase(row.minimum->direction), ledger::LevelText(row.minimum->level, row.form), ComparedText(row));
    if (!row.verdict_reason.empty()) Line("  because {}", row.verdict_reason);
    Amounts(row, money);
    if (settlement_ != nullptr) Incentives(row, money);
    if (!derived_) Items();
    if (!derived_ && !items_.empty() && !plan_.scans[scan_].is_read() && !plan_.scans[scan_].ceilings) Line("{}", WhereToLook(plan_.scans[scan_]));
    return std::move(text_);
  }

 private:
  // The terms that the row was settled by: of its class, in force in its period, at the target that a review set.
  const plan::Settlement* SettledBy(const settle::Row& row) const {
    for (const plan::Settlement& one : plan_.settlements) {
      const settle::Terms& terms = one.terms;
      const bool in_force = (!terms.from || *terms.from <= row.first_day) && (!terms.until || row.first_day < *terms.until);
      const bool of_other = (terms.only_group && *terms.only_group != row.group) || (terms.only_class && *terms.only_class != row.of_class);
      if (terms.obligation != row.obligation || of_other || !in_force) continue;
      if (!row.target || terms.target.level == row.target->level) return &one;
    }
    return settlement_;
  }

  // The class of the row's group, where its target goes by one.
  std::string ByClass(const settle::Row& row) const {
    const auto& of = settlement_->class_of_group;
    if (!of) return "";
    const std::string& field = plan_.scans[of->records].columns[of->column].field;
    return row.of_class.empty() ? fmt::format(", since no record says its {}", field) : fmt::format(", as its {} is {} when the period begins", field, row.of_class);
  }

  // The season that the period begins in.
  std::string BySeason() const { return settlement_->terms.season.empty() ? "" : ", in " + settlement_->terms.season; }

  // Which amendments the row's target and its tables owe something to.
  std::string ByAmendments() const {
    std::string text;
    for (const std::int64_t amendment : settlement_->terms.amendments) text += fmt::format("{} amendment {}", text.empty() ? ", by" : " and", amendment);
    return text;
  }

  // What the minimum came to: after relief, where that leaves a part of the miss.
  static std::string_view ComparedText(const settle::Row& row) {
    if (!row.below_minimum) return ", and nothing was compared with it";
    if (!*row.below_minimum) return ": reached";
    return row.relief.empty() ? ": below it" : ": what relief leaves is below it";
  }

  template <typename... Args>
  void Line(fmt::format_string<Args...> text, Args&&... args) {
    text_ += fmt::format(text, std::forward<Args>(args)...) + "\n";
  }
  // Of rows that were made here no file and line is known.
  std::string WhereToLook(const plan::Scan& scan) const {
    if (scan.case_fold) return fmt::format("each `{}` here is made of records, one for each step: look in their files for its key", scan.event);
    return fmt::format("each `{}` here is made of records, often of several: look in their files for {} and the times shown", scan.event,
                       name_.group.empty() ? std::string("what it is told by") : "`" + name_.group + "`");
  }
  const plan::Measurement& Measured() const { return plan_.scans[scan_].measurements[measurement_]; }
  std::string Place(Span span) const {
    const Location at = sources_.Begin(span);
    return fmt::format("{}:{}:{}", at.path, at.line, at.column);
  }

  bool IsOfRow(std::int32_t period) const { return first_cell_ <= period && period <= period_; }

  bool IsOfGroup(const Observed& seen, std::int64_t row) const {
    const auto& column = Measured().group_column;
    if (!column) return true;
    const abi::Column& data = seen.batch->columns[*column];
    if (data.valid != nullptr && data.valid[row] == 0 && !IsNamedWhereMissing(plan_.scans[scan_].columns[*column].field)) return false;
    return seen.table->columns[*column].dictionary->Text(static_cast<const std::uint32_t*>(data.values)[row]) == name_.group;
  }

  // `otherwise "none"`: items without the dimension are a group of that name.
  bool IsNamedWhereMissing(const std::string& dimension) const {
    return std::any_of(contract_.events.begin(), contract_.events.end(), [&](const check::CheckedEvent& event) {
      const auto field = check::FindField(event, dimension);
      return event.name == plan_.scans[scan_].event && field && event.fields[*field].otherwise;
    });
  }

  bool HasWhere() const {
    return std::any_of(contract_.metrics.begin(), contract_.metrics.end(), [&](const check::CheckedMetric& one) { return one.name == Measured().metric && one.where; });
  }

  bool FindDerived(std::uint32_t derived) {
    if (!Locate(plan_.derived[derived].grid)) return false;
    derived_ = derived;
    operands_.emplace(plan_, derived);
    return true;
  }

  bool Locate(std::uint32_t index) {
    const PeriodGrid& grid = plan_.grids[index];
    for (std::size_t p = grid.first_row; p < grid.size(); ++p) {
      if (grid.Name(p) != name_.period) continue;
      first_cell_ = static_cast<std::int32_t>(grid.FirstCell(p));
      period_ = static_cast<std::int32_t>(p);
      return true;
    }
    return false;
  }

  // The nodes that decide about a row of this measurement.
  std::set<plan::NodeId> Deciding() const {
    const plan::Measurement& m = Measured();
    std::set<plan::NodeId> seen;
    std::vector<plan::NodeId> open{m.by, m.selected, m.numerator};
    if (m.value != plan::kNoNode) open.push_back(m.value);
    for (const plan::Exclusion& exclusion : m.exclusions) open.push_back(exclusion.condition);
    while (!open.empty()) {
      const plan::NodeId id = open.back();
      open.pop_back();
      if (!seen.insert(id).second) continue;
      for (const plan::NodeId operand : plan_.scans[scan_].nodes[id].operands) {
        if (operand != plan::kNoNode) open.push_back(operand);
      }
    }
    return seen;
  }

  // Amendments by whose terms some items are asked, told by where the condition of such a choice stands.
  void Amended() {
    const plan::Scan& scan = plan_.scans[scan_];
    std::set<std::int64_t> told;
    for (const plan::NodeId id : Deciding()) {
      if (scan.nodes[id].op != plan::Op::choose) continue;
      const Span at = scan.nodes[scan.nodes[id].operands[2]].origin.span;
      for (const check::CheckedAmendment& amendment : contract_.amendments) {
        if (at.file == amendment.span.file && amendment.span.begin <= at.begin && at.end <= amendment.span.end) told.insert(amendment.number);
      }
    }
    for (const check::CheckedAmendment& amendment : contract_.amendments) {
      if (!told.contains(amendment.number)) continue;
      std::string items;
      for (const std::string& one : amendment.items) items += (items.empty() ? "" : " and ") + one;
      Line("  by terms that amendment {} gives other values, for {} from {} through {}", amendment.number, items, ToString(amendment.from), ToString(amendment.last));
    }
  }

  // The columns that decide about a row of this measurement, the key first.
  std::vector<std::uint32_t> Columns() const {
    const plan::Scan& scan = plan_.scans[scan_];
    std::set<std::uint32_t> columns;
    for (const plan::NodeId id : Deciding()) {
      const plan::Node& node = scan.nodes[id];
      if (node.op == plan::Op::column || node.op == plan::Op::recorded || node.op == plan::Op::otherwise) columns.insert(node.column);
    }
    std::vector<std::uint32_t> order;  // of a hashed key no text is kept
    for (const std::uint32_t column : scan.key) {
      if (!scan.columns[column].hashed) order.push_back(column);
    }
    for (const std::uint32_t column : columns) {
      if (std::find(order.begin(), order.end(), column) == order.end()) order.push_back(column);
    }
    return order;
  }

  std::string ValueText(const plan::Column& column, const ingest::ColumnSpec& spec, const abi::Column& data, std::int64_t row) const {
    if (data.valid != nullptr && data.valid[row] == 0) return "not recorded";
    if (column.type == plan::FieldType::boolean) return static_cast<const std::uint8_t*>(data.values)[row] != 0 ? "true" : "false";
    if (column.value_type() == plan::ValueType::symbol) return std::string(spec.dictionary->Text(static_cast<const std::uint32_t*>(data.values)[row]));
    const std::int64_t value = static_cast<const std::int64_t*>(data.values)[row];
    if (column.type == plan::FieldType::instant) return ToString(plan_.zone->ToLocal(Instant{value}));
    if (column.type == plan::FieldType::date) return ToString(Date{static_cast<std::int32_t>(value)});
    if (column.type == plan::FieldType::duration) return ledger::ExactText(MakeRatio(value, 60 * kMicrosPerSecond)) + " minutes";
    Ratio scaled{value, 1};
    for (std::int32_t i = 0; i < column.scale; ++i) scaled.denominator *= 10;
    return ledger::ExactText(MakeRatio(scaled.numerator, scaled.denominator));
  }

  Item Describe(const Observed& seen, std::int64_t row) const {
    Item item{seen.origins == nullptr ? plan_.scans[scan_].event : fmt::format("{}:{}", (*seen.inputs)[seen.origins[row].input].path, seen.origins[row].line), {}};
    for (const std::uint32_t c : Columns()) {
      const plan::Column& column = plan_.scans[scan_].columns[c];
      if (column.hidden && static_cast<const std::uint8_t*>(seen.batch->columns[c].values)[row] == 0) continue;  // says something where it holds
      item.fields += fmt::format("{}{} {}", item.fields.empty() ? "" : ", ", column.field, ValueText(column, seen.table->columns[c], seen.batch->columns[c], row));
    }
    return item;
  }

  void Calculated(const settle::Row& row, const std::string& metric) {
    for (const check::CheckedMetric& one : contract_.metrics) {
      if (one.name == metric && one.derivation) Line("  calculated as {}", check::OneLine(sources_.Text(one.derivation->span)));
    }
    text_ += operands_->Text(row.evidence, "    ");
    const std::uint64_t reproduced = operands_->DigestOf(row.evidence);
    if (row.evidence.digest == reproduced) Line("  digest {}, reproduced from the records of its operands", ledger::DigestText(reproduced));
    else Line("  digest {}, but the records of its operands give {}", ledger::DigestText(row.evidence.digest), ledger::DigestText(reproduced));
  }

  void Counts(const settle::Row& row) {
    const settle::Evidence& evidence = row.evidence;
    // A share of time has no items: how long instead.
    const auto count = [&](std::uint64_t items) {
      return ledger::EvidenceText(items, row.form) + (row.form.kind == settle::ValueKind::time_share ? " " + row.form.unit : "");
    };
    Line("  {}{} in the period", count(evidence.selected), row.form.kind == settle::ValueKind::time_share ? "" : " items");
    if (HasWhere()) Line("    {} more of the period that `where` leaves out", left_out_);
    for (const settle::Evidence::Excluded& excluded : evidence.excluded) {
      std::string clause;
      for (const plan::Exclusion& one : Measured().exclusions) {
        if (one.name == excluded.exclusion) clause = one.origin.clause;
      }
      Line("    {} excluded by {}, clause {}", count(excluded.items), excluded.exclusion, clause);
    }
    if (evidence.pending > 0) Line("    {} not decided yet", evidence.pending);
    if (row.form.kind == settle::ValueKind::quantity) Line("    {} counted", evidence.denominator);
    else Line("    {} counted, {} of them in the numerator", count(evidence.denominator), count(evidence.numerator));
    if (evidence.digest == digest_) Line("  digest {}, reproduced from its records", ledger::DigestText(digest_));
    else Line("  digest {}, but its records give {}", ledger::DigestText(evidence.digest), ledger::DigestText(digest_));
  }

  template <typename Shown>
  void Amounts(const settle::Row& row, const Shown& money) {
    if (settlement_ == nullptr || settlement_->terms.bands.empty()) return;
    const settle::Terms& terms = settlement_->terms;
    for (const settle::Relieved& one : row.relief) Line("  {}{}", one.text, one.value ? ": the others come to " + ledger::WorkedText(*one.value, {}, row.form, &*row.target, row.minimum ? &*row.minimum : nullptr) : std::string());
    if (!row.band_text.empty()) Line("  band {}", row.band_text);
    if (row.base) Line("  of {} = {}", terms.allocation ? terms.allocation->text : plan_.charges[*terms.charge].name, money(*row.base));
    if (row.gross && row.band && !terms.bands[*row.band].none) {
      const auto [value, exact] = settle::PaidOnOf(row);
      Ratio factor{1, 1};
      for (const settle::Repeat& repeat : terms.repeats) {
        if (repeat.when.text == row.repeats) factor = repeat.factor;
      }
      Exact unit(1);
      for (int i = 0; i < plan_.currency.scale; ++i) unit = unit * Exact(10);
      const Exact amount = settle::LineOf(row, *value, *exact, terms.bands[*row.band], row.base.value_or(1), factor) / unit;
      const auto fits = amount.ToRatio();
      if (!row.repeats.empty()) Line("  {}", row.repeats);
      Line("  exactly {} {}", plan_.currency.code, fits ? ledger::ExactText(*fits) : amount.ToText());
      Line("  rounded to {} places, as {} decides: {}", terms.rounding.places, terms.rounding.decided_by, money(*row.gross));
    }
    if (const auto& one = row.displaced) Line("  {}: the credit of {} counts, took {}", one->text, one->by, money(one->taken));
    if (const auto& claim = row.claim) {
      if (claim->made) Line("  claimed by {} {}", claim->by, ledger::MomentText(*claim->made, plan_.zone));
      if (claim->held > 0) Line("  {} until {}: {}, {} held", claim->by, ledger::MomentText(claim->until, plan_.zone), settle::Word(claim->state), money(claim->held));
    }
    Limits(row.caps, money);
    if (row.credit) Line("  credit {}", money(*row.credit));
    if (row.earn_back) Line("  {}: {}, {}", terms.earn_back->text, settle::Word(row.earn_back->state), row.earn_back->reason);
  }

  template <typename Shown>
  void Limits(const std::vector<settle::CapTaken>& limits, const Shown& money) {
    for (const settle::CapTaken& cap : limits) {
      if (cap.carried > 0) Line("  {} carried from before", money(cap.carried));
      if (IsFloor(cap.text)) {
        Line("  {}: added {}", cap.text, money(-cap.taken));
        continue;
      }
      Line("  {}: {} left of {}, took {}", cap.text, money(cap.room), money(cap.limit), money(cap.taken));
    }
  }

  bool IsFloor(std::string_view text) const {
    const std::vector<settle::Cap>& limits = settlement_->terms.caps;
    return std::any_of(limits.begin(), limits.end(), [&](const settle::Cap& limit) { return limit.kind == settle::CapKind::floor && limit.text == text; });
  }

  // What the row has besides its credit.
  template <typename Shown>
  void Incentives(const settle::Row& row, const Shown& money) {
    for (const settle::GuardResult& guard : row.guards) {
      Line("  {}: {}, {}", guard.text, guard.value ? ledger::WorkedText(*guard.value, guard.exact, guard.form, &guard.target) : std::string("nothing to measure"), guard.held ? "held" : "not held");
    }
    if (const auto& bonus = row.bonus) {
      if (!bonus->band_text.empty()) Line("  bonus {}", bonus->band_text);
      if (bonus->base) Line("  of {} = {}", plan_.charges[*settlement_->terms.bonus_charge].name, money(*bonus->base));
      if (bonus->gross && *bonus->gross != 0) Line("  rounded: {}", money(*bonus->gross));
      if (!bonus->withheld.empty()) Line("  withheld: {}", bonus->withheld);
      Limits(bonus->caps, money);
      if (bonus->amount) Line("  bonus {}", money(*bonus->amount));
    }
    for (const settle::EarnedBack& one : row.earned_back) Line("  earned back of {}: {} of {}", one.period, money(one.amount), money(one.credit));
    for (const settle::Escalation& one : row.escalations) Line("  {}", one.rung);
  }

  void List(std::size_t kind, std::string_view title) {
    const auto found = items_.find(kind);
    if (found == items_.end()) return;
    Line("{} {}:", counts_[kind], title);
    std::sort(found->second.begin(), found->second.end(), [](const Item& a, const Item& b) { return a.fields < b.fields; });
    for (const Item& item : found->second) Line("  {}  {}", item.place, item.fields);
    if (counts_[kind] > found->second.size()) Line("  and {} more; `--items N` shows them", counts_[kind] - found->second.size());
  }

  void Items() {
    const bool ratio = Measured().form.kind != settle::ValueKind::quantity;
    // Failing records first: where the target is a most, those of the numerator.
    const bool at_most = settlement_ != nullptr && (settlement_->terms.target.direction == settle::Direction::at_most || settlement_->terms.target.direction == settle::Direction::less_than);
    if (ratio) List(at_most ? 1 : 0, at_most ? "in the numerator" : "not in the numerator");
    for (std::size_t e = 0; e < Measured().exclusions.size(); ++e) {
      const plan::Exclusion& exclusion = Measured().exclusions[e];
      List(2 + e, exclusion.pending ? std::string("not decided yet") : "excluded by " + exclusion.name);
    }
    if (ratio) List(at_most ? 0 : 1, at_most ? "not in the numerator" : "in the numerator");
    else List(0, "counted");
  }

  const RowName& name_;
  std::size_t shown_;
  const plan::Plan& plan_;
  const check::CheckedContract& contract_;
  const SourceSet& sources_;
  const plan::Settlement* settlement_ = nullptr;
  std::size_t scan_ = 0, measurement_ = 0;
  std::optional<std::uint32_t> derived_;  // instead: a calculated metric
  std::optional<Operands> operands_;
  std::int32_t first_cell_ = 0, period_ = -1;  // the grid's periods that the row holds, both included
  std::map<std::size_t, std::vector<Item>> items_;      // 0 counted, 1 also in the numerator, 2.. by exclusion
  std::map<std::size_t, std::uint64_t> counts_;
  std::uint64_t digest_ = 0, left_out_ = 0;  // left out by `where`
  std::string text_;
};

std::string Known(const ledger::Ledger& ledger) {
  std::string known;
  for (const settle::Row& row : ledger.rows) {
    const std::string name = fmt::format("{}{}/{}", row.obligation.empty() ? row.metric : row.obligation, row.group.empty() ? "" : "/" + row.group, row.period);
    if (known.size() > 300) return known + ", ...";
    known += (known.empty() ? "" : ", ") + name;
  }
  return known;
}

}  // namespace

Reasons Why(const RowName& name, std::size_t shown, const plan::Plan& plan, const check::CheckedContract& contract, const check::CheckedBinding& binding,
            const std::map<std::string, std::vector<ingest::Input>>& inputs, const SourceSet& sources, EvaluateOptions options) {
  Reasons reasons;
  Explanation explanation(name, shown, plan, contract, sources);
  const bool found = explanation.Find();
  options.threads = 1;
  if (found) options.observe = [&](const Observed& seen) { explanation.See(seen); };
  reasons.evaluated = Evaluate(plan, contract, binding, inputs, options);
  for (const settle::Row& row : reasons.evaluated.ledger.rows) {
    const std::string& own = row.obligation.empty() ? row.metric : row.obligation;
    if (!found || own != name.name || row.group != name.group || row.period != name.period) continue;
    reasons.text = explanation.Text(row, plan.currency);
    reasons.digest = row.evidence.digest;
    reasons.reproduced = explanation.Digest(row);
    return reasons;
  }
  reasons.problem = fmt::format("the ledger has no row {}{}/{}; its rows are {}", name.name, name.group.empty() ? "" : "/" + name.group, name.period, Known(reasons.evaluated.ledger));
  return reasons;
}

}  // namespace slate::driver
