#include "runtime/settle/limits.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "runtime/settle/groups.h"
#include "runtime/settle/pro_rata.h"

namespace slate::settle {
namespace {

// A credit, or a bonus, on its way through the limits.
struct Claim {
  Row* row;
  std::optional<Int128>* amount;
  std::optional<Exact>* line;
  std::vector<CapTaken>* caps;
  Exact left;
  Int128 carried = 0;  // by the limit that is being applied
};

class Limiter {
 public:
  Limiter(const std::vector<Row*>& rows, bool of_bonus, const Terms& terms, const MeasuredCells& cells, const ChargeTable& charges,
          const Currency& currency, const Clockwork& clock, MissingCharges& missing)
      : terms_(terms),
        charges_(charges),
        clock_(clock),
        missing_(missing),
        groups_(cells),
        grid_(*cells.grid),
        unit_(UnitOf(terms.rounding, currency)) {
    for (Row* row : rows) {
      if (of_bonus && !row->bonus) continue;
      auto& amount = of_bonus ? row->bonus->amount : row->credit;
      auto& line = of_bonus ? row->bonus->line : row->line;
      if (amount) {
        claims_.push_back({row, &amount, &line, of_bonus ? &row->bonus->caps : &row->caps, line ? *line : Exact(*amount)});
      } else if (of_bonus || (row->band && row->verdict != Verdict::pending)) {
        waiting_.push_back(row);
      }
    }
    std::sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) {
      return std::tie(a.row->end_day, a.row->group) < std::tie(b.row->end_day, b.row->group);
    });
  }

  void Apply(const Cap& cap) {
    if (cap.kind == CapKind::de_minimis) return DropSmall(cap);
    if (cap.kind == CapKind::floor) return RaiseSmall(cap);
    std::map<Scope, std::vector<Claim*>> windows;
    std::map<std::string, Exact> excess;  // by group
    for (Claim& claim : claims_) {
      claim.carried = 0;
      if (cap.carried || claim.left.sign() > 0) windows[ScopeOf(cap, *claim.row)].push_back(&claim);
    }
    for (auto& [scope, claims] : windows) {
      if (cap.carried) CarryIn(excess, claims);
      if (claims.empty()) continue;
      std::vector<Exact> before;
      for (const Claim* claim : claims) before.push_back(claim->left);
      const auto limit = Limit(cap, *claims.front()->row);
      for (std::size_t i = 0; i < claims.size() && !limit; ++i) claims[i]->amount->reset();
      if (!limit) continue;
      if (cap.order == CapOrder::pro_rata) {
        ShareOut(cap, *limit, claims);
      } else {
        ServeEarliest(cap, *limit, claims);
      }
      for (std::size_t i = 0; cap.carried && i < claims.size(); ++i) excess[claims[i]->row->group] = excess[claims[i]->row->group] + before[i] - claims[i]->left;
    }
    AskForWaiting(cap);
  }

 private:
  using Scope = std::pair<Date, std::string>;  // a day that tells the window, group or empty
  struct Days {
    Date first, end;
    Ratio part;
  };

  Int128 Told(const Exact& credit) const {
    const auto told =
        terms_.rounding.before_caps ? credit.Round(RoundingMode::down) : credit.Round(terms_.rounding.mode, unit_);
    return told.value_or(0);  // no more than the gross, which fits
  }

  void Leave(const Cap& cap, Claim& claim, Int128 limit, Int128 room, Exact left) const {
    if (!*claim.amount) return;
    const Int128 told = Told(left);
    claim.caps->push_back({cap.text, limit, room, **claim.amount - told, claim.carried});
    *claim.amount = told;
    claim.left = std::move(left);
    if (*claim.line) *claim.line = claim.left;
  }

  void DropSmall(const Cap& cap) {
    const Exact most(*cap.fixed);
    for (Claim& claim : claims_) {
      if (claim.left.sign() > 0) Leave(cap, claim, *cap.fixed, *cap.fixed, claim.left > most ? claim.left : Exact());
    }
  }

  void RaiseSmall(const Cap& floor) {
    for (Claim& claim : claims_) {
      const Int128 least = InPart(*floor.fixed, claim.row->part).value_or(0);
      if (claim.left.sign() > 0) Leave(floor, claim, least, least, claim.left < Exact(least) ? Exact(least) : claim.left);
    }
  }

  // What earlier windows left over is due again with the group's first row of this one. Rows that owe nothing drop out.
  void CarryIn(std::map<std::string, Exact>& excess, std::vector<Claim*>& claims) const {
    for (Claim* claim : claims) {
      Exact& owed = excess[claim->row->group];
      if (owed.sign() <= 0 || !*claim->amount) continue;
      claim->left = claim->left + owed;
      claim->carried = Told(claim->left) - **claim->amount;
      **claim->amount += claim->carried;
      owed = Exact();
    }
    std::erase_if(claims, [](const Claim* claim) { return claim->left.sign() <= 0; });
  }

  // A day by which all rows of the window that holds a period's last day are told from others.
  Date WindowOf(const Cap& cap, Date end_day) const {
    const Date last{end_day.days - 1};
    if (cap.whole_term) return clock_.term_first;
    return cap.window ? PeriodStart(*cap.window, last) : last;
  }

