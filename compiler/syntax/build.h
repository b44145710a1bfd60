// Parse tree to AST, one file per family of constructs. Only this folder's .cpp files include it, since it names ANTLR's types.
// Contexts may be incomplete after recovery: every accessor may return null, and what is missing stays absent.
#pragma once

#include "SlateParser.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/recovery.h"

namespace slate::syntax {

using Grammar = slate_grammar::SlateParser;

class Builder {
 public:
  Builder(const SourceSet& sources, FileId file, const std::vector<std::uint32_t>& offsets, const Unread& unread, Diagnostics& diagnostics)
      : sources_(sources), file_(file), offsets_(offsets), unread_(unread), diagnostics_(diagnostics) {}

  Document Build(Grammar::DocumentContext* document);

 private:
  // build.cpp: shared pieces
  Span SpanOf(antlr4::ParserRuleContext* context) const;
  Span SpanOf(antlr4::Token* token) const;
  Identifier Word(antlr4::ParserRuleContext* context) const;
  std::vector<Identifier> Words(const std::vector<Grammar::AnyWordContext*>& contexts) const;
  std::vector<Identifier> UnitOf(const std::vector<Grammar::UnitWordContext*>& contexts) const;
  Text TextOf(Grammar::TextContext* context) const;
  std::optional<Text> OptionalText(Grammar::TextContext* context) const;
  std::vector<Text> Texts(Grammar::TextListContext* context) const;
  Date DateOf(Grammar::DateContext* context);
  std::optional<Date> DateOf(antlr4::tree::TerminalNode* token);
  Decimal NumberOf(antlr4::tree::TerminalNode* token, bool grouped = false, std::size_t drop_suffix = 0);
  std::optional<std::int32_t> SmallNumberOf(antlr4::tree::TerminalNode* token);
  Quantity QuantityOf(Grammar::QuantityContext* context);
  PeriodName PeriodOf(Grammar::PeriodNameContext* context) const;
  Scope ScopeOf(Grammar::ScopeContext* context) const;
  Unevaluated UnevaluatedOf(std::string construct, antlr4::ParserRuleContext* context, bool affects_results = true) const;
  void Repeated(antlr4::ParserRuleContext* context, std::string_view what);
  template <typename T>
  void SetOnce(std::optional<T>& slot, T value, antlr4::ParserRuleContext* context, std::string_view what) {
    if (slot) Repeated(context, what);
    slot = std::move(value);
  }

  // build_expression.cpp
  Expression ExpressionOf(Grammar::ExpressionContext* context);
  ExpressionPtr Pointer(Expression expression) const { return std::make_unique<Expression>(std::move(expression)); }
  Expression Conjunction(Grammar::ConjunctionContext* context);
  Expression Negation(Grammar::NegationContext* context);
  Expression Comparison(Grammar::ComparisonContext* context);
  Expression Substitute(Grammar::SubstituteContext* context);
  Expression Sum(Grammar::SumContext* context);
  Expression Product(Grammar::ProductContext* context);
  Expression Edge(Grammar::EdgeContext* context);
  Expression Primary(Grammar::PrimaryContext* context);
  Expression Moment(Grammar::MomentContext* context);
  Expression MoneyExpression(Grammar::MoneyContext* context);
  MoneyLiteral MoneyOf(Grammar::MoneyContext* context);
  Interval IntervalOf(Grammar::IntervalContext* context);
  ComparisonOperator OperatorOf(Grammar::ComparisonWordContext* context) const;
  Expression Binary(BinaryOperator op, Expression left, Expression right) const;

  // build_contract.cpp
  Contract ContractOf(Grammar::ContractContext* context);
  Schedule ScheduleOf(Grammar::ScheduleContext* context);
  Clause ClauseOf(Grammar::ClauseContext* context);
  Decision DecisionOf(Grammar::DecisionContext* context);
  std::vector<RosterMember> Members(Grammar::MemberListContext* context);
  Event EventOf(Grammar::EventContext* context);
  EventField FieldOf(Grammar::EventFieldContext* context);
  Groups GroupsOf(Grammar::GroupsContext* context) const;

  // build_calendar.cpp
  Calendar CalendarOf(Grammar::CalendarContext* context);
  WeekHours WeekHoursOf(Grammar::WeekHoursContext* context);
  std::vector<OpenHours> HoursOf(const std::vector<Grammar::OpenHoursContext*>& contexts);
  TimeOfDay TimeOf(antlr4::tree::TerminalNode* token);
  YearlyDay YearlyDayOf(Grammar::YearlyDayContext* context);
  void YearsOf(Grammar::YearSpanContext* context, CalendarDay& day);
  Identifier WordOf(antlr4::tree::TerminalNode* token) const;

