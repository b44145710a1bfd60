#include "compiler/syntax/build.h"

namespace slate::syntax {

std::vector<RecordField> Builder::RecordFields(Grammar::RecordValueContext* context) {
  std::vector<RecordField> fields;
  if (context == nullptr) return fields;
  for (auto* source : context->recordField()) {
    RecordField field;
    field.span = SpanOf(source);
    field.as_above = source->ABOVE() != nullptr;
    if (source->anyWord() != nullptr) field.name = Word(source->anyWord());
    if (source->ASSESSED() != nullptr) field.value = VerdictWord::not_assessed;
    else if (source->DATA() != nullptr) field.value = VerdictWord::no_data;
    else if (source->interval() != nullptr) field.value = IntervalOf(source->interval());
    else field.value = ExpressionOf(source->expression());
    fields.push_back(std::move(field));
  }
  return fields;
}

ChargeBinding Builder::GivenChargeOf(Grammar::ScenarioItemContext* context) {
  ChargeBinding given;
  const auto names = context->plainName();
  given.span = SpanOf(context);
  given.charge = Word(names[0]);
  given.amount = MoneyOf(context->money());
  given.amount_span = SpanOf(context->money());
  if (names.size() > 1) given.group_field = Word(names[1]);
  if (!context->text().empty()) given.group = TextOf(context->text().back());
  if (context->periodLiteral() != nullptr) given.period = std::string(sources_.Text(SpanOf(context->periodLiteral())));
  return given;
}

GivenRecords Builder::GivenRecordsOf(Grammar::ScenarioItemContext* context) {
  GivenRecords given;
  const auto names = context->plainName();
  given.span = SpanOf(context);
  given.event = Word(names[0]);
  if (context->INTEGER() != nullptr) {
    given.count = NumberOf(context->INTEGER());
    given.count_span = SpanOf(context->INTEGER()->getSymbol());
  }
  if (names.size() > 1) given.group_field = Word(names[1]);
  if (!context->text().empty()) given.group = TextOf(context->text().back());
  given.fields = RecordFields(context->recordValue());
  return given;
}

ExpectedResult Builder::ExpectedResultOf(Grammar::ScenarioItemContext* context) {
  ExpectedResult expected;
  const auto names = context->plainName();
  const auto texts = context->text();
  expected.span = SpanOf(context);
  expected.name = Word(names[0]);
  // Both texts are optional: the one behind `for` is the last.
  const bool of_group = names.size() > 1;
  if (texts.size() > (of_group ? 1u : 0u)) expected.item = TextOf(texts.front());
  if (of_group) {
    expected.group_field = Word(names[1]);
    if (!texts.empty()) expected.group = TextOf(texts.back());
  }
  if (context->periodLiteral() != nullptr) {
    const Span span = SpanOf(context->periodLiteral());
    expected.period = Text{std::string(sources_.Text(span)), span};
    const auto days = context->periodLiteral()->DATE();
    if (days.size() == 2) expected.period->value = days[0]->getText() + " to " + days[1]->getText();  // however far apart they stand
  }
  expected.fields = RecordFields(context->recordValue());
  return expected;
}

Scenario Builder::ScenarioOf(Grammar::ScenarioContext* context) {
  Scenario scenario;
  scenario.span = SpanOf(context);
  if (context->text() != nullptr) scenario.title = TextOf(context->text());
  for (auto* item : context->scenarioItem()) {
    if (item->plainName().empty()) continue;
    if (item->EXPECT() != nullptr) scenario.items.emplace_back(ExpectedResultOf(item));
    else if (item->money() != nullptr) scenario.items.emplace_back(GivenChargeOf(item));
    else scenario.items.emplace_back(GivenRecordsOf(item));
  }
  return scenario;
}

}  // namespace slate::syntax
