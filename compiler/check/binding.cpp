#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/check/check.h"
#include "compiler/check/declarations.h"

namespace slate::check {
namespace {

std::vector<std::string> FieldNames(const CheckedEvent& event) {
  std::vector<std::string> names;
  for (const CheckedField& field : event.fields) names.push_back(field.name);
  return names;
}

template <typename List>
std::optional<std::uint32_t> IndexByName(Scope& scope, const List& list, const syntax::Identifier& name, std::string_view what) {
  std::vector<std::string> known;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (list[i].name == name.text) return i;
    known.push_back(list[i].name);
  }
  scope.Report(DiagnosticKind::unknown_name, name.span, fmt::format("the contract has no {} `{}`{}", what, name.text, DidYouMean(name.text, known)));
  return std::nullopt;
}

const Zone* CheckZone(Scope& scope, const syntax::Text& name) {
  const Zone* zone = Zone::Find(name.value);
  if (zone == nullptr) scope.Report(DiagnosticKind::unknown_zone, name.span, fmt::format("the tz database has no zone `{}`", name.value));
  return zone;
}

// Whether a pattern names each part of a day once, and for an instant hour and minute too.
bool IsTimeFormat(std::string_view format, bool instant) {
  const auto runs = [&](char letter) {
    int count = 0;
    for (std::size_t i = 0; i < format.size(); ++i) count += format[i] == letter && (i == 0 || format[i - 1] != letter);
    return count;
  };
  const bool day = runs('Y') == 1 && runs('M') == 1 && runs('D') == 1 && format.find("YYYY") != std::string_view::npos;
  const bool time = runs('h') == 1 && runs('m') == 1 && runs('s') <= 1;
  return day && (time || (!instant && runs('h') == 0 && runs('m') == 0 && runs('s') == 0));
}

void CheckFormat(Scope& scope, const syntax::Text& format, bool instant) {
  if (IsTimeFormat(format.value, instant)) return;
  scope.Report(DiagnosticKind::binding_invalid, format.span, fmt::format("\"{}\" does not say where year, month{} are", format.value, instant ? ", day, hour and minute" : " and day"))
      .help = instant ? "write a format such as \"DD/MM/YYYY hh:mm\"" : "write a format such as \"DD/MM/YYYY\"";
}

// "order", "address.city"
bool IsPath(const std::string& text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string::npos;
}

// A format has no place for an offset, so that without a zone no record would say when anything happened.
void ReportNoZone(Scope& scope, const syntax::EventBinding& source, const CheckedEvent& event, const CheckedEventBinding& checked) {
  if (source.time_zone) return;
  for (const CheckedFieldBinding& field : checked.fields) {
    if (event.fields[field.field].type.kind != TypeKind::instant || field.format.empty() || field.zone != nullptr) continue;
    const auto own = std::find_if(source.fields.begin(), source.fields.end(), [&](const syntax::FieldBinding& one) { return one.field.text == event.fields[field.field].name; });
    if (own != source.fields.end() && own->zone) continue;  // an unknown zone, reported there
    const bool own_format = own != source.fields.end() && own->format;
    scope.Report(DiagnosticKind::binding_incomplete, own_format ? own->format->span : source.time_format ? source.time_format->span : source.span,
                 fmt::format("`{}` is read as \"{}\", and nothing says on which clock", event.fields[field.field].name, field.format))
        .help = fmt::format("add the zone of the system that wrote the times, which need not be the contract's: `time zone \"{}\"`, or `time zone \"UTC\"`",
                            scope.contract.zone == nullptr ? "Europe/Berlin" : scope.contract.zone->name());
    return;  // one line of the binding mends all
  }
}

void CheckField(Scope& scope, const syntax::FieldBinding& source, const CheckedField& field, CheckedFieldBinding& checked) {
  checked.column = source.column.value;
  for (const syntax::Text& more : source.joined) checked.joined.push_back(more.value);
  if (source.format) checked.format = source.format->value;
  if (source.zone) checked.zone = CheckZone(scope, *source.zone);
  for (const syntax::Text& marker : source.missing) checked.missing.push_back(marker.value);
  checked.trimmed = source.trimmed;
  const bool time = field.type.kind == TypeKind::instant || field.type.kind == TypeKind::date;
  if ((source.format || source.zone) && !time) {
    scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("`{}` is {}: only dates and times have a format or a zone", field.name, Describe(field.type)));
  }
  if (source.format && time) CheckFormat(scope, *source.format, field.type.kind == TypeKind::instant);
  std::set<std::string> seen;
  for (const syntax::ValueMapping& mapping : source.mappings) {
    if (!seen.insert(mapping.source.value).second) {
      scope.Report(DiagnosticKind::binding_invalid, mapping.span, fmt::format("\"{}\" is mapped twice", mapping.source.value));
    }
    if (field.type.kind != TypeKind::enumeration) {
      scope.Report(DiagnosticKind::binding_invalid, mapping.span, fmt::format("`{}` is {}: only words of a list can be mapped", field.name, Describe(field.type)));
      continue;
    }
    bool known = false;
    for (const std::string& value : field.values) known = known || value == mapping.value.text;
    if (!known) {
      scope.Report(DiagnosticKind::value_not_in_enumeration, mapping.value.span,
                   fmt::format("`{}` is not a value of `{}`{}", mapping.value.text, field.name, DidYouMean(mapping.value.text, field.values)))
          .help = "the values are " + ListOf(field.values);
      continue;
    }
    checked.mappings.emplace_back(mapping.source.value, mapping.value.text);
  }
}