  Scope ScopeOf(const Cap& cap, const Row& row) const {
    return {WindowOf(cap, row.end_day), cap.together ? "" : row.group};
  }

  // The periods of the row's window that the obligation measures, whether they have come yet or not.
  std::vector<Days> PeriodsOf(const Cap& cap, const Row& row) const {
    if (!cap.window && !cap.whole_term) return {{row.first_day, row.end_day, row.part}};
    const Date window = WindowOf(cap, row.end_day), after_term{clock_.term_last.days + 1};
    std::vector<Days> periods;
    for (Date start = grid_.StartOf(std::max(window, clock_.term_first)); start < after_term;
         start = grid_.NextAfter(start)) {
      const Date first = std::max(start, clock_.term_first), end = std::min(grid_.NextAfter(start), after_term);
      const Date belongs = WindowOf(cap, end);
      if (belongs > window) break;
      const bool cut = PeriodStart(grid_.period, first) < clock_.term_first || after_term < NextPeriod(grid_.period, first);
      if (belongs == window && !(terms_.partial_ignored && cut)) periods.push_back({first, end, PartOf(grid_.period, first, end)});
    }
    return periods;
  }

  // The groups whose charges count; the empty name: one charge for all of them.
  std::vector<std::string> GroupsOf(const Cap& cap, const Row& row, const Days& days) const {
    if (charges_.charge(cap.charge).group_field.empty()) return {""};
    if (!cap.together) {
      const auto group = cap.window || cap.whole_term ? groups_.Find(row.group) : std::nullopt;
      return group && !groups_.Exists(*group, days.first, days.end) ? std::vector<std::string>()
                                                                    : std::vector<std::string>{row.group};
    }
    std::vector<std::string> names;
    for (const std::size_t group : groups_.order()) {
      if (groups_.Exists(group, days.first, days.end)) names.push_back(groups_.Name(group));
    }
    return names;
  }

  // All that is missing is asked for, not the first alone.
  std::optional<Int128> Limit(const Cap& cap, const Row& row) {
    if (cap.fixed) return cap.window || cap.whole_term ? cap.fixed : InPart(*cap.fixed, row.part);
    const Charge& charge = charges_.charge(cap.charge);
    Exact sum;
    bool known = true;
    for (const Days& days : PeriodsOf(cap, row)) {
      for (const std::string& group : GroupsOf(cap, row, days)) {
        if (const auto amount = charges_.Amount(cap.charge, group, days.first)) {
          sum = sum + Exact(*amount) * Exact(days.part.numerator, days.part.denominator);
        } else {
          known = false;
          missing_.Add({charge.name, charge.group_field, group, PeriodName(grid_.period, days.first),
                        row.obligation, row.clause});
        }
      }
    }
    if (!known) return std::nullopt;
    return (sum * Exact(cap.share->numerator, cap.share->denominator)).Round(RoundingMode::down);
  }

  // A line whose own charge is missing will be limited once it is given.
  void AskForWaiting(const Cap& cap) {
    if (!cap.share) return;
    std::map<Scope, const Row*> windows;
    for (const Row* row : waiting_) windows.emplace(ScopeOf(cap, *row), row);
    for (const auto& [scope, row] : windows) Limit(cap, *row);
  }

  void ServeEarliest(const Cap& cap, Int128 limit, const std::vector<Claim*>& claims) const {
    Exact room(limit);
    for (Claim* claim : claims) {
      const Int128 told_room = room.Round(RoundingMode::down).value_or(0);
      Exact left = std::min(claim->left, room);
      room = room - left;
      Leave(cap, *claim, limit, told_room, std::move(left));
    }
  }

  void ShareOut(const Cap& cap, Int128 limit, const std::vector<Claim*>& claims) const {
    Exact total;
    for (const Claim* claim : claims) total = total + claim->left;
    if (total <= Exact(limit)) return ServeEarliest(cap, limit, claims);
    std::vector<Exact> amounts;
    for (const Claim* claim : claims) amounts.push_back(claim->left);
    std::vector<Exact> shares = ShareProRata(limit, std::move(amounts), terms_.rounding.before_caps);
    for (std::size_t i = 0; i < claims.size(); ++i) Leave(cap, *claims[i], limit, limit, std::move(shares[i]));
  }

  const Terms& terms_;
  const ChargeTable& charges_;
  const Clockwork& clock_;
  MissingCharges& missing_;
  Groups groups_;
  const PeriodGrid& grid_;
  Int128 unit_;
  std::vector<Claim> claims_;
  std::vector<const Row*> waiting_;
};

}  // namespace

void LimitCredits(const std::vector<Row*>& rows, const Terms& terms, const MeasuredCells& cells, const ChargeTable& charges,
                  const Currency& currency, const Clockwork& clock, MissingCharges& missing) {
  for (const bool of_bonus : {false, true}) {
    if (std::none_of(terms.caps.begin(), terms.caps.end(), [&](const Cap& cap) { return cap.of_bonus == of_bonus; })) continue;
    Limiter limiter(rows, of_bonus, terms, cells, charges, currency, clock, missing);
    for (const Cap& cap : terms.caps) {
      if (cap.of_bonus == of_bonus) limiter.Apply(cap);
    }
  }
}

}  // namespace slate::settle
