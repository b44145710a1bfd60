#include "compiler/check/pieces.h"

namespace slate::check {

std::uint32_t IndexOf(const CheckedEvent& rows, BucketField field) {
  return static_cast<std::uint32_t>(rows.fields.size()) - kBucketFields + static_cast<std::uint32_t>(field);
}

std::optional<std::uint32_t> FindField(const CheckedEvent& event, std::string_view name) {
  for (std::uint32_t i = 0; i < event.fields.size(); ++i) {
    if (event.fields[i].name == name) return i;
  }
  return std::nullopt;
}

TypedExpression Condition(TypedOp op, Span span, std::vector<TypedExpression> operands) {
  TypedExpression e;
  e.op = op;
  e.type.kind = TypeKind::boolean;
  e.span = span;
  e.operands = std::move(operands);
  return e;
}

TypedExpression FieldValue(const CheckedEvent& rows, std::uint32_t field, Span span) {
  TypedExpression e;
  e.op = TypedOp::field;
  e.type = rows.fields[field].type;
  e.span = span;
  e.field = field;
  return e;
}

TypedExpression FieldIs(const CheckedEvent& rows, std::uint32_t field, std::int64_t symbol, Span span) {
  TypedExpression value = FieldValue(rows, field, span);
  value.op = TypedOp::constant;
  value.field = 0;
  value.value = symbol;
  return Condition(TypedOp::equal, span, {FieldValue(rows, field, span), std::move(value)});
}

}  // namespace slate::check
