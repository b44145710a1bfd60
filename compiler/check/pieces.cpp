#include "compiler/check/pieces.h"

namespace slate::check {

TypedExpression FieldValue(const CheckedEvent& rows, std::uint32_t field, Span span) {
  TypedExpression e;
  e.op = TypedOp::field;
  e.type = rows.fields[field].type;
  e.span = span;
  e.field = field;
  return e;
}

TypedExpression FieldIs(const CheckedEvent& rows, std::uint32_t field, std::int64_t symbol, Span span) {
  TypedExpression value;
  value.op = TypedOp::constant;
  value.type = rows.fields[field].type;
  value.span = span;
  value.value = symbol;
  TypedExpression e;
  e.op = TypedOp::equal;
  e.type.kind = TypeKind::boolean;
  e.span = span;
  e.operands = {FieldValue(rows, field, span), std::move(value)};
  return e;
}

}  // namespace slate::check
