#include "compiler/check/distance.h"

#include <algorithm>

#include "runtime/time/civil.h"

namespace slate::check {
namespace {

// A value as a base, the same for each item it is asked for, and constants added to it: between `least` and `most`.
struct Offset {
  const TypedExpression* base = nullptr;  // null: the constants are all
  Int128 least = 0, most = 0;
};

Offset OffsetOf(const TypedExpression& e) {
  if (const auto constants = ConstantsOf(e)) return {nullptr, constants->least, constants->most};
  const bool sum = e.op == TypedOp::add || e.op == TypedOp::subtract, days = e.op == TypedOp::add_days;
  if (!sum && !days) return {&e, 0, 0};
  const auto amount = ConstantsOf(e.operands[1]);
  if (!amount && e.op == TypedOp::add && ConstantsOf(e.operands[0])) {
    Offset offset = OffsetOf(e.operands[1]);
    offset.least += ConstantsOf(e.operands[0])->least;
    offset.most += ConstantsOf(e.operands[0])->most;
    return offset;
  }
  if (!amount) return {&e, 0, 0};
  Offset offset = OffsetOf(e.operands[0]);
  constexpr Int128 kHour = 3600 * kMicrosPerSecond;
  const bool minus = e.op == TypedOp::subtract;
  const Int128 least = minus ? -Int128{amount->most} : Int128{amount->least};
  const Int128 most = minus ? -Int128{amount->least} : Int128{amount->most};
  offset.least += !days ? least : least * (least > 0 ? 23 : 25) * kHour;
  offset.most += !days ? most : most * (most > 0 ? 25 : 23) * kHour;
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

std::optional<Constants> ConstantsOf(const TypedExpression& e) {
  if (e.op == TypedOp::choose) {
    const auto now = ConstantsOf(e.operands[1]), before = ConstantsOf(e.operands[2]);
    if (!now || !before) return std::nullopt;
    return Constants{std::min(now->least, before->least), std::max(now->most, before->most)};
  }
  if (e.operands.size() != 2) {
    const auto constant = ConstantOf(e);
    return constant ? std::optional(Constants{*constant, *constant}) : std::nullopt;
  }
  const auto left = ConstantsOf(e.operands[0]), right = ConstantsOf(e.operands[1]);
  if (!left || !right) return std::nullopt;
  const auto at = [&](std::int64_t a, std::int64_t b) {
    TypedExpression sum = e;
    sum.operands[0] = sum.operands[1] = TypedExpression{.op = TypedOp::constant, .type = e.type};
    sum.operands[0].value = a;
    sum.operands[1].value = b;
    return ConstantOf(sum);
  };
  std::optional<Constants> range;
  for (const std::int64_t a : {left->least, left->most}) {
    for (const std::int64_t b : {right->least, right->most}) {
      const auto value = at(a, b);
      if (!value) return std::nullopt;
      range = range ? Constants{std::min(range->least, *value), std::max(range->most, *value)} : Constants{*value, *value};
    }
  }
  return range;
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