void CheckEventBinding(Scope& scope, const syntax::EventBinding& source, CheckedBinding& binding) {
  const auto index = IndexByName(scope, scope.contract.events, source.event, "event");
  if (!index) return;
  for (const CheckedEventBinding& other : binding.events) {
    if (other.event == *index) {
      scope.Report(DiagnosticKind::duplicate_name, source.event.span, fmt::format("event `{}` is bound twice", source.event.text));
      return;
    }
  }
  const CheckedEvent& event = scope.contract.events[*index];
  if (source.kind != event.kind) {
    scope.Report(DiagnosticKind::binding_invalid, source.event.span, fmt::format("`{}` is no {}, but {} {}", event.name, source.kind, event.kind == "event" || event.kind == "exclusion" ? "an" : "a", event.kind))
        .help = fmt::format("write `{} {} from ...`", event.kind, event.name);
    return;
  }
  CheckedEventBinding checked{.event = *index, .format = source.format.text, .delimiter = ',', .repeated = RepeatedTimes::rejected,
                              .skipped_shifted = false, .unique_by_key = source.unique_by_key, .fields = {}};
  const bool ndjson = source.format.text == "ndjson", parquet = source.format.text == "parquet";
  if (source.format.text != "csv" && !ndjson && !parquet && !source.format.text.empty()) {
    scope.Report(DiagnosticKind::binding_invalid, source.format.span,
                 fmt::format("`{}` is no format that events are read from{}", source.format.text, DidYouMean(source.format.text, {"csv", "ndjson", "parquet"})))
        .help = "write `from csv`, `from ndjson` or `from parquet`";
  }
  if (source.delimiter && parquet) {
    scope.Report(DiagnosticKind::binding_invalid, source.delimiter->span, "Parquet has no delimiter: its columns are stored one by one, with their names").help = "take the line away";
  } else if (source.delimiter && ndjson) {
    scope.Report(DiagnosticKind::binding_invalid, source.delimiter->span, "NDJSON has no delimiter: each line is a JSON object, and its members have names");
  } else if (source.delimiter) {
    const std::string& text = source.delimiter->value;
    if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r" || static_cast<unsigned char>(text[0]) > 127) {
      scope.Report(DiagnosticKind::binding_invalid, source.delimiter->span, "a delimiter is one ASCII character, not a quote or a line break");
    } else {
      checked.delimiter = text[0];
    }
  }
  if (source.repeated_times) {
    const std::string& word = source.repeated_times->text;
    if (word == "first") checked.repeated = RepeatedTimes::first;
    else if (word == "second") checked.repeated = RepeatedTimes::second;
    else if (word != "rejected") scope.Report(DiagnosticKind::binding_invalid, source.repeated_times->span, "repeated times are `first`, `second` or `rejected`");
  }
  if (source.skipped_times) {
    const std::string& word = source.skipped_times->text;
    if (word == "shifted") checked.skipped_shifted = true;
    else if (word != "rejected") scope.Report(DiagnosticKind::binding_invalid, source.skipped_times->span, "skipped times are `shifted` or `rejected`");
  }
  if (source.unique_by_key && event.key.empty()) {
    scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("event `{}` has no key to be unique by", event.name));
  }
  if (source.time_format) CheckFormat(scope, *source.time_format, true);
  if (source.unique_by_key && event.revision) {
    scope.Report(DiagnosticKind::binding_invalid, source.span,
                 fmt::format("`unique by key` says that no key comes twice, but event `{}` has a `revision`, by which a key comes again", event.name))
        .help = "take `unique by key` away";
  }
  const Zone* zone = source.time_zone ? CheckZone(scope, *source.time_zone) : nullptr;
  for (std::uint32_t i = 0; i < event.fields.size(); ++i) {
    CheckedFieldBinding field{.field = i, .column = event.fields[i].name, .format = {}, .joined = {}, .zone = nullptr, .missing = {}, .trimmed = false, .mappings = {}};
    if (source.time_format && event.fields[i].type.kind == TypeKind::instant) field.format = source.time_format->value;
    checked.fields.push_back(std::move(field));
  }
  std::set<std::uint32_t> bound;
  for (const syntax::FieldBinding& field : source.fields) {
    const auto at = FindField(event, field.field.text);
    if (!at) {
      scope.Report(DiagnosticKind::unknown_name, field.field.span,
                   fmt::format("event `{}` has no field `{}`{}", event.name, field.field.text, DidYouMean(field.field.text, FieldNames(event))));
      continue;
    }
    if (!bound.insert(*at).second) {
      scope.Report(DiagnosticKind::duplicate_name, field.field.span, fmt::format("field `{}` is bound twice", field.field.text));
      continue;
    }
    CheckField(scope, field, event.fields[*at], checked.fields[*at]);
    if (!field.joined.empty() && (ndjson || parquet)) {
      scope.Report(DiagnosticKind::binding_invalid, field.joined.front().span, "only columns of CSV can be joined").help =
          ndjson ? "write the member that holds the whole value" : "write the column that holds the whole value";
    }
    if (ndjson && !IsPath(field.column.value)) {
      scope.Report(DiagnosticKind::binding_invalid, field.column.span, "a member of NDJSON is named, and dots lead into objects: no name between them may be empty")
          .help = "write \"order\" or \"address.city\"";
    }
  }
  for (std::uint32_t i = 0; i < checked.fields.size(); ++i) {
    CheckedFieldBinding& field = checked.fields[i];
    if (field.zone == nullptr) field.zone = zone;
    for (const syntax::Text& marker : source.missing) field.missing.push_back(marker.value);
  }
  ReportNoZone(scope, source, event, checked);
  binding.events.push_back(std::move(checked));
}

