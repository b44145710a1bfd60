#include "compiler/syntax/build.h"

#include <fmt/format.h>

namespace slate::syntax {

Span Builder::SpanOf(antlr4::Token* token) const {
  if (token == nullptr || token->getStartIndex() >= offsets_.size()) return {file_, offsets_.back(), offsets_.back()};
  const std::size_t stop = std::min(token->getStopIndex() + 1, offsets_.size() - 1);
  return {file_, offsets_[token->getStartIndex()], offsets_[std::max(stop, token->getStartIndex())]};
}

Span Builder::SpanOf(antlr4::ParserRuleContext* context) const {
  if (context == nullptr || context->start == nullptr) return {file_, 0, 0};
  const Span begin = SpanOf(context->start);
  if (context->stop == nullptr || context->stop->getTokenIndex() < context->start->getTokenIndex()) return {file_, begin.begin, begin.begin};
  return Join(begin, SpanOf(context->stop));
}

Identifier Builder::Word(antlr4::ParserRuleContext* context) const {
  if (context == nullptr || context->start == nullptr || context->exception != nullptr) return {{}, SpanOf(context)};
  const Span span = SpanOf(context->start);
  return {std::string(sources_.Text(span)), span};
}

std::vector<Identifier> Builder::Words(const std::vector<Grammar::AnyWordContext*>& contexts) const {
  std::vector<Identifier> words;
  for (auto* context : contexts) words.push_back(Word(context));
  return words;
}

std::vector<Identifier> Builder::UnitOf(const std::vector<Grammar::UnitWordContext*>& contexts) const {
  std::vector<Identifier> words;
  for (auto* context : contexts) words.push_back(Word(context));
  return words;
}

Text Builder::TextOf(Grammar::TextContext* context) const {
  const Span span = SpanOf(context);
  const std::string_view raw = sources_.Text(span);
  Text text{{}, span};
  if (raw.empty() || raw.front() != '"') return {std::string(raw), span};  // a word where a text belongs: reported, and read as if it had quotes
  for (std::size_t i = 1; i + 1 < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 2 < raw.size()) {
      ++i;
      text.value += raw[i] == 'n' ? '\n' : raw[i] == 't' ? '\t' : raw[i];
    } else {
      text.value += raw[i];
    }
  }
  return text;
}

std::optional<Text> Builder::OptionalText(Grammar::TextContext* context) const {
  if (context == nullptr) return std::nullopt;
  return TextOf(context);
}

std::vector<Text> Builder::Texts(Grammar::TextListContext* context) const {
  std::vector<Text> texts;
  if (context != nullptr) {
    for (auto* text : context->text()) texts.push_back(TextOf(text));
  }
  return texts;
}

std::optional<Date> Builder::DateOf(antlr4::tree::TerminalNode* token) {
  if (token == nullptr) return std::nullopt;
  const Span span = SpanOf(token->getSymbol());
  const std::optional<Date> date = ParseDate(sources_.Text(span));
  if (!date) {
    diagnostics_.Report(DiagnosticKind::bad_date, span, fmt::format("`{}` is not a day of the calendar", sources_.Text(span)))
        .help = "write an existing day as YYYY-MM-DD, such as 2025-03-31";
  }
  return date;
}

Date Builder::DateOf(Grammar::DateContext* context) {
  return context == nullptr ? Date{} : DateOf(context->DATE()).value_or(Date{});
}

Decimal Builder::NumberOf(antlr4::tree::TerminalNode* token, bool grouped, std::size_t drop_suffix) {
  if (token == nullptr) return {};
  const Span span = SpanOf(token->getSymbol());
  std::string_view text = sources_.Text(span);
  if (text.empty()) return {};  // left out, which recovery reported
  text.remove_suffix(std::min(drop_suffix, text.size()));
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const std::optional<Decimal> value = ParseDecimal(text, grouped);
  // 15 digits: products of a few literals must stay exact.
  if (!value || value->digits > 999'999'999'999'999) {
    diagnostics_.Report(DiagnosticKind::number_too_long, span, fmt::format("`{}` has more than 15 digits", text))
        .help = "numbers are kept exactly; use a larger unit or fewer digits";
    return {};
  }
  return *value;
}

