#include "compiler/plan/expressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace slate::plan {
namespace {

// Widths of what intake lets through (runtime/ingest/table.h): integers up to 10^15 < 2^50, instants of the years 1000 to
// 9000 in microseconds < 2^58, dates < 2^22.
constexpr std::uint8_t kIntegerBits = 50, kInstantBits = 58, kDateBits = 22;

std::uint8_t BitsOfConstant(std::int64_t value) {
  const std::uint64_t magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  return static_cast<std::uint8_t>(std::bit_width(magnitude));
}

std::uint8_t BitsOfColumn(check::TypeKind kind) {
  switch (kind) {
    case check::TypeKind::boolean: return 1;
    case check::TypeKind::text:
    case check::TypeKind::enumeration: return 32;
    case check::TypeKind::date: return kDateBits;
    case check::TypeKind::instant:
    case check::TypeKind::duration:
    case check::TypeKind::business_time: return kInstantBits;  // between two instants of a term
    default: return kIntegerBits;
  }
}

ValueType ValueTypeOf(check::TypeKind kind) {
  if (kind == check::TypeKind::boolean) return ValueType::boolean;
  if (kind == check::TypeKind::text || kind == check::TypeKind::enumeration) return ValueType::symbol;
  return ValueType::integer;
}

}  // namespace