// Every group a closed dimension of this name can have; empty where any text may occur.
std::vector<std::string> GroupsOf(const CheckedContract& contract, const CheckedBinding& binding, const std::string& dimension) {
  for (const CheckedEvent& event : contract.events) {
    for (const CheckedField& field : event.fields) {
      if (field.name != dimension || !field.dimension) continue;
      if (field.type.kind == TypeKind::enumeration) return field.values;
      if (field.groups != GroupsKind::roster) continue;
      std::vector<std::string> members;
      for (const auto* rosters : {&contract.rosters, &binding.rosters}) {
        for (const CheckedRoster& roster : *rosters) {
          if (roster.name != field.roster) continue;
          for (const CheckedRosterMember& member : roster.members) members.push_back(member.key);
        }
      }
      return members;
    }
  }
  return {};
}

}  // namespace

void CheckChargeBinding(Scope& scope, const syntax::ChargeBinding& source, CheckedBinding& binding) {
  const auto index = IndexByName(scope, scope.contract.charges, source.charge, "charge");
  if (!index) return;
  const CheckedCharge& charge = scope.contract.charges[*index];
  CheckedChargeValue checked{.charge = *index, .group = {}, .period = {}, .minor = 0};
  if (scope.contract.currency.code[0] == '\0') return;  // the contract's own is unknown, and reported there
  if (source.amount.currency.text != scope.contract.currency.code) {
    scope.Report(DiagnosticKind::currency_mismatch, source.amount_span,
                 fmt::format("the amount is in {}, but the contract is in {}", source.amount.currency.text, scope.contract.currency.code));
    return;
  }
  const auto minor = MinorUnits(source.amount.value, scope.contract.currency);
  if (!minor || *minor > 1'000'000'000'000'000) {
    scope.Report(DiagnosticKind::number_out_of_range, source.amount_span, "the amount has too many digits");
    return;
  }
  checked.minor = *minor;
  if (source.group_field) {
    if (source.group_field->text != charge.group) {
      scope.Report(DiagnosticKind::binding_invalid, source.group_field->span,
                   charge.group.empty() ? fmt::format("`{}` is one amount for all groups together", charge.name)
                                        : fmt::format("`{}` is paid for each `{}`, not for each `{}`", charge.name, charge.group, source.group_field->text));
      return;
    }
    if (source.group) {
      checked.group = source.group->value;
      const std::vector<std::string> known = GroupsOf(scope.contract, binding, charge.group);
      if (!known.empty() && std::find(known.begin(), known.end(), *checked.group) == known.end()) {
        scope.Report(DiagnosticKind::binding_invalid, source.group->span, fmt::format("there is no {} \"{}\"{}", charge.group, *checked.group, DidYouMean(*checked.group, known)))
            .help = "the groups are " + ListOf(known);
        return;
      }
    }
  }
  if (source.period) {
    checked.period = ParsePeriod(*source.period, charge.period);
    if (!checked.period) {
      scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("`{}` is not a {}, which `{}` is paid for", *source.period, PeriodWords(charge.period), charge.name));
      return;
    }
  }
  if (checked.period && (scope.contract.term_last < *checked.period || NextPeriod(charge.period, *checked.period) <= scope.contract.term_first)) {
    scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("{} lies outside the contract's term", *source.period));
    return;
  }
  for (const CheckedChargeValue& other : binding.charges) {
    if (other.charge != checked.charge || other.group.has_value() != checked.group.has_value() || other.period.has_value() != checked.period.has_value()) continue;
    if (other.group == checked.group && other.period == checked.period) {
      scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("`{}` is given twice for the same group and period", charge.name));
      return;
    }
  }
  binding.charges.push_back(std::move(checked));
}

