#include "compiler/driver/operands.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/items.h"
#include "compiler/interpret/interpret.h"
#include "runtime/digest.h"

namespace slate::driver {

Operands::Operands(const plan::Plan& plan, std::uint32_t derived) : plan_(plan), derived_(derived) { AddMeasurements(derived); }

void Operands::AddMeasurements(std::uint32_t derived) {
  for (const plan::Source& operand : plan_.derived[derived].operands) {
    if (operand.derived) AddMeasurements(*operand.derived);
    else if (std::find(measurements_.begin(), measurements_.end(), operand) == measurements_.end()) measurements_.push_back(operand);
  }
}

void Operands::See(const Observed& seen) {
  for (const plan::Source& one : measurements_) {
    if (one.scan != seen.scan) continue;
    const plan::Measurement& measurement = plan_.scans[one.scan].measurements[one.measurement];
    for (std::int64_t row = 0; row < seen.batch->rows; ++row) {
      const interpret::Placed placed = interpret::Place(plan_, one.scan, one.measurement, *seen.batch, row);
      if (placed.period < 0) continue;
      const std::string group = measurement.group_column ? std::string(seen.table->columns[*measurement.group_column].dictionary->Text(placed.group)) : "";
      std::vector<std::uint64_t>& periods = digests_[{one.scan, one.measurement, group}];
      periods.resize(plan_.grids[measurement.grid].size());
      periods[static_cast<std::size_t>(placed.period)] += digest::Term(ItemOf(plan_.scans[one.scan], seen, row), placed.item_class);
    }
  }
}

std::uint64_t Operands::DigestOf(std::uint32_t derived, const settle::Evidence& evidence) const {
  const plan::Derived& metric = plan_.derived[derived];
  const bool pooled = metric.terms.kind == settle::DerivedKind::since_start || metric.terms.kind == settle::DerivedKind::over_last;
  if (pooled && !evidence.operands.empty()) return DigestOf(metric.operands.front(), evidence.operands.front());
  std::uint64_t digest = digest::HashWord(evidence.operands.size());
  for (const settle::Evidence::Operand& operand : evidence.operands) digest = digest::WithField(digest, DigestOf(metric.operands[operand.index], operand));
  return digest;
}

std::uint64_t Operands::DigestOf(const plan::Source& source, const settle::Evidence::Operand& operand) const {
  if (source.derived) return DigestOf(*source.derived, operand.evidence);
  const auto found = digests_.find({source.scan, source.measurement, operand.group});
  if (found == digests_.end()) return 0;
  const PeriodGrid& grid = plan_.grids[plan_.scans[source.scan].measurements[source.measurement].grid];
  std::uint64_t digest = 0;
  for (std::size_t period = grid.FirstCell(operand.first); period <= operand.last; ++period) digest += found->second[period];
  return digest;
}

std::string Operands::Text(const settle::Evidence& evidence, const std::string& indent) const {
  std::string text;
  for (const settle::Evidence::Operand& operand : evidence.operands) {
    text += fmt::format("{}{}{} in {}, clause {}: ", indent, operand.metric, operand.group.empty() ? "" : " for " + operand.group, operand.period, operand.clause);
    if (operand.value) text += ledger::WorkedText(*operand.value, operand.exact, operand.form, nullptr);
    else text += "no value" + (operand.no_value.empty() ? "" : ", " + operand.no_value);
    if (operand.evidence.operands.empty()) {
      const bool time = operand.form.kind == settle::ValueKind::time_share;
      text += fmt::format("; {} {}", ledger::EvidenceText(operand.evidence.selected, operand.form), time ? operand.form.unit : operand.evidence.selected == 1 ? "item" : "items");
      for (const settle::Evidence::Excluded& excluded : operand.evidence.excluded) {
        if (excluded.items > 0) text += fmt::format(", {} excluded by {}", ledger::EvidenceText(excluded.items, operand.form), excluded.exclusion);
      }
    }
    if (operand.evidence.pending > 0) text += fmt::format(", {} not decided yet", operand.evidence.pending);
    text += "\n" + Text(operand.evidence, indent + "  ");
  }
  return text;
}

}  // namespace slate::driver
