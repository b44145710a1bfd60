#include "compiler/check/seasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "runtime/time/period.h"

namespace slate::check {
namespace {

using syntax::TargetFor;

const std::vector<std::string> kMonths = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
constexpr std::size_t kNone = 12;

std::size_t MonthOf(const std::string& name) { return static_cast<std::size_t>(std::find(kMonths.begin(), kMonths.end(), name) - kMonths.begin()); }

// By month, January first; null: no row names it.
using Year = std::array<const syntax::TargetClass*, 12>;

// The months of a row: `November to February` goes over the end of the year.
template <typename Each>
void ForEachMonth(const syntax::TargetClass& row, const Each& each) {
  const std::size_t first = MonthOf(row.value.text), last = row.last ? MonthOf(row.last->text) : first;
  if (row.form != TargetFor::months || first == kNone || last == kNone) return;
  for (std::size_t month = first;; month = (month + 1) % 12) {
    each(month);
    if (month == last) return;
  }
}

Year YearOf(const syntax::TargetTable& table) {
  Year year{};
  for (const syntax::TargetClass& row : table.classes) {
    ForEachMonth(row, [&](std::size_t month) { year[month] = &row; });
  }
  for (const syntax::TargetClass& row : table.classes) {
    if (row.form != TargetFor::otherwise) continue;
    for (const syntax::TargetClass*& month : year) month = month == nullptr ? &row : month;
  }
  return year;
}

class Checking {
 public:
  Checking(Scope& scope, const syntax::TargetTable& table, std::string_view what, const std::string& example) : scope_(scope), table_(table), what_(what), example_(example) {}

  bool Run() {
    const std::size_t before = scope_.diagnostics.ErrorCount();
    if (table_.by.text != "month") {
      scope_.Report(DiagnosticKind::type_mismatch, table_.by.span, fmt::format("its rows are months, but the {}s are by `{}`", what_, table_.by.text)).help = fmt::format("write `{} by month {{ ... }}`", what_);
    }
    for (const syntax::TargetClass& row : table_.classes) Row(row);
    std::vector<std::string> missing;
    for (std::size_t month = 0; month < 12; ++month) {
      if (first_[month] == nullptr) missing.push_back(kMonths[month]);
    }
    if (scope_.diagnostics.ErrorCount() != before) return false;  // a month that is misspelt is not missing besides
    if (!missing.empty() && otherwise_ == nullptr) {
      scope_.Report(DiagnosticKind::undecided, table_.span, fmt::format("nothing says the {} of {}", what_, ListOf(missing))).help =
          fmt::format("a period goes by the month in which it begins, and the year has twelve: add `{} : {}`, or `otherwise {}` for the rest of the year", missing.front(), example_, example_);
    } else if (missing.empty() && otherwise_ != nullptr) {
      scope_.Report(DiagnosticKind::dead_decision, otherwise_->value.span, "every month is named, so `otherwise` decides nothing").help = "take it out";
    }
    return scope_.diagnostics.ErrorCount() == before;
  }

 private:
  void Row(const syntax::TargetClass& row) {
    if (row.form == TargetFor::otherwise) {
      if (otherwise_ != nullptr) scope_.Report(DiagnosticKind::duplicate_name, row.value.span, fmt::format("`otherwise` has two {}s", what_)).notes.push_back({otherwise_->value.span, "the other"});
      otherwise_ = &row;
      return;
    }
    if (!IsMonth(row.value) || (row.last && !IsMonth(*row.last))) return;
    std::vector<std::string> twice;
    const syntax::TargetClass* other = nullptr;
    ForEachMonth(row, [&](std::size_t month) {
      const syntax::TargetClass*& slot = first_[month];
      if (slot != nullptr) {
        twice.push_back(kMonths[month]);
        other = other == nullptr ? slot : other;
      } else {
        slot = &row;
      }
    });
    if (other == nullptr) return;
    Diagnostic& problem = scope_.Report(DiagnosticKind::duplicate_name, row.last ? Join(row.value.span, row.last->span) : row.value.span, fmt::format("{} {} two {}s", ListOf(twice), twice.size() == 1 ? "has" : "have", what_));
    problem.notes.push_back({other->value.span, "the other"});
    problem.help = "let each month stand in one row";
  }