namespace {

// The periods that obligations are measured over for each member of a roster.
std::set<Period> PeriodsOf(const CheckedContract& contract, const std::string& roster) {
  const auto from_roster = [&](const CheckedMetric& metric, const std::optional<std::string>& group) {
    for (const CheckedField& field : contract.events[metric.event].fields) {
      if (group && field.name == *group && field.groups == GroupsKind::roster && field.roster == roster) return true;
    }
    return false;
  };
  std::set<Period> periods;
  for (const CheckedObligation& obligation : contract.obligations) {
    if (from_roster(contract.metrics[obligation.metric], obligation.group)) periods.insert(obligation.period);
  }
  return periods;
}

void CheckRosterBinding(Scope& scope, const syntax::RosterBinding& source, CheckedBinding& binding) {
  const auto index = IndexByName(scope, scope.contract.rosters, source.roster, "roster");
  if (!index) return;
  const CheckedRoster& roster = scope.contract.rosters[*index];
  if (roster.in_contract) {
    scope.Report(DiagnosticKind::binding_invalid, source.span, fmt::format("the contract itself lists the members of `{}`", roster.name));
    return;
  }
  CheckedRoster checked = roster;
  std::set<std::string> seen;
  for (const syntax::RosterMember& member : source.members) {
    if (!seen.insert(member.key.value).second) {
      scope.Report(DiagnosticKind::duplicate_name, member.span, fmt::format("`{}` is in the roster twice", member.key.value));
      continue;
    }
    checked.members.push_back(CheckMember(scope, member));
    for (const Period& period : PeriodsOf(scope.contract, roster.name)) {
      if (!CutsPeriod(scope, checked.members.back(), period)) continue;
      ReportCutLife(scope, checked.members.back(), period, member.span);
      break;
    }
  }
  binding.rosters.push_back(std::move(checked));
}

}  // namespace

