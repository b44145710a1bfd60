#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

Type CheckFieldType(Scope& scope, const syntax::FieldType& declared) {
  Type type;
  type.optional = declared.optional;
  if (declared.kind == syntax::FieldTypeKind::one_of) {
    type.kind = TypeKind::enumeration;
    return type;
  }
  struct Named {
    std::string_view word;
    TypeKind kind;
  };
  static constexpr Named kTypes[] = {
      {"text", TypeKind::text}, {"count", TypeKind::count},   {"number", TypeKind::number},     {"money", TypeKind::money},
      {"date", TypeKind::date}, {"instant", TypeKind::instant}, {"bool", TypeKind::boolean},
  };
  std::vector<std::string> known;
  for (const Named& named : kTypes) {
    known.emplace_back(named.word);
    if (named.word == declared.name.text) type.kind = named.kind;
  }
  if (type.kind == TypeKind::poison && !declared.name.text.empty()) {
    scope.Report(DiagnosticKind::unknown_type, declared.name.span,
                 fmt::format("there is no type `{}`{}", declared.name.text, DidYouMean(declared.name.text, known)))
        .help = "a field is " + ListOf(known, "or") + ", or `one of` its values";
  }
  if (type.kind == TypeKind::number) {
    for (const syntax::Identifier& word : declared.unit) type.unit += (type.unit.empty() ? "" : " ") + word.text;
    type.scale = declared.places.value_or(0);
    if (type.scale > 9) {
      scope.Report(DiagnosticKind::number_out_of_range, declared.span, "a number keeps at most 9 places");
      type.scale = 9;
    }
  }
  if (type.kind == TypeKind::money) type.scale = scope.contract.currency.scale;
  type.non_negative = type.kind == TypeKind::count || declared.least.has_value();
  if (declared.least && (*declared.least != 0 || (type.kind != TypeKind::number && type.kind != TypeKind::money))) {
    scope.Report(DiagnosticKind::type_mismatch, declared.span, "only a number or an amount of money can be bounded, and only `at least 0`")
        .help = "write `goods : money at least 0`; a count is never below 0";
  }
  return type;
}

// The group of records that come without the dimension.
void CheckOtherwise(Scope& scope, const syntax::EventField& field, CheckedField& checked) {
  const syntax::OtherwiseGroup& otherwise = *field.otherwise;
  if (checked.type.kind == TypeKind::poison) return;
  if (!checked.dimension) {
    scope.Report(DiagnosticKind::type_mismatch, otherwise.span, fmt::format("`{}` is no dimension, so there is no group a record without it could belong to", checked.name))
        .help = "say what stands in for a missing value where it is read: `x.field otherwise 0`";
    return;
  }
  if (!checked.type.optional) {
    scope.Report(DiagnosticKind::dead_decision, otherwise.span, fmt::format("`{}` is recorded in every event: its type has no `?`", checked.name))
        .help = "take `otherwise` out, or put a `?` behind the type if a record may come without it";
    return;
  }
  if (checked.type.kind == TypeKind::enumeration) {
    if (std::find(checked.values.begin(), checked.values.end(), otherwise.name) == checked.values.end()) {
      scope.Report(DiagnosticKind::value_not_in_enumeration, otherwise.span, fmt::format("`{}` is not one of its values{}", otherwise.name, DidYouMean(otherwise.name, checked.values)))
          .help = "the values are " + ListOf(checked.values) + "; add one for records without it, if none fits";
      return;
    }
  } else if (otherwise.word || otherwise.name.empty()) {
    scope.Report(DiagnosticKind::type_mismatch, otherwise.span, "the group of records without it needs a name, in quotes").help = "write `otherwise \"unassigned\"`";
    return;
  }
  checked.otherwise = otherwise.name;
}

void CheckDimension(Scope& scope, const syntax::EventField& field, CheckedField& checked) {
  checked.dimension = true;
  if (checked.type.kind != TypeKind::text && checked.type.kind != TypeKind::enumeration && checked.type.kind != TypeKind::poison) {
    scope.Report(DiagnosticKind::type_mismatch, field.type.span, fmt::format("a dimension is a text or one of a list of words, not {}", Describe(checked.type)));
  }
  CheckGroups(scope, field.groups, field.span, checked);
}

}  // namespace

void CheckGroups(Scope& scope, const syntax::Groups& groups, Span span, CheckedField& checked) {
  switch (groups.kind) {
    case syntax::GroupsKind::roster:
      if (groups.roster) {
        if (scope.Find(*groups.roster, NameKind::roster) != nullptr) checked.roster = groups.roster->text;
      }
      checked.groups = GroupsKind::roster;
      return;
    case syntax::GroupsKind::seen_since_term_began: checked.groups = GroupsKind::seen_since_term_began; return;
    case syntax::GroupsKind::seen_in_period: checked.groups = GroupsKind::seen_in_period; return;
    case syntax::GroupsKind::unstated: break;
  }
  if (checked.type.kind == TypeKind::enumeration) {
    checked.groups = GroupsKind::closed_values;
    return;
  }
  const std::string line = fmt::format("dimension {} : text", checked.name);
  scope.Report(DiagnosticKind::groups_undecided, span,
               fmt::format("nothing says which values of `{}` exist, so a group without events could be met, missed or absent", checked.name))
      .help = fmt::format("choose one:\n  {0} from ROSTER                  // a list with a life for each\n"
                          "  {0} seen since the term began    // from its first event on\n"
                          "  {0} seen in the period           // only where it has events", line);
}