NodeId NodeBuilder::Add(Node node, Span span) {
  if (node.bits > 63) {
    too_wide_.push_back({clause_, span});
    node.bits = 63;
  }
  for (NodeId i = 0; i < nodes_.size(); ++i) {
    const Node& other = nodes_[i];
    if (other.op == node.op && other.type == node.type && other.operands == node.operands && other.immediate == node.immediate && other.column == node.column && other.function == node.function && other.place == node.place) {
      return i;
    }
  }
  node.origin = {clause_, span};
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId NodeBuilder::True(Span span) { return Add({.op = Op::constant, .type = ValueType::boolean, .bits = 1, .immediate = 1}, span); }

std::uint32_t NodeBuilder::Column(std::uint32_t field) {
  const auto found = std::find(columns_.begin(), columns_.end(), field);
  if (found != columns_.end()) return static_cast<std::uint32_t>(found - columns_.begin());
  columns_.push_back(field);
  return static_cast<std::uint32_t>(columns_.size() - 1);
}

// A text compared with a constant: the constant becomes the symbol id it will have in the field's dictionary.
NodeId NodeBuilder::SymbolOperand(const check::TypedExpression& e, const check::TypedExpression& other) {
  const check::TypedExpression& source = other.op == check::TypedOp::otherwise ? other.operands[0] : other;
  if (e.op == check::TypedOp::constant && e.type.kind == check::TypeKind::text && source.op == check::TypedOp::field) {
    std::vector<std::string>& texts = texts_[source.field];
    auto at = std::find(texts.begin(), texts.end(), e.text);
    if (at == texts.end()) at = texts.insert(texts.end(), e.text);
    return Add({.op = Op::constant, .type = ValueType::symbol, .bits = 32, .immediate = at - texts.begin()}, e.span);
  }
  return Lower(e);
}

NodeId NodeBuilder::Lower(const check::TypedExpression& e) {
  using check::TypedOp;
  const auto binary = [&](Op op, ValueType type, std::uint8_t bits, NodeId left, NodeId right) {
    return Add({.op = op, .type = type, .bits = bits, .operands = {left, right}}, e.span);
  };
  const auto call = [&](FunctionId function, std::uint8_t bits, NodeId first, NodeId second) {
    return Add({.op = Op::call, .type = ValueType::integer, .bits = bits, .operands = {first, second}, .function = function, .place = e.place}, e.span);
  };
  const auto call_with_two = [&](FunctionId function, std::uint8_t bits) {
    const NodeId first = Lower(e.operands[0]), second = Lower(e.operands[1]);
    return call(function, bits, first, second);
  };
  switch (e.op) {
    case TypedOp::poison: return True(e.span);  // never planned: an error was reported
    case TypedOp::constant: {
      const ValueType type = ValueTypeOf(e.type.kind);
      return Add({.op = Op::constant, .type = type, .bits = type == ValueType::symbol ? std::uint8_t{32} : std::max<std::uint8_t>(1, BitsOfConstant(e.value)), .immediate = e.value}, e.span);
    }
    case TypedOp::field: {
      const check::TypeKind kind = event_->fields[e.field].type.kind;
      return Add({.op = Op::column, .type = ValueTypeOf(kind), .bits = BitsOfColumn(kind), .column = Column(e.field)}, e.span);
    }
    case TypedOp::recorded: return Add({.op = Op::recorded, .type = ValueType::boolean, .bits = 1, .column = Column(e.field)}, e.span);
    case TypedOp::add:
    case TypedOp::subtract:
    case TypedOp::multiply: {
      const NodeId left = Lower(e.operands[0]), right = Lower(e.operands[1]);
      const int a = nodes_[left].bits, b = nodes_[right].bits;
      const Op op = e.op == TypedOp::add ? Op::add : e.op == TypedOp::subtract ? Op::subtract : Op::multiply;
      return binary(op, ValueType::integer, static_cast<std::uint8_t>(op == Op::multiply ? a + b : std::max(a, b) + 1), left, right);
    }
    case TypedOp::otherwise: {
      const NodeId field = Lower(e.operands[0]), fallback = SymbolOperand(e.operands[1], e.operands[0]);
      return Add({.op = Op::otherwise, .type = nodes_[field].type, .bits = std::max(nodes_[field].bits, nodes_[fallback].bits),
                  .operands = {field, fallback}, .column = Column(e.operands[0].field)}, e.span);
    }
    case TypedOp::choose: {
      const NodeId when = Lower(e.operands[0]), then = Lower(e.operands[1]), other = Lower(e.operands[2]);
      return Add({.op = Op::choose, .type = nodes_[then].type, .bits = std::max(nodes_[then].bits, nodes_[other].bits), .operands = {then, other, when}}, e.span);
    }
    case TypedOp::equal:
    case TypedOp::not_equal: {
      const NodeId left = SymbolOperand(e.operands[0], e.operands[1]), right = SymbolOperand(e.operands[1], e.operands[0]);
      return binary(e.op == TypedOp::equal ? Op::equal : Op::not_equal, ValueType::boolean, 1, left, right);
    }
    case TypedOp::less:
    case TypedOp::less_equal: {
      const NodeId left = Lower(e.operands[0]), right = Lower(e.operands[1]);
      return binary(e.op == TypedOp::less ? Op::less : Op::less_equal, ValueType::boolean, 1, left, right);
    }
    case TypedOp::logical_and:
    case TypedOp::logical_or: {
      const NodeId left = Lower(e.operands[0]), right = Lower(e.operands[1]);
      return binary(e.op == TypedOp::logical_and ? Op::logical_and : Op::logical_or, ValueType::boolean, 1, left, right);
    }
    case TypedOp::logical_not: return binary(Op::logical_not, ValueType::boolean, 1, Lower(e.operands[0]), kNoNode);
    case TypedOp::start_of_date: return call(FunctionId::start_of_date, kInstantBits, Lower(e.operands[0]), kNoNode);
    case TypedOp::end_of_date: return call(FunctionId::end_of_date, kInstantBits, Lower(e.operands[0]), kNoNode);
    case TypedOp::add_days:
    case TypedOp::add_months: {
      const NodeId at = Lower(e.operands[0]), amount = Lower(e.operands[1]);
      // Up to 2^20 days or months move an instant by less than 2^62 microseconds.
      const std::uint8_t bits = nodes_[amount].bits > 20 ? 64 : 62;
      return call(e.op == TypedOp::add_days ? FunctionId::add_days : FunctionId::add_months, bits, at, amount);
    }
    // Calendars clamp every argument to their days, so whatever they answer is a moment or a day of the years 1 to 9999.
    case TypedOp::business_time_between: return call_with_two(FunctionId::business_time_between, kInstantBits);
    case TypedOp::add_business_time: return call_with_two(FunctionId::add_business_time, kInstantBits);
    case TypedOp::business_days_between: return call_with_two(FunctionId::business_days_between, kDateBits);
    case TypedOp::add_business_days: return call_with_two(FunctionId::add_business_days, kInstantBits);
    case TypedOp::business_day_of: return call_with_two(FunctionId::business_day_of, kDateBits);
    case TypedOp::shift_business_day: return call_with_two(FunctionId::shift_business_day, kDateBits);
  }
  return True(e.span);
}

void NodeBuilder::ReportTooWide(Diagnostics& diagnostics) const {
  for (const Origin& origin : too_wide_) {
    diagnostics.Report(DiagnosticKind::expression_too_wide, origin.span, "this calculation may come to more than 18 digits, which is more than can be kept exactly", origin.clause)
        .help = "use smaller constants, or do not multiply two fields";
  }
}

}  // namespace slate::plan
