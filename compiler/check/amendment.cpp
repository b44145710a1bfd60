#include "compiler/check/amendment.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"
#include "compiler/check/seasons.h"

namespace slate::check {
namespace {

std::string Name(std::int64_t number) { return fmt::format("amendment {}", number); }

// One amendment, on its way into the contract.
class Checking {
 public:
  Checking(Scope& scope, const syntax::Contract& contract, const syntax::Amendment& source)
      : scope_(scope), contract_(contract), source_(source), name_(Name(source.number)) {
    checked_.number = source.number;
    checked_.title = source.title ? source.title->value : "";
    checked_.span = source.span;
  }

  void Run() {
    Order();
    Complete();
    Approvals();
    Effects();
    Retroactive();
    const std::optional<Span> split = Split();
    checked_.split = split.has_value();
    const auto amendment = static_cast<std::uint32_t>(scope_.amended.all.size());
    scope_.amended.all.push_back({.number = source_.number, .from = checked_.from, .last = checked_.last, .effect = source_.effects.empty() ? source_.head : source_.effects.front().span, .split = split, .items = Items()});
    std::set<std::string> changed;
    for (const syntax::Notwithstanding& change : source_.changes) {
      if (change.clause.text.empty()) continue;  // left by recovery
      if (!changed.insert(change.clause.text).second) {
        scope_.Report(DiagnosticKind::clause_repeated, change.clause.span, fmt::format("{} amends clause {} twice", name_, change.clause.text)).help = "two statements of one thing invite two readings: keep one";
        continue;
      }
      Change(change, amendment);
    }
    scope_.contract.amendments.push_back(std::move(checked_));
  }

 private:
  void Order() {
    if (source_.number == 0) {
      scope_.Report(DiagnosticKind::amendment_out_of_order, source_.head, "amendments are numbered from 1 on").help = "write `amendment 1`, or the number behind the last one";
    }
    if (scope_.amended.all.empty() || scope_.amended.all.back().number < source_.number) return;
    const std::int64_t before = scope_.amended.all.back().number;
    scope_.Report(DiagnosticKind::amendment_out_of_order, source_.head, before == source_.number ? fmt::format("there are two amendments {}", before) : fmt::format("{} stands behind amendment {}", name_, before))
        .help = fmt::format("amendments are numbered in the order in which they were agreed, since the later one holds where two say something: write `amendment {}`, or put it where it belongs", before + 1);
  }

  void Complete() {
    std::string missing;
    const std::string first = contract_.parties.empty() ? "PARTY" : contract_.parties.front().name.text;
    if (source_.approvals.empty()) missing += fmt::format("\n  approved by {} on {}, by ...", first, ToString(scope_.contract.term_first));
    if (source_.effects.empty()) missing += fmt::format("\n  effective from {}", ToString(scope_.contract.term_first));
    if (source_.changes.empty()) missing += "\n  notwithstanding A.1 : TERM is VALUE";
    if (missing.empty()) return;
    scope_.Report(DiagnosticKind::amendment_incomplete, source_.head, fmt::format("{} does not say all that an amendment must: who approved it, from when on it holds, and what it changes", name_)).help = "add:" + missing;
  }

  void Approvals() {
    for (const syntax::Approval& approval : source_.approvals) {
      if (scope_.Find(approval.by, NameKind::party) == nullptr) continue;
      const auto same = [&](const CheckedApproval& other) { return other.party == approval.by.text; };
      if (std::any_of(checked_.approvals.begin(), checked_.approvals.end(), same)) {
        scope_.Report(DiagnosticKind::clause_repeated, approval.span, fmt::format("`{}` approves {} twice", approval.by.text, name_)).help = "keep the day on which it did";
        continue;
      }
      checked_.approvals.push_back({approval.by.text, approval.on});
    }
    if (source_.approvals.empty()) return;  // told already
    std::vector<std::string> missing;
    std::string add;
    for (const syntax::Party& party : contract_.parties) {
      const auto approved = [&](const syntax::Approval& approval) { return approval.by.text == party.name.text; };
      if (party.name.text.empty() || std::any_of(source_.approvals.begin(), source_.approvals.end(), approved)) continue;
      missing.push_back(party.name.text);
      add += fmt::format(", by {} on {}", party.name.text, ToString(source_.approvals.back().on));
    }
    if (missing.empty()) return;
    const Span all = Join(source_.approvals.front().span, source_.approvals.back().span);
    scope_.Report(DiagnosticKind::amendment_not_approved, all, fmt::format("{} has not been approved by {}", name_, ListOf(missing)))
        .help = fmt::format("a contract is amended by all of its parties: add `{}` with the day, once it is so", add);
  }