namespace {

struct Role {
  std::string_view word;
  std::optional<std::uint32_t> CheckedEvent::* field;
  std::vector<TypeKind> types;
  std::string_view type_words;
};

// `revision`, `withdrawn` and `recorded` say something about a record; any other field says something about the item.
const Role* RoleOf(syntax::FieldRole role) {
  static const Role kRevision{"revision", &CheckedEvent::revision, {TypeKind::count, TypeKind::instant}, "a count or an instant"};
  static const Role kWithdrawn{"withdrawn", &CheckedEvent::withdrawn, {TypeKind::boolean}, "a bool"};
  static const Role kRecorded{"recorded", &CheckedEvent::recorded, {TypeKind::instant}, "an instant"};
  switch (role) {
    case syntax::FieldRole::revision: return &kRevision;
    case syntax::FieldRole::withdrawn: return &kWithdrawn;
    case syntax::FieldRole::recorded: return &kRecorded;
    default: return nullptr;
  }
}

void CheckRole(Scope& scope, const syntax::EventField& field, const Role& role, const CheckedField& checked, CheckedEvent& event) {
  const TypeKind kind = checked.type.kind;
  if (kind != TypeKind::poison && std::find(role.types.begin(), role.types.end(), kind) == role.types.end()) {
    scope.Report(DiagnosticKind::type_mismatch, field.type.span, fmt::format("`{}` is {}, not {}", role.word, role.type_words, Describe(checked.type)));
  }
  if (checked.type.optional) {
    scope.Report(DiagnosticKind::missing_value_unhandled, field.span, fmt::format("`{} {}` may be missing, so it decides nothing about such a record", role.word, checked.name))
        .help = "take the `?` away; records without it are rejected, with their line";
  }
  std::optional<std::uint32_t>& index = event.*role.field;
  if (index) {
    scope.Report(DiagnosticKind::clause_repeated, checked.span, fmt::format("event `{}` has a second `{}`", event.name, role.word))
        .notes.push_back({event.fields[*index].span, "first here"});
    return;
  }
  index = static_cast<std::uint32_t>(event.fields.size());
}

// Which records are about one item is what the key says; without it none replaces or withdraws another.
void CheckRolesHaveKey(Scope& scope, const syntax::Event& event, const CheckedEvent& checked) {
  if (!checked.no_key || !checked.key.empty()) return;
  for (const syntax::EventField& field : event.fields) {
    const Role* role = RoleOf(field.role);
    if (role == nullptr) continue;
    scope.Report(DiagnosticKind::event_without_key, field.span,
                 fmt::format("`{}` is said of the records of one key, but event `{}` has `no key`", role->word, checked.name))
        .help = "declare `key NAME : text` instead of `no key`";
  }
}

}  // namespace

CheckedRosterMember CheckMember(Scope& scope, const syntax::RosterMember& member) {
  CheckedRosterMember checked{.key = member.key.value, .from = scope.contract.term_first,
                              .until = Date{scope.contract.term_last.days + 1}};
  if (member.from) checked.from = std::max(checked.from, *member.from);
  if (member.last) checked.until = std::min(checked.until, member.until ? *member.last : Date{member.last->days + 1});
  if (member.from && member.last && *member.last < *member.from) {
    scope.Report(DiagnosticKind::term_reversed, member.span, fmt::format("`{}` ends before it begins", member.key.value));
  }
  return checked;
}

void CheckRoster(Scope& scope, const syntax::Roster& roster, Span span) {
  CheckedRoster checked{.name = roster.name.text, .title = roster.title ? roster.title->value : "", .clause = scope.clause,
                        .of = roster.of.text, .span = span, .in_contract = roster.has_members, .members = {}};
  std::map<std::string, Span> seen;
  for (const syntax::RosterMember& member : roster.members) {
    if (!seen.emplace(member.key.value, member.key.span).second) {
      scope.Report(DiagnosticKind::duplicate_name, member.key.span, fmt::format("`{}` is in the roster twice", member.key.value))
          .notes.push_back({seen[member.key.value], "first here"});
      continue;
    }
    checked.members.push_back(CheckMember(scope, member));
  }
  scope.contract.rosters.push_back(std::move(checked));
}

