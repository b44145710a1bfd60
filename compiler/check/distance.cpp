#include "compiler/check/distance.h"

#include "runtime/time/civil.h"

namespace slate::check {
namespace {

// A value as a base, the same for each item it is asked for, and constants added to it: between `least` and `most`.
struct Offset {
  const TypedExpression* base = nullptr;  // null: the constants are all
  Int128 least = 0, most = 0;
};

Offset OffsetOf(const TypedExpression& e) {
  if (const auto constant = ConstantOf(e)) return {nullptr, *constant, *constant};
  const bool sum = e.op == TypedOp::add || e.op == TypedOp::subtract, days = e.op == TypedOp::add_days;
  if (!sum && !days) return {&e, 0, 0};
  const auto amount = ConstantOf(e.operands[1]);
  if (!amount && e.op == TypedOp::add && ConstantOf(e.operands[0])) {
    Offset offset = OffsetOf(e.operands[1]);
    offset.least += *ConstantOf(e.operands[0]);
    offset.most += *ConstantOf(e.operands[0]);
    return offset;
  }
  if (!amount) return {&e, 0, 0};
  Offset offset = OffsetOf(e.operands[0]);
  constexpr Int128 kHour = 3600 * kMicrosPerSecond;
  const Int128 more = e.op == TypedOp::subtract ? -Int128{*amount} : Int128{*amount};
  offset.least += !days ? more : more * (more > 0 ? 23 : 25) * kHour;
  offset.most += !days ? more : more * (more > 0 ? 25 : 23) * kHour;
  return offset;
}

bool Same(const TypedExpression& a, const TypedExpression& b) {
  if (a.op != b.op || a.value != b.value || a.text != b.text || a.field != b.field ||
      a.operands.size() != b.operands.size())
    return false;
  for (std::size_t i = 0; i < a.operands.size(); ++i) {
    if (!Same(a.operands[i], b.operands[i])) return false;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> ConstantOf(const TypedExpression& e) {
  if (e.op == TypedOp::constant && e.text.empty()) return e.value;
  if (e.operands.size() != 2) return std::nullopt;
  const auto left = ConstantOf(e.operands[0]), right = ConstantOf(e.operands[1]);
  std::int64_t result = 0;
  if (!left || !right) return std::nullopt;
  const bool overflow = e.op == TypedOp::add        ? __builtin_add_overflow(*left, *right, &result)
                        : e.op == TypedOp::subtract ? __builtin_sub_overflow(*left, *right, &result)
                        : e.op == TypedOp::multiply ? __builtin_mul_overflow(*left, *right, &result)
                                                    : true;
  return overflow ? std::nullopt : std::optional(result);
}

Distance DistanceOf(const TypedExpression& from, const TypedExpression& to) {
  const Offset a = OffsetOf(from), b = OffsetOf(to);
  const bool comparable =
      from.type.scale == to.type.scale &&
      ((a.base == nullptr && b.base == nullptr) || (a.base != nullptr && b.base != nullptr && Same(*a.base, *b.base)));
  const Int128 most = b.most - a.least;
  if (!comparable || most > INT64_MAX || most < INT64_MIN) return {};
  return {true, static_cast<std::int64_t>(most)};
}

}  // namespace slate::check