  // From when until when; the same for every kind of item.
  void Effects() {
    if (source_.effects.empty()) return;
    const syntax::Effect& first = source_.effects.front();
    const auto last = [](const syntax::Effect& effect) { return !effect.last ? std::optional<Date>() : effect.until ? Date{effect.last->days - 1} : *effect.last; };
    checked_.from = first.from;
    checked_.last = last(first).value_or(scope_.contract.term_last);
    checked_.retroactive = first.retroactive.has_value();
    bool whole = false;
    std::set<std::string> events;
    for (const syntax::Effect& effect : source_.effects) {
      if (effect.from != first.from || last(effect) != last(first) || effect.retroactive.has_value() != first.retroactive.has_value()) {
        scope_.Report(DiagnosticKind::clause_repeated, effect.span, fmt::format("{} is in force over two stretches of time", name_)).help = "one amendment holds from one day on, until one day: write the other as an amendment of its own";
        return;
      }
      if (effect.retroactive && effect.retroactive->text != "retroactive") {
        scope_.Report(DiagnosticKind::unexpected_text, effect.retroactive->span, fmt::format("nothing can be effective `{}`{}", effect.retroactive->text, DidYouMean(effect.retroactive->text, {"retroactive"})))
            .help = "write `effective from ...`, or `effective retroactive from ...` where it holds before it was approved";
      }
      const bool again = effect.items ? !events.insert(effect.items->event.text).second : std::exchange(whole, true);
      if (again) scope_.Report(DiagnosticKind::clause_repeated, effect.span, fmt::format("{} says twice when it is in force", name_)).help = "keep one of them";
    }
    if (contract_.term) Within(first);
  }

  // Once is enough, in whichever line: it is about what settles, which goes by no item.
  std::optional<Span> Split() {
    std::optional<Span> split;
    for (const syntax::Effect& effect : source_.effects) {
      if (!effect.split) continue;
      const syntax::Identifier& words = *effect.split;
      if (words.text != "split") {
        scope_.Report(DiagnosticKind::unexpected_text, words.span, fmt::format("an amendment can't `{} the period`{}", words.text, DidYouMean(words.text, {"split"})))
            .help = "write `effective from ..., split the period` where it begins or ends inside of one";
      } else if (split) {
        scope_.Report(DiagnosticKind::clause_repeated, words.span, fmt::format("{} says twice that it splits the period", name_)).help = "keep one of them: it holds for all that it changes";
      }
      split = words.span;
    }
    return split;
  }

  void Within(const syntax::Effect& effect) {
    const Date first = scope_.contract.term_first, last = scope_.contract.term_last;
    const std::string term = fmt::format("the term, {} through {}", ToString(first), ToString(last));
    if (effect.from < first || last < effect.from) {
      scope_.Report(DiagnosticKind::number_out_of_range, effect.span, fmt::format("{} is effective from {}, outside {}", name_, ToString(effect.from), term)).help = "name a day of the term, or give the contract another term";
    } else if (last < checked_.last) {
      scope_.Report(DiagnosticKind::number_out_of_range, effect.span, fmt::format("{} is effective beyond {}", name_, term)).help = "leave its last day out: then it holds to the end of the term";
    } else if (checked_.last < checked_.from) {
      scope_.Report(DiagnosticKind::term_reversed, effect.span, fmt::format("{} ends before it begins", name_)).help = "write the first day, then the last one";
    }
  }