  // build_metric.cpp
  ItemSource SourceOf(Grammar::ItemSourceContext* context);
  Aggregate AggregateOf(Grammar::AggregateOfContext* context);
  Metric MetricOf(Grammar::MetricContext* context);
  Level LevelOf(Grammar::LevelContext* context);
  Buckets BucketsOf(Grammar::BucketWidthContext* context);
  Derivation DerivationOf(Grammar::DerivationContext* context);

  // build_obligation.cpp
  Obligation ObligationOf(Grammar::ObligationContext* context);
  BandTable BandsOf(Grammar::BandTableContext* context, Grammar::PlainNameContext* charge, antlr4::tree::TerminalNode* method, Span head);
  Rate RateOf(Grammar::RateContext* context);
  MissCount MissCountOf(Grammar::MissCountContext* context);
  Cap AmountLimitOf(LimitKind kind, Grammar::MoneyContext* money, antlr4::ParserRuleContext* item);
  Guard GuardOf(Grammar::GuardItemContext* context);
  Rung RungOf(Grammar::RungContext* context);
  Relief ReliefOf(Grammar::ReliefItemContext* context);
  template <typename Item>
  void SetLevel(std::optional<Level>& one, std::optional<TargetTable>& by_class, Item* context, antlr4::ParserRuleContext* item, std::string_view what);
  Cap CapOf(Grammar::CapItemContext* context);
  Rounding RoundingOf(Grammar::RoundingItemContext* context);
  VerdictWord VerdictOf(Grammar::VerdictContext* context) const;

  // build_governance.cpp
  Forum ForumOf(Grammar::ForumContext* context);
  Watch WatchOf(Grammar::WatchContext* context);
  Improvement ImprovementOf(Grammar::ImprovementContext* context);
  // build_recalibration.cpp
  Recalibration RecalibrationOf(Grammar::RecalibrationContext* context);
  RecalibrationRule RuleOf(Grammar::RecalibrationItemContext* context);
  LastPeriods LastOf(Grammar::LastPeriodsContext* context);
  // build_joint.cpp
  Stacking StackingOf(Grammar::StackingContext* context);
  Pool PoolOf(Grammar::PoolContext* context);

  // build_exclusion.cpp
  Exclusion ExclusionOf(Grammar::ExclusionContext* context);
  Notice NoticeOf(Grammar::NoticeItemContext* context);
  Budget BudgetOf(Grammar::BudgetItemContext* context);
  Decider DeciderOf(Grammar::DecidedItemContext* context);

  // build_timeline.cpp
  Timeline TimelineOf(Grammar::TimelineContext* context);
  StateOrOut StateOf(Grammar::StateOrOutContext* context) const;

  // build_case.cpp
  Case CaseOf(Grammar::CaseClauseContext* context);
  Clock ClockOf(Grammar::ClockContext* context);
  std::vector<TargetClass> LevelsOf(Grammar::LevelTableContext* context);
  std::vector<TargetClass> TargetsOf(Grammar::TargetTableContext* context);

  // build_binding.cpp
  Binding BindingOf(Grammar::BindingContext* context);
  EventBinding SourceBinding(Grammar::BindingItemContext* context);
  FieldBinding FieldBindingOf(Grammar::FieldBindingContext* context);

  // build_amendment.cpp
  Amendment AmendmentOf(Grammar::AmendmentContext* context);
  Effect EffectOf(Grammar::EffectiveContext* context);
  Notwithstanding NotwithstandingOf(Grammar::NotwithstandingContext* context);

  // build_scenario.cpp
  Scenario ScenarioOf(Grammar::ScenarioContext* context);
  ChargeBinding GivenChargeOf(Grammar::ScenarioItemContext* context);
  GivenRecords GivenRecordsOf(Grammar::ScenarioItemContext* context);
  ExpectedResult ExpectedResultOf(Grammar::ScenarioItemContext* context);
  std::vector<RecordField> RecordFields(Grammar::RecordValueContext* context);

  const SourceSet& sources_;
  FileId file_;
  const std::vector<std::uint32_t>& offsets_;  // byte offset of each code point; one more entry for the end
  const Unread& unread_;
  Diagnostics& diagnostics_;
};

}  // namespace slate::syntax
