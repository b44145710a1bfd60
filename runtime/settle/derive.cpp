#include "runtime/settle/derive.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "runtime/digest.h"
#include "runtime/measure/value.h"
#include "runtime/settle/pool.h"

namespace slate::settle {
namespace {

Exact ExactOf(const Evidence::Operand& operand) { return operand.exact ? *operand.exact : Exact(operand.value->numerator, operand.value->denominator); }

// By halves, so that most sums are of short numbers.
Exact SumOf(const Exact* values, std::size_t count) {
  if (count == 1) return values[0];
  return SumOf(values, count / 2) + SumOf(values + count / 2, count - count / 2);
}

void SetValue(Point& point, const Exact& value) {
  const Ratio shown = value.StandIn();
  point.value = abi::Value{shown.numerator, shown.denominator};
  if (!value.ToRatio()) point.exact = value;
}

// Which operands a value rests on, in their order.
std::uint64_t DigestOf(const std::vector<Evidence::Operand>& operands) {
  std::uint64_t digest = digest::HashWord(operands.size());
  for (const Evidence::Operand& operand : operands) digest = digest::WithField(digest, operand.evidence.digest);
  return digest;
}

}  // namespace

DerivedCells::DerivedCells(MeasuredCells head, DerivedTerms terms, std::vector<const MeasuredCells*> operands, Calculate calculate)
    : cells_(std::move(head)), terms_(terms), operands_(std::move(operands)), calculate_(std::move(calculate)) {
  cells_.derived = this;
  MergeGroups();
  MarkSeen();
  groups_.emplace(terms_.kind == DerivedKind::mean_over_groups ? *operands_.front() : cells_);
}

// The groups of all operands, by name; those of the first come first, which keeps closed ones in front.
void DerivedCells::MergeGroups() {
  cells_.life = operands_.front()->life;
  ids_.resize(operands_.size());
  if (cells_.groups == GroupsKind::all_together) {
    cells_.group_names = {""};
    for (std::vector<std::size_t>& ids : ids_) ids = {0};
    return;
  }
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < operands_.size(); ++i) {
    ids_[i].assign(cells_.group_names.size(), kNoGroup);
    for (std::size_t id = 0; id < operands_[i]->group_names.size(); ++id) {
      const auto [at, fresh] = known.emplace(operands_[i]->group_names[id], cells_.group_names.size());
      if (fresh) cells_.group_names.push_back(at->first);
      ids_[i].resize(cells_.group_names.size(), kNoGroup);
      ids_[i][at->second] = id;
    }
  }
  for (std::vector<std::size_t>& ids : ids_) ids.resize(cells_.group_names.size(), kNoGroup);
}

void DerivedCells::MarkSeen() {
  const std::size_t periods = cells_.grid->size(), stride = 3;
  seen_.emplace(periods, stride, measure::AggregateKind::count);
  seen_->Reserve(cells_.group_names.size());
  cells_.counters = &*seen_;
  if (cells_.groups == GroupsKind::all_together) return;  // there whether it was seen or not
  for (std::size_t i = 0; i < operands_.size(); ++i) {
    for (std::size_t group = 0; group < ids_[i].size(); ++group) {
      for (std::size_t period = 0; period < periods && ids_[i][group] != kNoGroup; ++period) {
        if (SelectedItems(*operands_[i]->counters, ids_[i][group], period) > 0) seen_->data()[(group * periods + period) * stride] = 1;
      }
    }
  }
}

// The first period of the longer one that holds this one's last day, as far as the term reaches.
std::size_t DerivedCells::StartOf(std::size_t period) const {
  const auto since = [&](std::size_t index) { return PeriodStart(terms_.since, Date{cells_.grid->first_days[index + 1].days - 1}); };
  std::size_t first = period;
  while (first > cells_.grid->first_row && since(first - 1) == since(period)) --first;
  return first;
}