  void Retroactive() {
    if (source_.effects.empty() || checked_.approvals.empty()) return;
    const auto by_day = [](const CheckedApproval& a, const CheckedApproval& b) { return a.on < b.on; };
    const CheckedApproval& latest = *std::max_element(checked_.approvals.begin(), checked_.approvals.end(), by_day);
    const syntax::Effect& effect = source_.effects.front();
    const bool before = checked_.from < latest.on;
    if (before && !checked_.retroactive) {
      scope_.Report(DiagnosticKind::amendment_retroactive, effect.span, fmt::format("{} holds from {}, before `{}` approved it on {}", name_, ToString(checked_.from), latest.party, ToString(latest.on)))
          .help = fmt::format("write `effective retroactive ...` if what was measured and paid before is to change, or let it begin on {} or later", ToString(latest.on));
    } else if (!before && checked_.retroactive && effect.retroactive->text == "retroactive") {
      scope_.Report(DiagnosticKind::dead_decision, effect.retroactive->span, fmt::format("{} was approved before it holds, so nothing about it is retroactive", name_)).help = "take the word out";
    }
  }

  std::vector<Amended::Items> Items() {
    std::vector<Amended::Items> items;
    for (const syntax::Effect& effect : source_.effects) {
      if (!effect.items) continue;
      items.push_back({.source = &*effect.items});
      checked_.items.push_back(OneLine(scope_.sources.Text(effect.items->span)));
    }
    return items;
  }

  void Change(const syntax::Notwithstanding& change, std::size_t amendment) {
    const syntax::Clause* clause = nullptr;
    std::vector<std::string> numbers;
    for (const syntax::Schedule& schedule : contract_.schedules) {
      for (const syntax::Clause& one : schedule.clauses) {
        if (!one.number) continue;
        numbers.push_back(one.number->text);
        if (one.number->text == change.clause.text) clause = &one;
      }
    }
    if (clause == nullptr) {
      if (scope_.unread.empty()) {
        scope_.Report(DiagnosticKind::unknown_name, change.clause.span, fmt::format("there is no clause {}{}", change.clause.text, DidYouMean(change.clause.text, numbers))).help = "name the clause that is amended by its number";
      }
      return;
    }
    if (clause->unread) return;  // told there
    if (const auto* define = std::get_if<syntax::Define>(&clause->body); define != nullptr && change.value) return Term(change, *define, amendment);
    if (const auto* obligation = std::get_if<syntax::Obligation>(&clause->body); obligation != nullptr && !change.value) return Target(change, *obligation, amendment);
    Diagnostic& problem = scope_.Report(DiagnosticKind::amendment_not_covered, change.span,
                                        change.value ? fmt::format("clause {} defines no term, so no `{}` of it can be amended", change.clause.text, change.name.text)
                                                     : fmt::format("clause {} is no obligation, so it has no target", change.clause.text));
    problem.notes.push_back({clause->number->span, "the clause"});
    problem.help = "an amendment gives a Defined Term another value (`notwithstanding A.1 : late_tolerance is 45 minutes`) or an obligation another target (`notwithstanding B.6 : target is at least 97%`);\n"
                   "what else is to change must rest on a Defined Term";
  }

  void Term(const syntax::Notwithstanding& change, const syntax::Define& define, std::size_t amendment) {
    if (change.name.text != define.name.text) {
      if (change.name.text.empty()) return;
      scope_.Report(DiagnosticKind::unknown_name, change.name.span, fmt::format("clause {} defines `{}`, not `{}`", change.clause.text, define.name.text, change.name.text)).notes.push_back({define.name.span, "defined here"});
      return;
    }
    if (std::holds_alternative<syntax::MissingExpression>(change.value->form)) return;
    checked_.changes.push_back({change.clause.text, define.name.text, OneLine(scope_.sources.Text(define.value.span)), OneLine(scope_.sources.Text(change.value->span)), change.span});
    scope_.amended.terms[define.name.text].push_back({amendment, &*change.value});
  }

