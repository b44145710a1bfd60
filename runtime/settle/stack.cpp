#include "runtime/settle/stack.h"

#include <map>

namespace slate::settle {
namespace {

Exact Due(const Row& row) { return row.line ? *row.line : Exact(*row.credit); }

bool IsHigher(const Row& row, const Row& than) {
  const Exact a = Due(row), b = Due(than);
  return a > b || (!(b > a) && row.group < than.group);
}

}  // namespace

void KeepHighest(const std::vector<Row*>& rows, const std::string& text) {
  std::map<Date, const Row*> highest;  // by period
  for (const Row* row : rows) {
    if (!row->credit || *row->credit <= 0) continue;
    const Row*& best = highest[row->grid_day];
    if (best == nullptr || IsHigher(*row, *best)) best = row;
  }
  for (Row* row : rows) {
    if (!row->credit || *row->credit <= 0 || highest[row->grid_day] == row) continue;
    row->displaced = Displaced{text, highest[row->grid_day]->group, *row->credit};
    row->credit = 0;
    if (row->line) row->line = Exact();
  }
}

}  // namespace slate::settle
