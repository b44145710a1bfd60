// Pieces of canonical text shared by the printers of this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/ast.h"

namespace slate::syntax {

std::string FormatText(std::string_view value);        // "...", escaped
std::string FormatMoney(const MoneyLiteral& money);    // EUR 288,000.00
std::string FormatLevel(const Level& level);           // at least 98%
std::string FormatTarget(const TargetClass& row);      // express : at least 98%
std::string FormatWeekHours(const WeekHours& line);    // Monday to Friday [08:00, 17:00)

// A calendar's items, a line each; a clock's, an amendment's, a recalibration's, and those of a case but for its fields.
std::vector<std::string> FormatItems(const Calendar& calendar);
std::vector<std::string> FormatItems(const Case& one);
std::vector<std::string> FormatItems(const Clock& clock);
std::vector<std::string> FormatItems(const Amendment& amendment);
std::vector<std::string> FormatItems(const Recalibration& recalibration);

}  // namespace slate::syntax
