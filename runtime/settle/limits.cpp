#include "runtime/settle/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace slate::settle {
namespace {

class Limiter {
 public:
  Limiter(std::vector<Row>& rows, const ChargeTable& charges, MissingCharges& missing)
      : charges_(charges), missing_(missing) {
    for (Row& row : rows) {
      if (row.credit && *row.credit > 0) rows_.push_back(&row);
    }
    std::sort(rows_.begin(), rows_.end(), [](const Row* a, const Row* b) { return std::tie(a->end_day, a->group) < std::tie(b->end_day, b->group); });
  }

  void Apply(const Cap& cap) {
    if (cap.kind == CapKind::de_minimis) return DropSmall(cap);
    std::map<std::pair<Date, std::string>, std::vector<Row*>> windows;
    for (Row* row : rows_) windows[{WindowOf(cap, *row), cap.together ? "" : row->group}].push_back(row);
    for (auto& [window, rows] : windows) {
      const auto limit = Limit(cap, *rows.front());
      if (!limit) {
        for (Row* row : rows) row->credit.reset();
      } else if (cap.order == CapOrder::pro_rata) {
        ShareOut(cap, *limit, rows);
      } else {
        ServeEarliest(cap, *limit, rows);
      }
    }
  }

 private:
  static void Take(const Cap& cap, Row& row, Int128 limit, Int128 room, Int128 taken) {
    row.caps.push_back({cap.text, limit, room, taken});
    row.credit = *row.credit - taken;
  }

  void DropSmall(const Cap& cap) {
    for (Row* row : rows_) {
      if (row->credit) Take(cap, *row, *cap.fixed, *cap.fixed, *row->credit > *cap.fixed ? 0 : *row->credit);
    }
  }

  // A day by which all rows of the window that holds the row's last day are told from others.
  static Date WindowOf(const Cap& cap, const Row& row) {
    const Date last{row.end_day.days - 1};
    return cap.window ? PeriodStart(*cap.window, last) : last;
  }

  std::optional<Int128> Limit(const Cap& cap, const Row& row) {
    if (cap.fixed) return cap.window ? cap.fixed : InPart(*cap.fixed, row.part);
    if (const auto charge = charges_.Amount(cap.charge, row.group, row.first_day)) {
      const auto limit = RoundedLinear(cap.share->numerator, 0, cap.share->denominator, 0, 1, *charge, RoundingMode::down);
      return limit ? InPart(*limit, row.part) : limit;
    }
    const Charge& wanted = charges_.charge(cap.charge);
    missing_.Add({wanted.name, wanted.group_field, wanted.group_field.empty() ? "" : row.group, row.period, row.obligation, row.clause});
    return std::nullopt;
  }

  static void ServeEarliest(const Cap& cap, Int128 limit, const std::vector<Row*>& rows) {
    Int128 room = limit;
    for (Row* row : rows) {
      if (!row->credit) continue;
      const Int128 taken = std::max<Int128>(*row->credit - room, 0);
      Take(cap, *row, limit, room, taken);
      room -= *row->credit;
    }
  }

  static void ShareOut(const Cap& cap, Int128 limit, const std::vector<Row*>& rows) {
    Int128 total = 0;
    for (const Row* row : rows) total += row->credit.value_or(0);
    if (total <= limit) return ServeEarliest(cap, limit, rows);
    struct Part {
      Row* row;
      Int128 paid, remainder;
    };
    std::vector<Part> parts;
    Int128 left = limit;
    for (Row* row : rows) {
      if (!row->credit) continue;
      const Ratio exact = Multiply(MakeRatio(limit, total), Ratio{*row->credit, 1}).value_or(Ratio{});
      const Int128 paid = exact.numerator / exact.denominator;
      // Remainders over one denominator compare by their exact fractions.
      parts.push_back({row, paid, (exact.numerator % exact.denominator) * (total / exact.denominator)});
      left -= paid;
    }
    std::vector<Part*> order;
    for (Part& part : parts) order.push_back(&part);
    std::stable_sort(order.begin(), order.end(), [](const Part* a, const Part* b) { return a->remainder > b->remainder; });
    for (Part* part : order) {
      if (left == 0) break;
      ++part->paid;
      --left;
    }
    for (const Part& part : parts) Take(cap, *part.row, limit, limit, *part.row->credit - part.paid);
  }

  const ChargeTable& charges_;
  MissingCharges& missing_;
  std::vector<Row*> rows_;
};

}  // namespace

void LimitCredits(std::vector<Row>& rows, const Terms& terms, const ChargeTable& charges, MissingCharges& missing) {
  Limiter limiter(rows, charges, missing);
  for (const Cap& cap : terms.caps) limiter.Apply(cap);
}

}  // namespace slate::settle