  void Target(const syntax::Notwithstanding& change, const syntax::Obligation& obligation, std::size_t amendment) {
    if (!change.target && !change.target_by) return;  // left by recovery
    if (!obligation.target && !obligation.target_by) return;  // reported there
    if (obligation.target_by && IsByMonth(obligation, *obligation.target_by)) {
      Diagnostic& problem = scope_.Report(DiagnosticKind::amendment_not_covered, change.span, fmt::format("the target of `{}` is by month, and an amendment of it would leave open what becomes of its seasons", obligation.name.text));
      problem.notes.push_back({obligation.target_by->by.span, "by month"});
      problem.help = "write the levels of the seasons as Defined Terms (`define winter_level is 90%`, `November to February : at least winter_level`), and amend these:\n`notwithstanding A.1 : winter_level is 92%`";
      return;
    }
    if (change.target_by && IsByMonth(obligation, *change.target_by)) {
      scope_.Report(DiagnosticKind::amendment_not_covered, change.span, fmt::format("no amendment can give `{}` a target by month", obligation.name.text)).help =
          "amend it by one amendment for each season, each `from` a day `until` another";
      return;
    }
    if (change.target.has_value() != obligation.target.has_value()) {
      scope_.Report(DiagnosticKind::type_mismatch, change.span, fmt::format("`{}` has {}", obligation.name.text, obligation.target ? "one target" : "a target for each class"))
          .help = obligation.target ? "write `target is at least 97%`" : fmt::format("write all of them: `target by {} {{ ... }}`", obligation.target_by->by.text);
      return;
    }
    const auto text = [&](const std::optional<syntax::Level>& one, const std::optional<syntax::TargetTable>& table) {
      if (one) return OneLine(scope_.sources.Text(one->span));
      return "by " + OneLine(scope_.sources.Text({table->span.file, table->by.span.begin, table->span.end}));
    };
    checked_.changes.push_back({change.clause.text, "target of " + obligation.name.text, text(obligation.target, obligation.target_by), text(change.target, change.target_by), change.span});
    scope_.amended.targets[obligation.name.text].push_back({amendment, &change});
  }

