#include "compiler/check/types.h"

namespace slate::check {

std::string Describe(const Type& type) {
  std::string text;
  switch (type.kind) {
    case TypeKind::poison: text = "something already reported"; break;
    case TypeKind::boolean: text = "a condition"; break;
    case TypeKind::text: text = "a text"; break;
    case TypeKind::enumeration: text = "one of a list of words"; break;
    case TypeKind::count: text = "a count"; break;
    case TypeKind::number: text = type.unit.empty() ? "a number" : "a number of " + type.unit; break;
    case TypeKind::money: text = "an amount of money"; break;
    case TypeKind::ratio: text = "a percentage"; break;
    case TypeKind::points: text = "percentage points"; break;
    case TypeKind::duration: text = "elapsed time (hours, minutes, seconds)"; break;
    case TypeKind::calendar_days: text = "calendar days"; break;
    case TypeKind::calendar_months: text = "calendar months"; break;
    case TypeKind::business_time: text = "business time of `" + type.unit + "` (" + type.unit + " hours)"; break;
    case TypeKind::business_days: text = "business days of `" + type.unit + "`"; break;
    case TypeKind::date: text = "a date"; break;
    case TypeKind::instant: text = "a point in time"; break;
  }
  return type.optional ? text + " that may be missing" : text;
}

}  // namespace slate::check