namespace {

// What must be read for the contract's metrics: their events, or the records that these are folded from.
std::set<std::uint32_t> ReadEvents(const CheckedContract& contract) {
  std::set<std::uint32_t> read;
  const auto claims = [](const CheckedObligation& obligation) { return obligation.claim.has_value(); };
  if (contract.acts && std::any_of(contract.obligations.begin(), contract.obligations.end(), claims)) read.insert(*contract.acts);
  for (const CheckedMetric& metric : contract.metrics) {
    const CheckedEvent& event = contract.events[metric.event];
    if (event.folded == Folded::no) {
      read.insert(metric.event);
      continue;
    }
    if (event.folded == Folded::buckets) continue;  // the metric they are made of is one of the contract's
    if (event.folded == Folded::ceilings) {
      read.insert(contract.ceilings[event.folded_from].records);
      continue;
    }
    if (event.folded == Folded::cases) {
      read.insert(contract.cases[event.folded_from].records);
      continue;
    }
    const CheckedTimeline& timeline = contract.timelines[event.folded_from];
    if (!timeline.buckets) read.insert(timeline.records);
    if (event.folded != Folded::timeline_pieces) continue;
    for (const CheckedTimeExclusion& exclusion : timeline.exclusions) read.insert(exclusion.records);
  }
  return read;
}

}  // namespace

CheckedBinding CheckBinding(const syntax::Binding& binding, const CheckedContract& contract, const SourceSet& sources, Diagnostics& diagnostics) {
  CheckedBinding checked;
  CheckedContract view = contract;  // a Scope may write to its contract; a binding must not change it
  Scope scope{.contract = view, .sources = sources, .diagnostics = diagnostics, .names = {}, .decisions = {}, .clause = {}};
  if (binding.reference && binding.reference->value != contract.reference) {
    scope.Report(DiagnosticKind::binding_for_other_contract, binding.reference->span,
                 fmt::format("the binding is for \"{}\", but the contract's reference is \"{}\"", binding.reference->value, contract.reference));
  }
  for (const syntax::RosterBinding& roster : binding.rosters) CheckRosterBinding(scope, roster, checked);
  for (const syntax::ChargeBinding& charge : binding.charges) CheckChargeBinding(scope, charge, checked);
  for (const syntax::EventBinding& event : binding.events) CheckEventBinding(scope, event, checked);
  for (const std::uint32_t event : ReadEvents(contract)) {
    bool bound = false;
    for (const CheckedEventBinding& one : checked.events) bound = bound || one.event == event;
    if (bound) continue;
    const std::string why = contract.acts == event ? "credits have to be claimed" : fmt::format("{} `{}` is measured", contract.events[event].kind, contract.events[event].name);
    scope.Report(DiagnosticKind::binding_incomplete, binding.title.span, fmt::format("{}, but nothing says where {} from", why, contract.acts == event ? "`acts` come" : "it comes"))
        .help = fmt::format("add:\n  {} {} from csv {{\n    time zone \"{}\"\n  }}", contract.events[event].kind, contract.events[event].name, contract.zone ? contract.zone->name() : "UTC");
  }
  for (const CheckedRoster& roster : contract.rosters) {
    bool given = roster.in_contract;
    for (const CheckedRoster& one : checked.rosters) given = given || one.name == roster.name;
    if (given) continue;
    scope.Report(DiagnosticKind::binding_incomplete, binding.title.span, fmt::format("nobody lists the members of roster `{}`", roster.name))
        .help = fmt::format("add:\n  roster {} {{ \"NAME\" from {} }}", roster.name, ToString(contract.term_first));
  }
  return checked;
}

}  // namespace slate::check
