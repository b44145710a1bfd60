#include "runtime/settle/at_risk.h"

#include <algorithm>
#include <map>

#include "runtime/settle/pro_rata.h"

namespace slate::settle {
namespace {

struct Claim {
  Row* row;
  const Terms* terms;

  Exact Due() const { return DueSoFar(*row); }
};

class Sharing {
 public:
  Sharing(const RiskPool& pool, const ChargeTable& charges, const Currency& currency, MissingCharges& missing)
      : pool_(pool), charges_(charges), currency_(currency), missing_(missing) {}

  void Run(const std::vector<CreditsOfOne>& obligations) {
    for (const CreditsOfOne& one : obligations) {
      for (Row* row : one.rows) Enter({row, one.terms});
    }
    for (const auto& [window, row] : asked_) limits_.emplace(window, Limit(*row));
    for (const auto& [window, claims] : windows_) Share(claims, limits_[window]);
  }

 private:
  using Window = std::pair<Date, std::string>;  // the first day, and the group or empty

  // A line whose own charge is missing will be limited once it is given, so what limits it is asked for all the same,
  // and nothing can be said of the lines beside it.
  void Enter(const Claim& claim) {
    Row& row = *claim.row;
    if (!IsUnknown(row) && (!row.credit || claim.Due().sign() <= 0)) return;
    const Window window{row.first_day, charges_.charge(pool_.charge).group_field.empty() ? "" : row.group};
    asked_.emplace(window, &row);
    windows_[window].push_back(claim);
  }

  std::optional<Int128> Limit(const Row& row) {
    if (const auto amount = charges_.Amount(pool_.charge, row.group, row.first_day)) {
      return (Exact(*amount) * Exact(row.part.numerator, row.part.denominator) *
              Exact(pool_.share.numerator, pool_.share.denominator))
          .Round(RoundingMode::down);
    }
    const Charge& charge = charges_.charge(pool_.charge);
    missing_.Add({charge.name, charge.group_field, charge.group_field.empty() ? "" : row.group, row.piece_of.empty() ? row.period : row.piece_of,
                  row.obligation, row.clause});
    return std::nullopt;
  }

  void Share(const std::vector<Claim>& claims, const std::optional<Int128>& limit) const {
    if (!limit || std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return !claim.row->credit; })) {
      for (const Claim& claim : claims) claim.row->credit.reset();
      return;
    }
    if (pool_.order == CapOrder::pro_rata)
      ShareOut(claims, *limit);
    else
      ServeInOrder(claims, *limit);
  }

  void ServeInOrder(const std::vector<Claim>& claims, Int128 limit) const {
    Exact room(limit);
    for (const Claim& claim : claims) {
      const Int128 told_room = room.Round(RoundingMode::down).value_or(0);
      const Exact left = std::min(claim.Due(), room);
      room = room - left;
      Leave(claim, limit, told_room, left);
    }
  }

  // All of a pool are rounded in one order.
  void ShareOut(const std::vector<Claim>& claims, Int128 limit) const {
    std::vector<Exact> amounts;
    for (const Claim& claim : claims) amounts.push_back(claim.Due());
    const std::vector<Exact> shares =
        ShareProRata(limit, std::move(amounts), claims.front().terms->rounding.before_caps);
    for (std::size_t i = 0; i < claims.size(); ++i) Leave(claims[i], limit, limit, shares[i]);
  }

  void Leave(const Claim& claim, Int128 limit, Int128 room, const Exact& left) const {
    const Rounding& rounding = claim.terms->rounding;
    const auto told =
        rounding.before_caps ? left.Round(RoundingMode::down) : left.Round(rounding.mode, UnitOf(rounding, currency_));
    Row& row = *claim.row;
    row.caps.push_back({pool_.text, limit, room, *row.credit - told.value_or(0), 0});
    row.credit = told.value_or(0);  // no more than the gross, which fits
    if (row.line) row.line = left;
  }

  const RiskPool& pool_;
  const ChargeTable& charges_;
  const Currency& currency_;
  MissingCharges& missing_;
  std::map<Window, const Row*> asked_;
  std::map<Window, std::optional<Int128>> limits_;
  std::map<Window, std::vector<Claim>> windows_;  // in the order of the list
};

}  // namespace

void LimitToPool(const std::vector<CreditsOfOne>& obligations, const RiskPool& pool, const ChargeTable& charges,
                 const Currency& currency, MissingCharges& missing) {
  Sharing(pool, charges, currency, missing).Run(obligations);
}

}  // namespace slate::settle
