// Targets and minimums by group, or by a class of the group that its timeline's records say. In: the tables as written. Out: which
// values there are, and the level of each.
#pragma once

#include "compiler/check/scope.h"

namespace slate::check {

// What a table tells apart.
struct ClassValues {
  std::string by;                          // "site"
  std::vector<std::string> known;
  bool closed = true;                      // every group has one of them; else `otherwise` must say what holds for those that have none
  bool texts = false;                      // else words
  std::string unknown;                     // who has none, where they are not closed: "a site that is not named"
  std::optional<CheckedClassOfGroup> class_of_group;
};
// Nothing after reporting that the obligation's groups have no such values.
std::optional<ClassValues> ClassValuesOf(Scope& scope, const syntax::Obligation& source, const syntax::TargetTable& table, const CheckedObligation& obligation);
// Whether each has one level and nothing else has; false after reporting. `what`: target or minimum; `example`: of a level.
bool CheckClassRows(Scope& scope, const syntax::TargetTable& table, const ClassValues& values, std::string_view what, const std::string& example);
// The level of a value, or, without one, of all that the table does not name; null: there is none.
const syntax::Level* LevelOfClass(const syntax::TargetTable& table, const std::string* value);
// The values that have a level of their own in one of the tables, in their order; `second` may be null.
std::vector<std::string> NamedClasses(const ClassValues& values, const syntax::TargetTable& first, const syntax::TargetTable* second);

}  // namespace slate::check
