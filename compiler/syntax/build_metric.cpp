#include "compiler/syntax/build.h"

namespace slate::syntax {

ItemSource Builder::SourceOf(Grammar::ItemSourceContext* context) {
  ItemSource source;
  source.span = SpanOf(context);
  if (context == nullptr) return source;
  const auto names = context->plainName();
  if (!names.empty()) source.event = Word(names[0]);
  if (names.size() > 1) source.variable = Word(names[1]);
  if (context->expression() != nullptr) source.by = ExpressionOf(context->expression());
  return source;
}

Aggregate Builder::AggregateOf(Grammar::AggregateOfContext* context) {
  Aggregate aggregate;
  aggregate.span = SpanOf(context);
  aggregate.source = SourceOf(context->itemSource());
  auto* word = context->aggregator();
  if (word == nullptr) return aggregate;
  using enum AggregateKind;
  aggregate.kind = word->COUNT()      ? count
                   : word->SUM()      ? sum
                   : word->AVERAGE()  ? average
                   : word->MINIMUM()  ? minimum
                   : word->MAXIMUM()  ? maximum
                   : word->DISTINCT() ? distinct
                                      : percentile;
  aggregate.median = word->MEDIAN() != nullptr;
  aggregate.interpolated = word->INTERPOLATED() != nullptr;
  if (word->PERCENT() != nullptr) {
    aggregate.approximate = WordOf(word->WORD());
    aggregate.within = NumberOf(word->PERCENT(), false, 1);
  }
  if (aggregate.median) aggregate.percentile = {50, 0};
  for (auto* number : {word->INTEGER(), word->DECIMAL()}) {
    if (number != nullptr) aggregate.percentile = NumberOf(number);
  }
  return aggregate;
}

Metric Builder::MetricOf(Grammar::MetricContext* context) {
  Metric metric;
  metric.name = Word(context->plainName());
  metric.title = OptionalText(context->text());
  for (auto* fact : context->designFact()) {
    if (fact->LEADING() != nullptr && fact->plainName() != nullptr) metric.facts.leading_for = Word(fact->plainName());
    const Span span = SpanOf(fact->start);
    const Identifier word{std::string(sources_.Text(span)), span};
    if (fact->OUTCOME() != nullptr || fact->ACTIVITY() != nullptr) SetOnce(metric.facts.concern, word, fact, "whether it is an outcome or an activity");
    else SetOnce(metric.facts.timing, word, fact, "whether it leads or lags");
  }
  for (auto* item : context->metricItem()) {
    if (auto* ratio = item->ratioOf()) {
      Aggregate measure;
      measure.span = SpanOf(ratio);
      measure.source = SourceOf(ratio->itemSource());
      if (ratio->expression() != nullptr) measure.weight = ExpressionOf(ratio->expression());
      SetOnce(metric.measure, std::move(measure), item, "what is measured");
    } else if (auto* aggregate = item->aggregateOf()) {
      SetOnce(metric.measure, AggregateOf(aggregate), item, "what is measured");
    } else if (auto* value = item->valueItem()) {
      SetOnce(metric.value, ExpressionOf(value->expression()), item, "the value");
    } else if (auto* share = item->shareOf()) {
      Share of;
      of.span = SpanOf(share);
      const auto names = share->plainName();
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (i == 0) of.timeline = Word(names[i]);
        else of.states.push_back(Word(names[i]));
      }
      SetOnce(metric.share, std::move(of), item, "what is measured");
    } else if (auto* derived = item->derivedOf()) {
      SetOnce(metric.derivation, DerivationOf(derived->derivation()), item, "what is measured");
    } else if (auto* where = item->whereItem()) {
      SetOnce(metric.where, ExpressionOf(where->expression()), item, "`where`");
    } else if (auto* numerator = item->numeratorItem()) {
      SetOnce(metric.numerator, ExpressionOf(numerator->expression()), item, "the numerator");
    } else if (auto* excluding = item->excludingItem()) {
      for (auto* use : excluding->exclusionUse()) {
        ExclusionUse one;
        one.span = SpanOf(use);
        if (use->expression() != nullptr) one.condition = ExpressionOf(use->expression());
        if (use->plainName() != nullptr) one.name = Word(use->plainName());
        metric.exclusions.push_back(std::move(one));
      }
    } else if (auto* reported = item->reportedItem()) {
      SetOnce(metric.reported, ScopeOf(reported->scope()), item, "`reported`");
    } else if (item->baselineItem() != nullptr) {
      metric.unevaluated.push_back(UnevaluatedOf("`baseline`", item, false));
      if (item->baselineItem()->expression() != nullptr) metric.baseline = ExpressionOf(item->baselineItem()->expression());
    } else if (item->impactItem() != nullptr) {
      metric.unevaluated.push_back(UnevaluatedOf("`impact`", item, false));
      if (item->impactItem()->expression() != nullptr) metric.impact = ExpressionOf(item->impactItem()->expression());
    }
  }
  return metric;
}

Level Builder::LevelOf(Grammar::LevelContext* context) {
  return {OperatorOf(context->comparisonWord()), ExpressionOf(context->expression()), SpanOf(context)};
}

Buckets Builder::BucketsOf(Grammar::BucketWidthContext* context) {
  Buckets buckets{QuantityOf(context->quantity()), context->EMPTY() != nullptr, {}, SpanOf(context)};
  if (context->expression() != nullptr) buckets.empty = ExpressionOf(context->expression());
  return buckets;
}

Derivation Builder::DerivationOf(Grammar::DerivationContext* context) {
  Derivation derivation;
  derivation.span = SpanOf(context);
  if (context == nullptr) return derivation;
  const auto names = context->plainName();
  if (!names.empty()) derivation.metric = Word(names[0]);
  if (context->INTEGER() != nullptr) derivation.periods = NumberOf(context->INTEGER()).digits;
  if (context->bucketWidth() != nullptr) derivation.buckets = BucketsOf(context->bucketWidth());
  using enum DerivationKind;
  if (context->SINCE() != nullptr) {
    derivation.kind = since_start;
    derivation.since = PeriodOf(context->periodName());
  } else if (context->CHANGE() != nullptr) {
    derivation.kind = change;
    derivation.previous = WordOf(context->WORD());
  } else if (context->SHARE() != nullptr) {
    derivation.kind = share_of_buckets;
    if (context->level() != nullptr) derivation.level = LevelOf(context->level());
  } else if (context->MEAN() != nullptr) {
    derivation.kind = context->LAST() != nullptr ? mean_over_last : names.size() > 1 ? mean_over_groups : mean_over_buckets;
    if (names.size() > 1) derivation.group = Word(names[1]);
  } else if (context->OVER() != nullptr) {
    derivation.kind = over_last;
  } else if (context->expression() != nullptr) {
    derivation.value = ExpressionOf(context->expression());
  }
  return derivation;
}

}  // namespace slate::syntax
