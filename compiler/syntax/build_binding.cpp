#include "compiler/syntax/build.h"

namespace slate::syntax {

FieldBinding Builder::FieldBindingOf(Grammar::FieldBindingContext* context) {
  FieldBinding binding;
  binding.span = SpanOf(context);
  binding.field = context->AT() != nullptr ? WordOf(context->AT()) : Word(context->name());
  binding.joined = Texts(context->textList());
  if (!binding.joined.empty()) {
    binding.column = binding.joined.front();
    binding.joined.erase(binding.joined.begin());
  }
  for (auto* option : context->fieldOption()) {
    if (option->FORMAT() != nullptr && option->text() != nullptr) SetOnce(binding.format, TextOf(option->text()), option, "the format");
    else if (option->ZONE() != nullptr && option->text() != nullptr) SetOnce(binding.zone, TextOf(option->text()), option, "the zone");
    else if (option->MISSING() != nullptr) binding.missing = Texts(option->textList());
    else if (option->TRIMMED() != nullptr) binding.trimmed = true;
  }
  for (auto* mapping : context->valueMapping()) {
    if (mapping->text() == nullptr) continue;
    binding.mappings.push_back({TextOf(mapping->text()), Word(mapping->anyWord()), SpanOf(mapping)});
  }
  return binding;
}

EventBinding Builder::SourceBinding(Grammar::BindingItemContext* context) {
  EventBinding binding;
  binding.span = SpanOf(context);
  if (context->start != nullptr) binding.kind = std::string(sources_.Text(SpanOf(context->start)));
  const auto names = context->plainName();
  if (!names.empty()) binding.event = Word(names[0]);
  if (names.size() > 1) binding.format = Word(names[1]);
  for (auto* item : context->sourceItem()) {
    if (item->fieldBinding() != nullptr) binding.fields.push_back(FieldBindingOf(item->fieldBinding()));
    else if (item->DELIMITER() != nullptr && item->text()) SetOnce(binding.delimiter, TextOf(item->text()), item, "the delimiter");
    else if (item->ZONE() != nullptr && item->text()) SetOnce(binding.time_zone, TextOf(item->text()), item, "the time zone");
    else if (item->FORMAT() != nullptr && item->text()) SetOnce(binding.time_format, TextOf(item->text()), item, "the time format");
    else if (item->REPEATED() != nullptr && item->plainName()) SetOnce(binding.repeated_times, Word(item->plainName()), item, "`repeated times`");
    else if (item->SKIPPED() != nullptr && item->plainName()) SetOnce(binding.skipped_times, Word(item->plainName()), item, "`skipped times`");
    else if (item->MISSING() != nullptr) binding.missing = Texts(item->textList());
    else if (item->UNIQUE() != nullptr) binding.unique_by_key = true;
  }
  return binding;
}

Binding Builder::BindingOf(Grammar::BindingContext* context) {
  Binding binding;
  binding.span = SpanOf(context);
  const auto texts = context->text();
  if (!texts.empty()) binding.title = TextOf(texts[0]);
  if (texts.size() > 1) binding.reference = TextOf(texts[1]);
  for (auto* item : context->bindingItem()) {
    const auto names = item->plainName();
    if (names.empty()) continue;
    if (item->EVENT() != nullptr || item->TIMELINE() != nullptr || item->CASE() != nullptr || item->EXCLUSION() != nullptr) {
      binding.events.push_back(SourceBinding(item));
    } else if (item->ROSTER() != nullptr) {
      binding.rosters.push_back({Word(names[0]), Members(item->memberList()), SpanOf(item)});
    } else if (item->CHARGE() != nullptr && item->money() != nullptr) {
      ChargeBinding charge;
      charge.span = SpanOf(item);
      charge.charge = Word(names[0]);
      charge.amount = MoneyOf(item->money());
      charge.amount_span = SpanOf(item->money());
      if (names.size() > 1) charge.group_field = Word(names[1]);
      charge.group = OptionalText(item->text());
      if (item->periodLiteral() != nullptr) charge.period = std::string(sources_.Text(SpanOf(item->periodLiteral())));
      binding.charges.push_back(std::move(charge));
    }
  }
  return binding;
}

}  // namespace slate::syntax
