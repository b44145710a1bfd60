#include "compiler/driver/acts.h"

namespace slate::driver {
namespace {

// The fields of the event, in the order in which the check declares them (compiler/check/governance.cpp).
enum Field : std::size_t { kMade = 1, kKind = 2, kConcerns = 3, kParty = 4, kGroup = 5, kPeriod = 6, kAction = 7 };

std::string TextOf(const Kept& records, const ingest::Rows& rows, std::size_t column, std::size_t row) {
  if (!rows.Recorded(column, row)) return {};
  return std::string(records.table.columns[column].dictionary->Text(static_cast<std::uint32_t>(rows.Value(column, row))));
}

}  // namespace

std::vector<settle::Act> ActsOf(const Kept& records) {
  std::vector<settle::Act> acts;
  for (const ingest::Rows& rows : records.parts) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      acts.push_back({.made = {rows.Value(kMade, row)}, .kind = static_cast<settle::ActKind>(rows.Value(kKind, row)), .concerns = TextOf(records, rows, kConcerns, row),
                      .party = TextOf(records, rows, kParty, row), .group = TextOf(records, rows, kGroup, row), .period = TextOf(records, rows, kPeriod, row),
                      .action = records.table.columns.size() > kAction ? TextOf(records, rows, kAction, row) : std::string()});
    }
  }
  return acts;
}

}  // namespace slate::driver