  bool IsMonth(const syntax::Identifier& name) {
    if (MonthOf(name.text) != kNone) return true;
    std::string capital = name.text;
    if (!capital.empty() && 'a' <= capital[0] && capital[0] <= 'z') capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
    const bool only_case = MonthOf(capital) != kNone;
    scope_.Report(DiagnosticKind::value_not_in_enumeration, name.span, fmt::format("`{}` is no month{}", name.text, only_case ? fmt::format("; did you mean `{}`?", capital) : DidYouMean(name.text, kMonths))).help =
        "months are written January, February, ..., December";
    return false;
  }

  Scope& scope_;
  const syntax::TargetTable& table_;
  std::string_view what_;
  const std::string& example_;
  Year first_{};
  const syntax::TargetClass* otherwise_ = nullptr;
};

}  // namespace

bool IsByMonth(const syntax::Obligation& source, const syntax::TargetTable& table) {
  const auto is_by = [&](const syntax::Identifier& group) { return group.text == table.by.text; };
  if (source.measure && std::any_of(source.measure->scope.groups.begin(), source.measure->scope.groups.end(), is_by)) return false;
  return table.by.text == "month" || std::any_of(table.classes.begin(), table.classes.end(), [](const syntax::TargetClass& row) { return row.form == TargetFor::months; });
}

bool CheckSeasons(Scope& scope, const syntax::TargetTable& table, std::string_view what, const std::string& example) { return Checking(scope, table, what, example).Run(); }

const syntax::TargetClass& SeasonAt(const syntax::TargetTable& table, Date day) { return *YearOf(table)[static_cast<std::size_t>(ToCivil(day).month - 1)]; }

std::string SeasonName(const syntax::TargetClass& row) {
  if (row.form == TargetFor::otherwise) return "the rest of the year";
  return row.last ? fmt::format("{} to {}", row.value.text, row.last->text) : row.value.text;
}

std::set<Date> SeasonStarts(const Scope& scope, const syntax::Obligation& source) {
  std::set<Date> days;
  for (const auto* table : {&source.target_by, &source.minimum_by}) {
    if (!*table || !IsByMonth(source, **table)) continue;
    const Year year = YearOf(**table);
    const auto row = [&](Date day) { return year[static_cast<std::size_t>(ToCivil(day).month - 1)]; };
    const CivilDate first = ToCivil(scope.contract.term_first);
    for (Date day = AddMonths(ToDate({first.year, first.month, 1}), 1); day <= scope.contract.term_last; day = AddMonths(day, 1)) {
      if (row(day) != row(Date{day.days - 1})) days.insert(day);
    }
  }
  return days;
}

void CutBySeason(Scope& scope, const CheckedObligation& obligation, Date day, const std::vector<const syntax::TargetClass*>& before) {
  const std::vector<const syntax::TargetClass*>& now = scope.amended.in_season;
  std::size_t changed = 0;
  while (changed + 1 < now.size() && changed < before.size() && now[changed] == before[changed]) ++changed;
  const syntax::TargetClass& row = *now[changed];
  const Period& period = obligation.period;
  const std::string begins = fmt::format("{} begins on {}", row.form == TargetFor::otherwise ? "`otherwise`" : "`" + SeasonName(row) + "`", ToString(day));
  const Span span = row.last ? Join(row.value.span, row.last->span) : row.value.span;
  if (period.kind == PeriodKind::rolling) {
    scope.Report(DiagnosticKind::season_cuts_period, span, fmt::format("{}, and each window of {} days of `{}` that holds that day lies before it and after it", begins, period.length, obligation.name)).help =
        "measure the obligation over periods that do not overlap, such as each `calendar month`";
    return;
  }
  scope.Report(DiagnosticKind::season_cuts_period, span, fmt::format("{}, inside {} {} of `{}`", begins, PeriodWords(period), PeriodName(period, day), obligation.name)).help =
      "what settles a period holds for all of it: measure the obligation each `calendar month` or each `day`, or let seasons begin with whole periods";
}

}  // namespace slate::check
