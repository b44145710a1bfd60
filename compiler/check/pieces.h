// Expressions that no author writes: what the compiler itself says of an item, and of the rows that are folded from others.
#pragma once

#include "compiler/check/checked.h"

namespace slate::check {

// The fields of a timeline's rows, behind its entity; the exclusions of pieces follow, a boolean each.
enum TimelineField : std::uint32_t { kStart = 1, kEnd = 2, kLength = 3, kState = 4, kFirstExclusion = 5 };

// The fields of buckets' rows, behind the dimensions.
enum class BucketField : std::uint32_t { start, part, good, undecided };
inline constexpr std::uint32_t kBucketFields = 4;
std::uint32_t IndexOf(const CheckedEvent& rows, BucketField field);

std::optional<std::uint32_t> FindField(const CheckedEvent& event, std::string_view name);
TypedExpression FieldValue(const CheckedEvent& rows, std::uint32_t field, Span span);
TypedExpression FieldIs(const CheckedEvent& rows, std::uint32_t field, std::int64_t symbol, Span span);
// A comparison, a test or a connective over its operands.
TypedExpression Condition(TypedOp op, Span span, std::vector<TypedExpression> operands);

}  // namespace slate::check
