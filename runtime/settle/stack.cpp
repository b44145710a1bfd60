#include "runtime/settle/stack.h"

#include <map>
#include <set>

namespace slate::settle {
namespace {

bool IsDue(const Row& row) { return row.credit && DueSoFar(row).sign() > 0; }

bool IsHigher(const Row& row, const Row& than) {
  const Exact a = DueSoFar(row), b = DueSoFar(than);
  return a > b || (!(b > a) && row.group < than.group);
}

void Displace(Row& row, const std::string& text, const std::string& by) {
  row.displaced = Displaced{text, by, *row.credit};
  row.credit = 0;
  if (row.line) row.line = Exact();
}

}  // namespace

void KeepHighest(const std::vector<Row*>& rows, const std::string& text) {
  std::map<Date, const Row*> highest;  // by period
  for (const Row* row : rows) {
    if (!IsDue(*row)) continue;
    const Row*& best = highest[row->grid_day];
    if (best == nullptr || IsHigher(*row, *best)) best = row;
  }
  for (Row* row : rows) {
    if (IsDue(*row) && highest[row->grid_day] != row) Displace(*row, text, highest[row->grid_day]->group);
  }
}

bool IsUnknown(const Row& row) { return !row.credit && row.band && row.verdict != Verdict::pending; }

void KeepOne(const std::vector<CreditsOfOne>& obligations, const Stacking& stacking) {
  std::map<std::pair<Date, std::string>, const Row*> counts;  // by period and group
  std::set<std::pair<Date, std::string>> unknown;
  const auto of = [&](const Row& row) -> const Row*& { return counts[{row.grid_day, row.group}]; };
  for (const CreditsOfOne& one : obligations) {
    for (const Row* row : one.rows) {
      if (IsUnknown(*row)) unknown.emplace(row->grid_day, row->group);
      if (!IsDue(*row)) continue;
      const Row*& best = of(*row);
      if (best == nullptr || (stacking.highest && DueSoFar(*row) > DueSoFar(*best))) best = row;
    }
  }
  for (const CreditsOfOne& one : obligations) {
    for (Row* row : one.rows) {
      if (!IsDue(*row)) continue;
      if (unknown.contains({row->grid_day, row->group})) row->credit.reset();
      else if (of(*row) != row) Displace(*row, stacking.text, of(*row)->obligation);
    }
  }
}

}  // namespace slate::settle