std::optional<std::int32_t> Builder::SmallNumberOf(antlr4::tree::TerminalNode* token) {
  if (token == nullptr) return std::nullopt;
  return static_cast<std::int32_t>(std::min<std::int64_t>(NumberOf(token).digits, 10'000));
}

Quantity Builder::QuantityOf(Grammar::QuantityContext* context) {
  Quantity quantity{{}, {}, SpanOf(context)};
  if (context == nullptr) return quantity;
  quantity.value = NumberOf(context->INTEGER() ? context->INTEGER() : context->DECIMAL());
  quantity.unit = UnitOf(context->unitWord());
  return quantity;
}

PeriodName Builder::PeriodOf(Grammar::PeriodNameContext* context) const {
  PeriodName period{{}, SpanOf(context)};
  if (context == nullptr) return period;
  for (antlr4::tree::ParseTree* child : context->children) {
    auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(child);
    const Span span = leaf != nullptr ? SpanOf(leaf->getSymbol()) : SpanOf(dynamic_cast<antlr4::ParserRuleContext*>(child));
    period.words.push_back({std::string(sources_.Text(span)), span});
  }
  return period;
}

Scope Builder::ScopeOf(Grammar::ScopeContext* context) const {
  Scope scope;
  scope.span = SpanOf(context);
  if (context == nullptr) return scope;
  for (auto* name : context->plainName()) scope.groups.push_back(Word(name));
  if (context->periodName() != nullptr) scope.period = PeriodOf(context->periodName());
  return scope;
}

Unevaluated Builder::UnevaluatedOf(std::string construct, antlr4::ParserRuleContext* context, bool affects_results) const {
  Unevaluated result{std::move(construct), {}, affects_results, SpanOf(context)};
  std::vector<antlr4::tree::ParseTree*> stack{context};
  while (!stack.empty()) {  // in order, without recursion
    antlr4::tree::ParseTree* node = stack.back();
    stack.pop_back();
    if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(node)) {
      result.words.emplace_back(sources_.Text(SpanOf(terminal->getSymbol())));
    } else {
      stack.insert(stack.end(), node->children.rbegin(), node->children.rend());
    }
  }
  return result;
}

void Builder::Repeated(antlr4::ParserRuleContext* context, std::string_view what) {
  diagnostics_.Report(DiagnosticKind::clause_repeated, SpanOf(context), fmt::format("{} is stated twice", what))
      .help = "two statements of one thing invite two readings: keep one";
}

Document Builder::Build(Grammar::DocumentContext* context) {
  Document document;
  const auto unread = [&](const antlr4::ParserRuleContext* part) { return unread_.contains(part); };
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* contract = dynamic_cast<Grammar::ContractContext*>(child)) {
      document.contracts.push_back(ContractOf(contract));
      document.contracts.back().unread = unread(contract) || unread(context);
    } else if (auto* schedule = dynamic_cast<Grammar::ScheduleContext*>(child)) {
      if (document.contracts.empty()) {
        diagnostics_.Report(DiagnosticKind::unexpected_text, SpanOf(schedule->start), "a schedule stands before the contract it belongs to")
            .help = "begin the file with `contract \"...\" { ... }`";
        document.contracts.emplace_back().span = SpanOf(schedule->start);
        document.contracts.back().title.span = SpanOf(schedule->start);
      }
      document.contracts.back().schedules.push_back(ScheduleOf(schedule));
      if (unread(schedule)) document.contracts.back().unread = true;
    } else if (auto* conventions = dynamic_cast<Grammar::ConventionsModuleContext*>(child)) {
      Conventions module{Word(conventions->plainName()), OptionalText(conventions->text()), {}, SpanOf(conventions)};
      for (auto* decision : conventions->decision()) module.decisions.push_back(DecisionOf(decision));
      document.conventions.push_back(std::move(module));
    } else if (auto* calendar = dynamic_cast<Grammar::CalendarContext*>(child)) {
      document.calendars.push_back(CalendarOf(calendar));
    } else if (auto* binding = dynamic_cast<Grammar::BindingContext*>(child)) {
      document.bindings.push_back(BindingOf(binding));
      document.bindings.back().unread = unread(binding) || unread(context);
    } else if (auto* amendment = dynamic_cast<Grammar::AmendmentContext*>(child)) {
      document.amendments.push_back(AmendmentOf(amendment));
      document.amendments.back().contracts_before = document.contracts.size();
      document.amendments.back().unread = unread(amendment) || unread(context);
    } else if (auto* scenario = dynamic_cast<Grammar::ScenarioContext*>(child)) {
      document.scenarios.push_back(ScenarioOf(scenario));
      document.scenarios.back().contracts_before = document.contracts.size();
      document.scenarios.back().unread = unread(scenario) || unread(context);
    }
  }
  return document;
}

}  // namespace slate::syntax
