#include "runtime/settle/earn_back.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/settle/credit.h"

namespace slate::settle {
namespace {

// The guard that takes earning back away in this period, if one does.
const GuardResult* Broken(const Row& row) {
  const auto broken = std::find_if(row.guards.begin(), row.guards.end(), [](const GuardResult& guard) { return guard.no_earn_back && !guard.held; });
  return broken == row.guards.end() ? nullptr : &*broken;
}

struct Open {
  Row* row;
  std::uint32_t met = 0;
};

class Earning {
 public:
  Earning(const Terms& terms, const Currency& currency, const Clockwork& clock) : terms_(terms), clock_(clock), unit_(UnitOf(terms.rounding, currency)) {}

  // The rows of one group.
  void Run(const std::vector<Row*>& rows) {
    open_.clear();
    bool over = false;
    for (Row* row : rows) {
      if (row->verdict == Verdict::pending) break;
      over = row->end_day.days > clock_.term_last.days;
      if (row->verdict == Verdict::met || row->verdict == Verdict::missed) Assess(*row);
      if (row->credit && *row->credit > 0) Begin(*row);
    }
    for (const Open& one : open_) {
      one.row->earn_back = over ? EarnBackFate{EarnBackState::lapsed, "the term is over"}
                                : EarnBackFate{EarnBackState::open, fmt::format("{} of {} periods met", one.met, terms_.earn_back->periods)};
    }
  }

 private:
  void Begin(Row& row) {
    if (const GuardResult* guard = Broken(row)) row.earn_back = EarnBackFate{EarnBackState::lost, guard->text};
    else open_.push_back({&row, 0});
  }

  void Assess(Row& row) {
    const GuardResult* guard = Broken(row);
    if (row.verdict == Verdict::missed || guard != nullptr) {
      const std::string why = row.verdict == Verdict::missed ? fmt::format("{} was missed", row.period) : fmt::format("{}: {}", row.period, guard->text);
      for (const Open& one : open_) one.row->earn_back = EarnBackFate{EarnBackState::lost, why};
      open_.clear();
      return;
    }
    for (Open& one : open_) {
      if (++one.met < terms_.earn_back->periods) continue;
      const Ratio& share = terms_.earn_back->share;
      const auto amount = (Exact(*one.row->credit) * Exact(share.numerator, share.denominator)).Round(terms_.rounding.mode, unit_);
      row.earned_back.push_back({one.row->period, *one.row->credit, amount.value_or(0)});  // no more than the credit, which fits
      one.row->earn_back = EarnBackFate{EarnBackState::earned, fmt::format("in {}", row.period)};
    }
    std::erase_if(open_, [&](const Open& one) { return one.met >= terms_.earn_back->periods; });
  }

  const Terms& terms_;
  const Clockwork& clock_;
  Int128 unit_;
  std::vector<Open> open_;  // no more than the periods it takes
};

}  // namespace

void EarnBackCredits(const std::vector<Row*>& rows, const Terms& terms, const Currency& currency, const Clockwork& clock) {
  if (!terms.earn_back) return;
  Earning earning(terms, currency, clock);
  for (auto first = rows.begin(); first != rows.end();) {
    const auto next = std::find_if(first, rows.end(), [&](const Row* row) { return row->group != (*first)->group; });
    earning.Run({first, next});
    first = next;
  }
}

}  // namespace slate::settle
