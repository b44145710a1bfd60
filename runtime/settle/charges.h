// Charges looked up by group and period. In: the contract's charges, by reference: they must outlive the table.
// Out: what ChargeAmount (terms.h) answers, in time that does not grow with the number of entries.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/settle/terms.h"

namespace slate::settle {

class ChargeTable {
 public:
  explicit ChargeTable(const std::vector<Charge>& charges);

  const Charge& charge(std::uint32_t index) const { return (*charges_)[index]; }
  // Of the charge's period that holds the day. Nothing where no entry applies.
  std::optional<Int128> Amount(std::uint32_t index, const std::string& group, Date day) const;

 private:
  struct ByPeriod {
    std::optional<Int128> any;
    std::map<Date, Int128> periods;
  };
  struct Index {
    ByPeriod all_groups;
    std::unordered_map<std::string, ByPeriod> groups;
  };
  const std::vector<Charge>* charges_;
  std::vector<Index> index_;
};

}  // namespace slate::settle