void CheckCharge(Scope& scope, const syntax::Charge& charge, Span span) {
  CheckedCharge checked{.name = charge.name.text, .title = charge.title ? charge.title->value : "", .clause = scope.clause,
                        .group = {}, .period = {}, .span = span};
  if (const auto group = SingleGroup(scope, charge.scope)) checked.group = group->text;
  if (!charge.scope.period) {
    scope.Report(DiagnosticKind::undecided, charge.name.span, fmt::format("charge `{}` does not say which period it is paid for", checked.name))
        .help = fmt::format("write `charge {} each calendar month : money`", checked.name);
  } else {
    const auto period = CheckPeriodApart(scope, *charge.scope.period, "a charge for each of them would be paid several times for one day");
    if (!period) return;  // no credit of it is for another period
    checked.period = *period;
  }
  if (charge.type.text != "money" && !charge.type.text.empty()) {
    scope.Report(DiagnosticKind::unknown_type, charge.type.span, fmt::format("a charge is `money`, not `{}`", charge.type.text));
  }
  scope.contract.charges.push_back(std::move(checked));
}

void CheckFields(Scope& scope, const std::vector<syntax::EventField>& fields, CheckedEvent& checked) {
  std::map<std::string, Span> seen;
  for (const CheckedField& field : checked.fields) seen.emplace(field.name, field.span);
  for (const syntax::EventField& field : fields) {
    for (const syntax::Identifier& name : field.names) {
      const auto [first, fresh] = seen.emplace(name.text, name.span);
      if (!fresh) {
        scope.Report(DiagnosticKind::duplicate_name, name.span, fmt::format("field `{}` is declared twice", name.text))
            .notes.push_back({first->second, "first here"});
        continue;
      }
      CheckedField one{.name = name.text, .type = CheckFieldType(scope, field.type), .values = {}, .dimension = false,
                       .groups = GroupsKind::seen_since_term_began, .roster = {}, .otherwise = {}, .span = name.span};
      for (const syntax::Identifier& value : field.type.values) {
        if (std::find(one.values.begin(), one.values.end(), value.text) != one.values.end()) {
          scope.Report(DiagnosticKind::duplicate_name, value.span, fmt::format("`{}` is listed twice", value.text));
          continue;
        }
        one.values.push_back(value.text);
      }
      if (field.role == syntax::FieldRole::dimension) CheckDimension(scope, field, one);
      if (field.otherwise) CheckOtherwise(scope, field, one);
      if (field.role == syntax::FieldRole::key) {
        if (one.type.optional) {
          scope.Report(DiagnosticKind::missing_value_unhandled, field.span, fmt::format("key `{}` may be missing, so it can't identify a record", one.name))
              .help = "take the `?` away; records without it are rejected, with their line";
        }
        checked.key.push_back(static_cast<std::uint32_t>(checked.fields.size()));
      }
      if (const Role* role = RoleOf(field.role)) CheckRole(scope, field, *role, one, checked);
      checked.fields.push_back(std::move(one));
    }
  }
}

CheckedField FieldOf(std::string name, TypeKind kind, Span span) {
  CheckedField field;
  field.name = std::move(name);
  field.type.kind = kind;
  field.type.non_negative = kind == TypeKind::duration;
  field.span = span;
  return field;
}

namespace {

// Whenever fields have moved.
void PointToValues(CheckedEvent& event) {
  for (CheckedField& field : event.fields) {
    if (field.type.kind == TypeKind::enumeration) field.type.values = &field.values;
  }
}

}  // namespace

void AddField(CheckedEvent& event, CheckedField field) {
  event.fields.push_back(std::move(field));
  PointToValues(event);
}

std::uint32_t AddEvent(Scope& scope, CheckedEvent event) {
  scope.contract.events.push_back(std::move(event));
  PointToValues(scope.contract.events.back());
  return static_cast<std::uint32_t>(scope.contract.events.size() - 1);
}

void CheckEvent(Scope& scope, const syntax::Event& event, Span span) {
  CheckedEvent checked{.name = event.name.text, .title = event.title ? event.title->value : "", .clause = scope.clause, .span = span,
                       .kind = "event", .no_key = event.no_key, .fields = {}, .key = {}};
  CheckFields(scope, event.fields, checked);
  if (checked.key.empty() && !checked.no_key) {
    scope.Report(DiagnosticKind::event_without_key, event.name.span,
                 fmt::format("event `{}` does not say what makes two records the same", checked.name))
        .help = "declare `key NAME : text`; or `no key` if every record is an event of its own, even if it is repeated";
  }
  if (checked.no_key && !checked.key.empty()) {
    scope.Report(DiagnosticKind::event_without_key, event.name.span, fmt::format("event `{}` says `no key`, and declares one", checked.name))
        .help = "keep one of the two: with a key, a repeated record counts once; without, every record counts";
  }
  CheckRolesHaveKey(scope, event, checked);
  AddEvent(scope, std::move(checked));
}

}  // namespace slate::check
