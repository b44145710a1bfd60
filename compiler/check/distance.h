// What constants say about values. How far one value lies from another, whatever the item: what both rest on is the
// same, and constants are added to it. In: two checked expressions. Out: the most their difference can be.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/check/checked.h"

namespace slate::check {

// The value of an expression made of constants alone; nothing for any other, or where it does not fit.
std::optional<std::int64_t> ConstantOf(const TypedExpression& e);

// Likewise, but a Defined Term that is amended has one of several values: the least and the greatest the expression can have.
struct Constants {
  std::int64_t least = 0, most = 0;
};
std::optional<Constants> ConstantsOf(const TypedExpression& e);

struct Distance {
  bool known = false;
  std::int64_t most = 0;  // of `to` minus `from`, in base units: microseconds, days, scaled numbers
};

// A calendar day is taken as up to 25 hours, and at least 23. Months are not told apart from what they are added to.
Distance DistanceOf(const TypedExpression& from, const TypedExpression& to);

}  // namespace slate::check