  Scope& scope_;
  const syntax::Contract& contract_;
  const syntax::Amendment& source_;
  std::string name_;
  CheckedAmendment checked_;
};

// Of those in force on the day the one with the highest number; null: what was agreed at first.
template <typename Version>
const Version* OnDay(const Amended& amended, const std::vector<Version>& versions, Date day) {
  const Version* found = nullptr;
  for (const Version& version : versions) {
    const Amended::Amendment& amendment = amended.all[version.amendment];
    if (amendment.from <= day && day <= amendment.last) found = &version;
  }
  return found;
}

// The moment an item goes by, checked once somebody asks.
TypedExpression MomentOf(Scope& scope, const CheckedEvent& event, Amended::Items& items) {
  if (items.by) return *items.by;
  const auto* path = std::get_if<syntax::PathExpression>(&items.source->by->form);
  const auto field = path == nullptr || path->parts.size() != 2 ? std::nullopt : FindField(event, path->parts[1].text);
  if (field && event.fields[*field].type.optional) {
    Diagnostic& problem = scope.Report(DiagnosticKind::missing_value_unhandled, items.source->by->span, fmt::format("a `{}` may be recorded without `{}`, and then nothing says whether it goes by the amended words", event.name, event.fields[*field].name));
    problem.notes.push_back({event.fields[*field].span, "declared with `?`: a record may come without it"});
    problem.help = "name a moment that all of them have";
    items.by = TypedExpression{};
    return *items.by;
  }
  const bool outer = std::exchange(scope.amended.placing, true);
  TypedExpression by = CheckValue({scope, &event, items.source->variable.text}, *items.source->by, {});
  scope.amended.placing = outer;
  MakeMoment(scope, by);
  items.by = by;
  return by;
}

TypedExpression InstantAt(const Scope& scope, Date day, Span span) {
  TypedExpression e{.op = TypedOp::constant, .type = {.kind = TypeKind::instant}, .span = span};
  e.value = scope.contract.zone->StartOf(day).micros;
  return e;
}

}  // namespace

void CheckAmendments(Scope& scope, const syntax::Contract& contract, const std::vector<const syntax::Amendment*>& amendments) {
  for (const syntax::Amendment* amendment : amendments) {
    if (amendment->unread) scope.contract.unread = true;  // what it changes may stand in what did not read
    else Checking(scope, contract, *amendment).Run();
  }
}

void CheckMomentsUsed(Scope& scope) {
  for (const Amended::Amendment& amendment : scope.amended.all) {
    for (const Amended::Items& items : amendment.items) {
      if (items.used || items.source->event.text.empty()) continue;
      const std::string& event = items.source->event.text;
      const auto found = scope.names.find(event);
      const bool known = found != scope.names.end() && (found->second.kind == NameKind::event || found->second.kind == NameKind::case_clause || found->second.kind == NameKind::timeline);
      if (!known) {
        scope.Find(items.source->event, NameKind::event);
        continue;
      }
      scope.Report(DiagnosticKind::unused_definition, items.source->span, fmt::format("nothing that {} changes is asked of a `{}`, so it goes by no moment of one", Name(amendment.number), event))
          .help = fmt::format("write `effective from {}`: what settles a period goes by its first day; or amend the Defined Term that a metric of `{}` rests on", ToString(amendment.from), event);
    }
  }
}

bool IsAmended(const Scope& scope, const std::string& term) { return scope.amended.terms.contains(term) && !scope.amended.placing; }

const syntax::Expression& TermWithoutItem(Scope& scope, const syntax::Define& define, Span use) {
  const auto found = scope.amended.terms.find(define.name.text);
  if (found == scope.amended.terms.end()) return define.value;
  if (scope.amended.settled_on) {
    const Amended::Term* term = OnDay(scope.amended, found->second, *scope.amended.settled_on);
    scope.amended.asked[define.name.text] = term == nullptr ? 0 : scope.amended.all[term->amendment].number;
    return term == nullptr ? define.value : *term->value;
  }
  const Amended::Amendment& amendment = scope.amended.all[found->second.front().amendment];
  Diagnostic& problem = scope.Report(DiagnosticKind::amendment_not_covered, use, fmt::format("{} gives `{}` another value, and here nothing says which one counts: neither an item nor a period is looked at", Name(amendment.number), define.name.text));
  problem.notes.push_back({amendment.effect, "the amendment"});
  problem.help = "an amended term reaches conditions and values of items, targets and bands; for this place define a term of its own, which no amendment changes";
  return define.value;
}

std::optional<TypedExpression> InForce(Scope& scope, std::size_t index, const CheckedEvent& event, Span use) {
  Amended::Amendment& amendment = scope.amended.all[index];
  for (Amended::Items& items : amendment.items) {
    if (items.source->event.text != event.name) continue;
    items.used = true;
    const TypedExpression by = MomentOf(scope, event, items);
    if (by.type.kind == TypeKind::poison || scope.contract.zone == nullptr) return std::nullopt;
    const Span span = items.source->span;
    TypedExpression in_force = Condition(TypedOp::less_equal, span, {InstantAt(scope, amendment.from, span), by});
    if (amendment.last == scope.contract.term_last) return in_force;  // no item is placed behind the term
    return Condition(TypedOp::logical_and, span, {std::move(in_force), Condition(TypedOp::less, span, {by, InstantAt(scope, Date{amendment.last.days + 1}, span)})});
  }
  std::string moment = "MOMENT";
  for (const CheckedField& field : event.fields) {
    if (!field.hidden && !field.type.optional && field.type.kind == TypeKind::instant && moment == "MOMENT") moment = field.name;
  }
  Diagnostic& problem = scope.Report(DiagnosticKind::amendment_not_covered, amendment.effect,
                                     fmt::format("{} changes what is asked of each `{}`, and does not say by which moment of one it goes", Name(amendment.number), event.name));
  problem.notes.push_back({use, "asked here"});
  problem.help = fmt::format("write `effective for {0} {1} by {1}.{2} from {3}`: items whose moment lies on that day or later go by the amended words", event.name, event.name.substr(0, 1), moment, ToString(amendment.from));
  return std::nullopt;
}

TargetWords TargetInForce(Scope& scope, const syntax::Obligation& obligation) {
  const TargetWords agreed{obligation.target ? &*obligation.target : nullptr, obligation.target_by ? &*obligation.target_by : nullptr};
  const auto found = scope.amended.targets.find(obligation.name.text);
  if (found == scope.amended.targets.end() || !scope.amended.settled_on) return agreed;
  const Amended::Target* target = OnDay(scope.amended, found->second, *scope.amended.settled_on);
  scope.amended.asked["target"] = target == nullptr ? 0 : scope.amended.all[target->amendment].number;
  if (target == nullptr) return agreed;
  return {target->change->target ? &*target->change->target : nullptr, target->change->target_by ? &*target->change->target_by : nullptr};
}

}  // namespace slate::check
