#include "compiler/check/minimum.h"

#include <fmt/format.h>

#include "compiler/check/classes.h"
#include "compiler/check/declarations.h"
#include "compiler/check/seasons.h"
#include "compiler/check/targets.h"

namespace slate::check {
namespace {

using Direction = CheckedLevel::Direction;

bool AsksForMore(const CheckedLevel& level) { return level.direction == Direction::at_least || level.direction == Direction::more_than; }

// Whether some value reaches the minimum and misses the target, and none the other way round. Both ask for more, or both for less.
bool IsEasier(const CheckedLevel& minimum, const CheckedLevel& target) {
  const auto order = Compare(minimum.level, target.level);
  if (order == 0) return minimum.direction != target.direction && (minimum.direction == Direction::at_least || minimum.direction == Direction::at_most);
  return AsksForMore(target) ? order < 0 : order > 0;
}

bool TargetIsAmended(const Scope& scope) {
  const auto asked = scope.amended.asked.find("target");
  return asked != scope.amended.asked.end() && asked->second != 0;
}

class Minimum {
 public:
  Minimum(Scope& scope, const syntax::Obligation& source, const MeasuredType& type) : scope_(scope), source_(source), type_(type) {}

  std::optional<CheckedLevel> One(const syntax::Level& level, const CheckedLevel& target) {
    const auto minimum = CheckTarget(scope_, level, type_, "minimum", &target.level);
    if (!minimum) return std::nullopt;
    const bool more = AsksForMore(target), same = AsksForMore(*minimum) == more;
    if (same && IsEasier(*minimum, target)) return minimum;
    const std::string asked = Text(target), least = Text(*minimum);
    const std::string from_target = "minimum " + FromTarget(target);
    if (TargetIsAmended(scope_)) {
      Diagnostic& problem = scope_.Report(same ? DiagnosticKind::number_out_of_range : DiagnosticKind::type_mismatch, target.span,
                                          same ? fmt::format("the amended target of `{}`, `{}`, is no harder than its minimum, `{}`", source_.name.text, asked, least)
                                               : fmt::format("the amended target of `{}` is `{}`, but its minimum is `{}`, a bound on the other side", source_.name.text, asked, least));
      problem.notes.push_back({minimum->span, "the minimum"});
      problem.help = fmt::format("amend the target to a level that is harder than the minimum, or write the minimum from the target, so that it follows it: `{}`", from_target);
      return std::nullopt;
    }
    Diagnostic& problem = scope_.Report(same ? DiagnosticKind::number_out_of_range : DiagnosticKind::type_mismatch, minimum->span,
                                        same ? fmt::format("the minimum, `{}`, is no easier than the target, `{}`", least, asked)
                                             : fmt::format("the target is `{}`, but the minimum is `{}`, a bound on the other side", asked, least));
    problem.notes.push_back({target.span, "the target"});
    problem.help = fmt::format("a minimum is reached by some of what misses the target: write a level {} the target, such as `{}`", more ? "below" : "above", from_target);
    return std::nullopt;
  }

  bool ByClass(const syntax::TargetTable& table, CheckedObligation& obligation) {
    if (table.by.text != source_.target_by->by.text) {
      scope_.Report(DiagnosticKind::type_mismatch, table.by.span, fmt::format("the targets are by `{}`, but the minimum is by `{}`", source_.target_by->by.text, table.by.text))
          .help = fmt::format("write `minimum by {} {{ ... }}`", source_.target_by->by.text);
      return false;
    }
    const auto values = ClassValuesOf(scope_, source_, table, obligation);
    if (!values) return false;
    bool sound = CheckClassRows(scope_, table, *values, "minimum", FromTarget(obligation.classes.front().target));
    for (CheckedClass& one : obligation.classes) {
      const syntax::Level* level = LevelOfClass(table, one.otherwise ? nullptr : &one.value);
      if (level != nullptr) one.minimum = One(*level, one.target);
      sound = sound && one.minimum;
    }
    return sound;
  }