DerivedCells::Parts DerivedCells::PartsOf(std::size_t group, std::size_t period) const {
  Parts of;
  const std::size_t begin = cells_.grid->first_row;
  const std::size_t id = terms_.kind == DerivedKind::mean_over_groups ? kNoGroup : ids_.front()[group];
  switch (terms_.kind) {
    case DerivedKind::arithmetic:
      for (std::size_t i = 0; i < operands_.size(); ++i) of.parts.push_back({i, ids_[i][group], period, period});
      break;
    case DerivedKind::since_start: of.parts.push_back({0, id, StartOf(period), period}); break;
    case DerivedKind::over_last:
    case DerivedKind::mean_over_last: {
      const std::size_t first = period - std::min<std::size_t>(period - begin, terms_.periods - 1);
      std::size_t there = 0;
      for (std::size_t one = first; one <= period; ++one) {
        if (!IsPresent(group, one)) continue;
        ++there;
        if (terms_.kind == DerivedKind::mean_over_last) of.parts.push_back({0, id, one, one});
      }
      if (terms_.kind == DerivedKind::over_last) of.parts.push_back({0, id, first, period});
      if (there < terms_.periods && !terms_.part_of_window) of.no_value = fmt::format("{} of {} periods", there, terms_.periods);
      break;
    }
    case DerivedKind::change:
      if (period > begin && IsPresent(group, period - 1)) of.parts.push_back({0, id, period - 1, period - 1});
      else of.no_value = "no period before";
      of.parts.push_back({0, id, period, period});
      break;
    case DerivedKind::mean_over_groups:
      for (const std::size_t one : groups_->order()) {
        if (IsPresent(one, period)) of.parts.push_back({0, one, period, period});
      }
      if (of.parts.empty()) of.no_value = fmt::format("no {} exists", operands_.front()->group_field);
      break;
  }
  return of;
}

Evidence::Operand DerivedCells::Measure(const Part& part, const std::string& group) const {
  const MeasuredCells& cells = *operands_[part.operand];
  Evidence::Operand operand;
  operand.index = part.operand;
  operand.metric = cells.metric;
  operand.clause = cells.clause;
  operand.form = cells.form;
  operand.first = part.first;
  operand.last = part.last;
  operand.period = cells.grid->Name(part.first, part.last);
  if (cells.groups != GroupsKind::all_together) operand.group = part.group != kNoGroup ? cells.group_names[part.group] : group;
  if (cells.derived != nullptr) {
    if (part.group == kNoGroup) {
      operand.evidence.digest = DigestOf({});
      return operand;
    }
    Point point = cells.derived->At(part.group, part.last);
    operand.value = point.value;
    operand.exact = std::move(point.exact);
    operand.no_value = std::move(point.no_value);
    operand.evidence = std::move(point.evidence);
  } else if (part.first == part.last) {
    operand.evidence = EvidenceOf(cells, *cells.counters, part.group, part.last);
    operand.value = measure::ValueOf(cells.aggregate, *cells.counters, cells.samples, part.group, part.last);
  } else {
    const PooledCell pooled = PoolCells(cells, part.group, part.first, part.last);
    operand.evidence = EvidenceOf(cells, pooled.counters, 0, 0);
    operand.value = measure::ValueOf(cells.aggregate, pooled.counters, &pooled.samples, 0, 0);
  }
  return operand;
}

Point DerivedCells::At(std::size_t group, std::size_t period) const {
  const Parts parts = PartsOf(group, period);
  Evidence evidence;
  for (const Part& part : parts.parts) {
    Evidence::Operand operand = Measure(part, cells_.group_names[group]);
    if (operand.form.kind != ValueKind::time_share) evidence.selected += operand.evidence.selected;  // microseconds are no items
    evidence.pending += operand.evidence.pending;
    evidence.operands.push_back(std::move(operand));
  }
  return Value(parts, std::move(evidence));
}

Point DerivedCells::Value(const Parts& parts, Evidence evidence) const {
  Point point;
  point.no_value = parts.no_value;
  evidence.digest = DigestOf(evidence.operands);
  const std::vector<Evidence::Operand>& operands = evidence.operands;
  if (terms_.kind == DerivedKind::since_start || terms_.kind == DerivedKind::over_last) {  // one operand, whose cell is the result's
    Evidence whole = operands.front().evidence;
    if (point.no_value.empty()) point.value = operands.front().value;
    whole.operands = std::move(evidence.operands);
    point.evidence = std::move(whole);
    return point;
  }
  std::vector<Exact> values;
  for (const Evidence::Operand& operand : operands) {
    if (operand.value) {
      values.push_back(ExactOf(operand));
    } else if (point.no_value.empty() && (terms_.kind != DerivedKind::mean_over_groups || terms_.every_group)) {
      point.no_value = fmt::format("{}{} has no value in {}", operand.metric, terms_.kind == DerivedKind::mean_over_groups ? " for " + operand.group : "", operand.period);
    }
  }
  if (point.no_value.empty() && values.empty()) point.no_value = fmt::format("no {} has a value", operands_.front()->group_field);
  if (point.no_value.empty()) {
    switch (terms_.kind) {
      case DerivedKind::arithmetic: SetValue(point, calculate_(values)); break;
      case DerivedKind::change: SetValue(point, values[1] - values[0]); break;
      default: SetValue(point, SumOf(values.data(), values.size()) / Exact(static_cast<Int128>(values.size()))); break;
    }
  }
  point.evidence = std::move(evidence);
  return point;
}

}  // namespace slate::settle
