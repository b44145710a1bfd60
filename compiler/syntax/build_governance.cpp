#include "compiler/syntax/build.h"

namespace slate::syntax {

Forum Builder::ForumOf(Grammar::ForumContext* context) {
  Forum forum;
  forum.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) forum.name = Word(names[0]);
  forum.title = OptionalText(context->text());
  if (context->periodName() != nullptr) forum.meets = PeriodOf(context->periodName());
  if (names.size() > 1) forum.chair = Word(names[1]);
  for (auto* number : context->CLAUSE_NUMBER()) {
    const Span span = SpanOf(number->getSymbol());
    forum.reviews.push_back({std::string(sources_.Text(span)), span});
  }
  return forum;
}

Watch Builder::WatchOf(Grammar::WatchContext* context) {
  Watch watch;
  watch.span = SpanOf(context);
  const auto names = context->plainName();
  if (!names.empty()) watch.metric = Word(names[0]);
  watch.scope = ScopeOf(context->scope());
  watch.below = context->BELOW() != nullptr;
  watch.level = ExpressionOf(context->expression());
  if (names.size() > 1) watch.to = Word(names[1]);
  watch.within = QuantityOf(context->quantity());
  return watch;
}

}  // namespace slate::syntax