  // That of the season, and the table once, when the term's first day is settled.
  bool ByMonth(const syntax::TargetTable& table, const CheckedLevel& target, CheckedObligation& obligation) {
    obligation.by_month = true;
    const Date day = *scope_.amended.settled_on;
    if (day == scope_.contract.term_first && !CheckSeasons(scope_, table, "minimum", FromTarget(target))) return false;
    const syntax::TargetClass& row = SeasonAt(table, day);
    if (scope_.amended.in_season.empty()) obligation.season = SeasonName(row);
    scope_.amended.in_season.push_back(&row);
    obligation.minimum = One(row.level, target);
    return obligation.minimum.has_value();
  }

  bool Refuse(DiagnosticKind kind, Span span, std::string message, std::string help) {
    scope_.Report(kind, span, std::move(message)).help = std::move(help);
    return false;
  }

 private:
  // "at least target - 5 pp": an example of a minimum.
  std::string FromTarget(const CheckedLevel& target) const {
    const bool share = type_.kind == TypeKind::ratio || type_.kind == TypeKind::points, more = AsksForMore(target);
    return fmt::format("{} target {} {}", more ? "at least" : "at most", more ? "-" : "+", share ? "5 pp" : LevelExample(type_));
  }
  std::string Text(const CheckedLevel& level) const { return OneLine(scope_.sources.Text(level.span)); }

  Scope& scope_;
  const syntax::Obligation& source_;
  const MeasuredType& type_;
};

}  // namespace

bool CheckMinimum(Scope& scope, const syntax::Obligation& source, const MeasuredType& type, const CheckedLevel& target, CheckedObligation& obligation) {
  obligation.minimum.reset();
  if (!source.minimum && !source.minimum_by) return true;
  Minimum minimum(scope, source, type);
  const Span span = source.minimum ? source.minimum->span : source.minimum_by->by.span;
  if (source.minimum && source.minimum_by) {
    scope.Report(DiagnosticKind::duplicate_name, source.minimum_by->span, fmt::format("the obligation has one minimum, or one for each {}, not both", IsByMonth(source, *source.minimum_by) ? "season" : "class")).notes.push_back({span, "the other minimum"});
    return false;
  }
  if (const auto named = scope.names.find("minimum"); named != scope.names.end()) {
    Diagnostic& problem = scope.Report(DiagnosticKind::duplicate_name, named->second.span, fmt::format("the bands of `{}` could mean this by `minimum`, or its own minimum", source.name.text));
    problem.notes.push_back({span, "its minimum"});
    problem.help = "give this another name";
    return false;
  }
  if (source.minimum && !obligation.classes.empty()) {
    const std::string& by = source.target_by->by.text;
    return minimum.Refuse(DiagnosticKind::type_mismatch, span, fmt::format("the targets are by `{}`, but there is one minimum for all of them", by), fmt::format("give each its own: `minimum by {} {{ ... }}`", by));
  }
  if (source.minimum_by && IsByMonth(source, *source.minimum_by)) {
    if (obligation.classes.empty()) return minimum.ByMonth(*source.minimum_by, target, obligation);
    const std::string& by = source.target_by->by.text;
    return minimum.Refuse(DiagnosticKind::type_mismatch, span, fmt::format("the targets are by `{}`, but the minimum is by month", by), fmt::format("write `minimum by {} {{ ... }}`", by));
  }
  if (source.minimum_by && obligation.classes.empty()) {
    return minimum.Refuse(DiagnosticKind::type_mismatch, span, fmt::format("the minimum is by `{}`, but there is one target for all of them", source.minimum_by->by.text),
                          "write one `minimum at least ...`, or a target for each as well");
  }
  if (source.minimum_by && !minimum.ByClass(*source.minimum_by, obligation)) return false;
  obligation.minimum = source.minimum ? minimum.One(*source.minimum, target) : obligation.classes.front().minimum;
  return obligation.minimum.has_value();
}

}  // namespace slate::check
