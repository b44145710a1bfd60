#include "compiler/driver/group_classes.h"

#include <algorithm>

#include <fmt/format.h>

namespace slate::driver {
namespace {

// The columns of a timeline's records: the entity, and when it came to be in its state.
constexpr std::size_t kEntity = 0, kMoment = 1;

struct Said {
  Instant at;
  std::uint32_t value;
  friend auto operator<=>(const Said&, const Said&) = default;
};

}  // namespace

GroupClasses ClassesOf(const plan::Settlement::ClassOfGroup& source, const plan::Plan& plan, const Kept& kept) {
  const ingest::Dictionary& groups = *kept.table.columns[kEntity].dictionary;
  const ingest::Dictionary& values = *kept.table.columns[source.column].dictionary;
  std::vector<std::vector<Said>> said(groups.Texts().size());
  for (const ingest::Rows& part : kept.parts) {
    for (std::size_t row = 0; row < part.size(); ++row) {
      if (!part.Recorded(source.column, row)) continue;
      said[static_cast<std::size_t>(part.Value(kEntity, row))].push_back({{part.Value(kMoment, row)}, static_cast<std::uint32_t>(part.Value(source.column, row))});
    }
  }
  GroupClasses found;
  std::string first_group;  // the first by its bytes, so that neither files nor threads decide which one is told
  for (std::size_t group = 0; group < said.size(); ++group) {
    std::vector<Said>& of = said[group];
    if (of.empty()) continue;
    std::sort(of.begin(), of.end());
    const std::string name(groups.Text(static_cast<std::uint32_t>(group)));
    auto& classes = found.classes[name];
    for (std::size_t i = 0; i < of.size(); ++i) {
      const std::string value(values.Text(of[i].value));
      if (i > 0 && of[i].at == of[i - 1].at && of[i].value != of[i - 1].value && (found.problem.empty() || name < first_group)) {
        first_group = name;
        found.problem = fmt::format("{} \"{}\" is said to be of two classes at {}: {} and {}; its target goes by its `{}`, so one of these records must be corrected", plan.scans[source.records].columns[kEntity].field,
                                    name, ToString(plan.zone->ToLocal(of[i].at)), values.Text(of[i - 1].value), value, plan.scans[source.records].columns[source.column].field);
      }
      if (classes.empty() || classes.back().second != value) classes.emplace_back(of[i].at, value);
    }
  }
  return found;
}

}  // namespace slate::driver
