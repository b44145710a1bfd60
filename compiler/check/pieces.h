// Expressions that no author writes: over the fields of rows that are folded from others.
#pragma once

#include "compiler/check/checked.h"

namespace slate::check {

TypedExpression FieldValue(const CheckedEvent& rows, std::uint32_t field, Span span);
TypedExpression FieldIs(const CheckedEvent& rows, std::uint32_t field, std::int64_t symbol, Span span);

}  // namespace slate::check
