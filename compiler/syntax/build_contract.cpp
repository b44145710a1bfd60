#include "compiler/syntax/build.h"

namespace slate::syntax {

Decision Builder::DecisionOf(Grammar::DecisionContext* context) {
  Decision decision;
  decision.span = SpanOf(context);
  decision.question = Word(context->plainName());
  if (context->quantity() != nullptr) decision.quantity = QuantityOf(context->quantity());
  if (context->anyWord() != nullptr) decision.answer.push_back(Word(context->anyWord()));
  decision.text = OptionalText(context->text());
  return decision;
}

Contract Builder::ContractOf(Grammar::ContractContext* context) {
  Contract contract;
  contract.span = SpanOf(context);
  const auto texts = context->text();
  if (!texts.empty()) contract.title = TextOf(texts[0]);
  if (texts.size() > 1) contract.reference = TextOf(texts[1]);
  for (auto* item : context->headerItem()) {
    if (auto* party = item->partyItem()) {
      const PartyRole role = party->CUSTOMER() ? PartyRole::customer : party->PROVIDER() ? PartyRole::provider : PartyRole::party;
      contract.parties.push_back({role, Word(party->plainName()), party->text() ? TextOf(party->text()) : Text{}, SpanOf(party)});
    } else if (auto* term = item->termItem()) {
      const auto dates = term->date();
      if (dates.size() == 2) SetOnce(contract.term, Term{DateOf(dates[0]), DateOf(dates[1]), term->UNTIL() != nullptr, SpanOf(term)}, term, "the term");
    } else if (auto* zone = item->zoneItem()) {
      SetOnce(contract.time_zone, TextOf(zone->text()), zone, "the time zone");
    } else if (auto* currency = item->currencyItem()) {
      if (currency->CODE() == nullptr) continue;
      const Span span = SpanOf(currency->CODE()->getSymbol());
      SetOnce(contract.currency, Identifier{std::string(sources_.Text(span)), span}, currency, "the currency");
    } else if (auto* conventions = item->conventionsItem()) {
      QualifiedName name{{Word(conventions->plainName())}, SpanOf(conventions)};
      for (Identifier& part : Words(conventions->anyWord())) name.parts.push_back(std::move(part));
      SetOnce(contract.conventions, std::move(name), conventions, "the conventions");
    } else if (auto* decision = item->decision()) {
      contract.decisions.push_back(DecisionOf(decision));
    } else if (auto* calendar = item->calendarUse()) {
      CalendarUse use{Word(calendar->plainName()), {{}, SpanOf(calendar->qualifiedName())}, SpanOf(calendar)};
      if (auto* source = calendar->qualifiedName()) {
        use.source.parts.push_back(Word(source->name()));
        for (Identifier& part : Words(source->anyWord())) use.source.parts.push_back(std::move(part));
      }
      contract.calendars.push_back(std::move(use));
    } else if (auto* precedence = item->precedenceItem()) {
      contract.unevaluated.push_back(UnevaluatedOf("precedence", precedence, false));
    } else if (auto* remedies = item->remediesItem()) {
      contract.unevaluated.push_back(UnevaluatedOf("remedies", remedies, false));
    }
  }
  return contract;
}

Schedule Builder::ScheduleOf(Grammar::ScheduleContext* context) {
  Schedule schedule;
  schedule.span = SpanOf(context);
  if (context->LETTER() != nullptr) {
    const Span span = SpanOf(context->LETTER()->getSymbol());
    schedule.letter = {std::string(sources_.Text(span)), span};
  }
  schedule.title = OptionalText(context->text());
  for (auto* clause : context->clause()) schedule.clauses.push_back(ClauseOf(clause));
  return schedule;
}

Clause Builder::ClauseOf(Grammar::ClauseContext* context) {
  Clause clause;
  clause.span = SpanOf(context);
  clause.unread = unread_.contains(context);
  if (context->CLAUSE_NUMBER() != nullptr) {
    const Span span = SpanOf(context->CLAUSE_NUMBER()->getSymbol());
    clause.number = ClauseNumber{std::string(sources_.Text(span)), span};
  }
  auto* body = context->clauseBody();
  if (body == nullptr) clause.unread = true;
  if (body == nullptr) return clause;
  if (auto* define = body->define()) {
    clause.body = Define{Word(define->plainName()), OptionalText(define->text()), ExpressionOf(define->expression())};
  } else if (auto* roster = body->roster()) {
    const auto names = roster->plainName();
    clause.body = Roster{names.empty() ? Identifier{} : Word(names[0]), OptionalText(roster->text()),
                         names.size() < 2 ? Identifier{} : Word(names[1]), Members(roster->memberList()), roster->memberList() != nullptr};
  } else if (auto* charge = body->charge()) {
    clause.body = Charge{Word(charge->plainName()), OptionalText(charge->text()), ScopeOf(charge->scope()), Word(charge->name())};
  } else if (auto* event = body->event()) {
    clause.body = EventOf(event);
  } else if (auto* metric = body->metric()) {
    clause.body = MetricOf(metric);
  } else if (auto* exclusion = body->exclusion()) {
    clause.body = ExclusionOf(exclusion);
  } else if (auto* obligation = body->obligation()) {
    clause.body = ObligationOf(obligation);
  } else if (auto* stacking = body->stacking()) {
    clause.body = StackingOf(stacking);
  } else if (auto* pool = body->pool()) {
    clause.body = PoolOf(pool);
  } else if (body->RESERVED() != nullptr) {
    clause.body = Reserved{};
  } else if (auto* calendar = body->calendar()) {
    clause.body = CalendarOf(calendar);
  } else if (auto* one_case = body->caseClause()) {
    clause.body = CaseOf(one_case);
  } else if (auto* clock = body->clock()) {
    clause.body = ClockOf(clock);
  } else if (auto* timeline = body->timeline()) {
    clause.body = TimelineOf(timeline);
  } else if (body->watch()) {
    clause.body = WatchOf(body->watch());
  } else if (body->forum()) {
    clause.body = ForumOf(body->forum());
  } else if (body->improvement()) {
    clause.body = ImprovementOf(body->improvement());
  } else if (body->recalibration()) {
    clause.body = RecalibrationOf(body->recalibration());
  }
  return clause;
}

std::vector<RosterMember> Builder::Members(Grammar::MemberListContext* context) {
  std::vector<RosterMember> members;
  if (context == nullptr) return members;
  for (auto* item : context->member()) {
    RosterMember member;
    member.span = SpanOf(item);
    if (item->text() != nullptr) member.key = TextOf(item->text());
    const auto dates = item->date();
    std::size_t next = 0;
    if (item->FROM() != nullptr && next < dates.size()) member.from = DateOf(dates[next++]);
    if (next < dates.size()) member.last = DateOf(dates[next]);
    member.until = item->UNTIL() != nullptr;
    members.push_back(std::move(member));
  }
  return members;
}

Event Builder::EventOf(Grammar::EventContext* context) {
  Event event;
  event.name = Word(context->plainName());
  event.title = OptionalText(context->text());
  for (auto* item : context->eventItem()) {
    if (item->KEY() != nullptr) event.no_key = true;
    if (item->eventField() != nullptr) event.fields.push_back(FieldOf(item->eventField()));
    if (item->frozen() != nullptr) event.unevaluated.push_back(UnevaluatedOf("`frozen ... at first revision`", item));
    if (item->recordKept() != nullptr) event.unevaluated.push_back(UnevaluatedOf("`record kept by`", item, false));
  }
  return event;
}

EventField Builder::FieldOf(Grammar::EventFieldContext* context) {
  EventField field;
  field.span = SpanOf(context);
  if (auto* role = context->fieldRole()) {
    field.role = role->KEY()         ? FieldRole::key
                 : role->DIMENSION() ? FieldRole::dimension
                 : role->REVISION()  ? FieldRole::revision
                 : role->WITHDRAWN() ? FieldRole::withdrawn
                                     : FieldRole::recorded;
  }
  for (auto* name : context->fieldName()) field.names.push_back(Word(name));
  if (auto* type = context->fieldType()) {
    field.type.span = SpanOf(type);
    field.type.optional = type->QUESTION() != nullptr;
    if (type->ONE() != nullptr) {
      field.type.kind = FieldTypeKind::one_of;
      field.type.values = Words(type->anyWord());
    } else {
      field.type.name = Word(type->name());
      if (type->plainName() != nullptr) field.type.unit.push_back(Word(type->plainName()));
      for (auto* number : type->INTEGER()) {
        const bool least = type->AT() != nullptr && number == type->INTEGER().back();
        (least ? field.type.least : field.type.places) = SmallNumberOf(number);
      }
    }
  }
  field.groups = GroupsOf(context->groups());
  if (auto* otherwise = context->otherwiseGroup()) {
    const bool word = otherwise->anyWord() != nullptr;
    field.otherwise = OtherwiseGroup{word ? Word(otherwise->anyWord()).text : TextOf(otherwise->text()).value, word, SpanOf(otherwise)};
  }
  return field;
}

Groups Builder::GroupsOf(Grammar::GroupsContext* context) const {
  Groups groups;
  if (context == nullptr) return groups;
  groups.span = SpanOf(context);
  if (context->FROM() != nullptr) {
    groups.kind = GroupsKind::roster;
    groups.roster = Word(context->plainName());
  } else {
    groups.kind = context->SINCE() != nullptr ? GroupsKind::seen_since_term_began : GroupsKind::seen_in_period;
  }
  return groups;
}

}  // namespace slate::syntax
