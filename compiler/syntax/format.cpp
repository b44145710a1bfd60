#include "compiler/syntax/format.h"

#include <fmt/format.h>

#include "compiler/syntax/format_text.h"

namespace slate::syntax {
namespace {

class Printer {
 public:
  std::string Run(const Document& document) {
    for (const Conventions& module : document.conventions) Print(module);
    for (const Calendar& calendar : document.calendars) Print(calendar);
    for (std::size_t i = 0; i <= document.contracts.size(); ++i) {
      if (i > 0) Print(document.contracts[i - 1]);
      for (const Amendment& amendment : document.amendments) {
        if (amendment.contracts_before == i) Print(amendment);
      }
      Scenarios(document, i);
    }
    for (const Binding& binding : document.bindings) Print(binding);
    return std::move(out_);
  }

 private:
  void Line(std::string_view text) { out_ += fmt::format("{:{}}{}\n", "", indent_, text); }
  template <typename Body>
  void Block(const std::string& head, Body body) {
    Line(head + " {");
    indent_ += 2;
    body();
    indent_ -= 2;
    Line("}");
  }
  static std::string Title(const std::optional<Text>& title) { return title ? " " + FormatText(title->value) : ""; }
  static std::string Join(const std::vector<Identifier>& words, std::string_view between) {
    std::string text;
    for (const Identifier& word : words) text += (text.empty() ? "" : std::string(between)) + word.text;
    return text;
  }
  static std::string Texts(const std::vector<Text>& texts) {
    std::string out;
    for (const Text& text : texts) out += (out.empty() ? "" : ", ") + FormatText(text.value);
    return out;
  }
  static std::string Words(const Unevaluated& construct) {
    std::string text;
    bool glue = true;
    for (const std::string& word : construct.words) {
      const bool closes = word == "," || word == ")" || word == "]" || word == "." || word == "?";
      if (!glue && !closes) text += ' ';
      text += word;
      glue = word == "(" || word == "[" || word == ".";
    }
    return text;
  }
  void Later(const std::vector<Unevaluated>& constructs) {
    for (const Unevaluated& construct : constructs) Line(Words(construct));
  }
  static std::string Format(const Scope& scope) {
    std::string text;
    for (const Identifier& group : scope.groups) text += text.empty() ? " for each " + group.text : ", each " + group.text;
    if (scope.period) text += " each " + Join(scope.period->words, " ");
    return text;
  }
  static std::string_view Format(VerdictWord verdict) {
    switch (verdict) {
      case VerdictWord::met: return "met";
      case VerdictWord::missed: return "missed";
      case VerdictWord::not_assessed: return "not assessed";
      case VerdictWord::no_data: return "no data";
    }
    return "";
  }

  void Print(const Decision& decision) {
    std::string answer = Join(decision.answer, " ");
    if (decision.quantity) answer = ToString(decision.quantity->value) + " " + Join(decision.quantity->unit, " ");
    Line(fmt::format("decide {} is {}{}", decision.question.text, answer, Title(decision.text)));
  }

  void Print(const Conventions& module) {
    Block(fmt::format("conventions {}{}", module.name.text, Title(module.title)), [&] {
      for (const Decision& decision : module.decisions) Print(decision);
    });
  }

  void Print(const Calendar& calendar) {
    Block(fmt::format("{}calendar {}{}", number_, calendar.name.text, Title(calendar.title)), [&] {
      for (const std::string& line : FormatItems(calendar)) Line(line);
    });
  }

  void Print(const Contract& contract) {
    std::string head = "contract " + FormatText(contract.title.value);
    if (contract.reference) head += " reference " + FormatText(contract.reference->value);
    Block(head, [&] {
      for (const Party& party : contract.parties) {
        const std::string_view role = party.role == PartyRole::customer ? "customer" : party.role == PartyRole::provider ? "provider" : "party";
        Line(fmt::format("{} {} {}", role, party.name.text, FormatText(party.title.value)));
      }
      if (contract.term) Line(fmt::format("term {} {} {}", ToString(contract.term->first), contract.term->until ? "until" : "through", ToString(contract.term->last)));
      if (contract.time_zone) Line("time zone " + FormatText(contract.time_zone->value));
      if (contract.currency) Line("currency " + contract.currency->text);
      for (const CalendarUse& use : contract.calendars) Line(fmt::format("calendar {} is {}", use.name.text, Join(use.source.parts, ".")));
      if (contract.conventions) Line("conventions " + Join(contract.conventions->parts, "."));
      for (const Decision& decision : contract.decisions) Print(decision);
      Later(contract.unevaluated);
    });
    for (const Schedule& schedule : contract.schedules) {
      Block(fmt::format("schedule {}{}", schedule.letter.text, Title(schedule.title)), [&] {
        for (const Clause& clause : schedule.clauses) {
          number_ = clause.number ? clause.number->text + " " : "";
          std::visit([&](const auto& body) { Print(body); }, clause.body);
        }
      });
    }
  }

  void Print(const Amendment& amendment) {
    Block(fmt::format("amendment {}{}", amendment.number, Title(amendment.title)), [&] {
      for (const std::string& line : FormatItems(amendment)) Line(line);
    });
  }

  void Print(const std::monostate&) {}
  void Print(const Reserved&) { Line(number_ + "reserved"); }
  void Print(const Define& define) { Line(fmt::format("{}define {}{} is {}", number_, define.name.text, Title(define.title), syntax::Format(define.value))); }

  void Members(const std::vector<RosterMember>& members) {
    for (const RosterMember& member : members) {
      std::string line = FormatText(member.key.value);
      if (member.from) line += " from " + ToString(*member.from);
      if (member.last) line += fmt::format(" {} {}", member.until ? "until" : "through", ToString(*member.last));
      Line(line);
    }
  }
  void Print(const Roster& roster) {
    const std::string head = fmt::format("{}roster {}{} of {}", number_, roster.name.text, Title(roster.title), roster.of.text);
    if (roster.has_members) Block(head, [&] { Members(roster.members); });
    else Line(head);
  }
  void Print(const Charge& charge) {
    Line(fmt::format("{}charge {}{}{} : {}", number_, charge.name.text, Title(charge.title), Format(charge.scope), charge.type.text));
  }

  static std::string Format(const Groups& groups) {
    switch (groups.kind) {
      case GroupsKind::unstated: break;
      case GroupsKind::roster: return " from " + (groups.roster ? groups.roster->text : "");
      case GroupsKind::seen_since_term_began: return " seen since the term began";
      case GroupsKind::seen_in_period: return " seen in the period";
    }
    return "";
  }
  void Print(const EventField& field) {
    static constexpr std::string_view kRoles[] = {"", "key ", "dimension ", "revision ", "withdrawn ", "recorded "};
    std::string type = field.type.kind == FieldTypeKind::one_of ? "one of " + Join(field.type.values, ", ") : field.type.name.text;
    if (!field.type.unit.empty()) type += " of " + Join(field.type.unit, " ");
    if (field.type.places) type += fmt::format(" to {} places", *field.type.places);
    if (field.type.least) type += fmt::format(" at least {}", *field.type.least);
    if (field.type.optional) type += "?";
    std::string groups = Format(field.groups);
    if (field.otherwise) groups += " otherwise " + (field.otherwise->word ? field.otherwise->name : FormatText(field.otherwise->name));
    Line(fmt::format("{}{} : {}{}", kRoles[static_cast<std::size_t>(field.role)], Join(field.names, ", "), type, groups));
  }

  void Print(const Event& event) {
    Block(fmt::format("{}event {}{}", number_, event.name.text, Title(event.title)), [&] {
      if (event.no_key) Line("no key");
      for (const EventField& field : event.fields) Print(field);
      Later(event.unevaluated);
    });
  }

  static std::string Format(const ItemSource& source) {
    std::string text = source.event.text + " " + source.variable.text;
    if (source.by) text += " by " + syntax::Format(*source.by);
    return text;
  }

  static std::string Format(const Aggregate& aggregate) {
    static constexpr std::string_view kWords[] = {"ratio", "count", "sum", "average", "minimum", "maximum", "percentile", "distinct"};
    std::string text(kWords[static_cast<std::size_t>(aggregate.kind)]);
    if (aggregate.kind == AggregateKind::percentile) text = aggregate.median ? "median" : "percentile " + ToString(aggregate.percentile);
    if (aggregate.approximate && aggregate.within) text += fmt::format(" {} within {}%", aggregate.approximate->text, ToString(*aggregate.within));
    return aggregate.interpolated ? text + " interpolated" : text;
  }

  static std::string Format(const Buckets& buckets) {
    return fmt::format(" over each {}{}", Format(buckets.each), !buckets.empty_stated ? "" : ", empty " + (buckets.empty ? syntax::Format(*buckets.empty) : "left out"));
  }

  static std::string Format(const Derivation& derivation) {
    const std::string& name = derivation.metric.text;
    using enum DerivationKind;
    switch (derivation.kind) {
      case arithmetic: return derivation.value ? syntax::Format(*derivation.value) : "";
      case since_start: return name + " since start of" + (derivation.since ? " " + Join(derivation.since->words, " ") : "");
      case over_last: return fmt::format("{} over last {} periods", name, derivation.periods);
      case mean_over_last: return fmt::format("mean of {} over last {} periods", name, derivation.periods);
      case mean_over_groups: return fmt::format("mean of {} over each {}", name, derivation.group.text);
      case mean_over_buckets: return "mean of " + name + (derivation.buckets ? Format(*derivation.buckets) : "");
      case share_of_buckets: return fmt::format("share of {} {}{}", name, derivation.level ? FormatLevel(*derivation.level) : "", derivation.buckets ? Format(*derivation.buckets) : "");
      case change: return fmt::format("change of {} from {} period", name, derivation.previous.text);
    }
    return {};
  }

  void Print(const Metric& metric) {
    std::string head = fmt::format("{}metric {}{}", number_, metric.name.text, Title(metric.title));
    if (metric.facts.concern) head += " " + metric.facts.concern->text;
    if (metric.facts.timing) head += " " + metric.facts.timing->text;
    if (metric.facts.leading_for) head += " for " + metric.facts.leading_for->text;
    Block(head, [&] {
      if (metric.measure) {
        std::string line = Format(*metric.measure) + " of " + Format(metric.measure->source);
        if (metric.measure->weight) line += " weighted by " + syntax::Format(*metric.measure->weight);
        Line(line);
      }
      if (metric.share) {
        Line(fmt::format("share of {} in {}", metric.share->timeline.text, Join(metric.share->states, " or ")));
      }
      if (metric.derivation) Line("calculated as " + Format(*metric.derivation));
      if (metric.where) Line("where " + syntax::Format(*metric.where));
      if (metric.value) Line("value " + syntax::Format(*metric.value));
      if (metric.numerator) Line("numerator when " + syntax::Format(*metric.numerator));
      std::string uses;
      for (const ExclusionUse& use : metric.exclusions) {
        uses += (uses.empty() ? "" : ", ") + (use.condition ? "when " + syntax::Format(*use.condition) : use.name ? use.name->text : "");
      }
      if (!uses.empty()) Line("excluding " + uses);
      if (metric.reported) Line("reported" + Format(*metric.reported));
      Later(metric.unevaluated);
    });
  }

  void Print(const Exclusion& exclusion) {
    std::string head = fmt::format("{}exclusion {}{} of {}", number_, exclusion.name.text, Title(exclusion.title), exclusion.source.event.text);
    if (!exclusion.source.variable.text.empty()) head += " " + exclusion.source.variable.text;
    Block(head, [&] {
      if (exclusion.when) Line("when " + syntax::Format(*exclusion.when));
      if (exclusion.notice) {
        const Notice& notice = *exclusion.notice;
        Line(fmt::format("notice by {} to {} {} {} {} {}", notice.by.text, notice.to.text, notice.at_least ? "at least" : "within", Format(notice.lead),
                         notice.before ? "before" : "after", notice.moment ? syntax::Format(*notice.moment) : "start"));
      }
      if (exclusion.decider) {
        const Decider& decider = *exclusion.decider;
        Line(fmt::format("decided by {} on {} within {}, silence {}", decider.by.text, FormatText(decider.evidence.value), Format(decider.within), decider.silence.text));
      }
      if (exclusion.only_in) Line("only in " + FormatWeekHours(*exclusion.only_in));
      if (exclusion.budget) {
        const Budget& budget = *exclusion.budget;
        const std::string most = budget.percent ? ToString(*budget.percent) + "% of volume" : budget.quantity ? Format(*budget.quantity) : "";
        Line(fmt::format("at most {}{}{}", most, Format(budget.scope), budget.earliest_first ? ", earliest first" : ""));
      }
    });
  }

  static std::string Format(const Quantity& quantity) { return ToString(quantity.value) + " " + Join(quantity.unit, " "); }
  static std::string Format(const StateOrOut& state) { return state.state ? state.state->text : "left out"; }

  void Print(const Timeline& timeline) {
    Block(fmt::format("{}timeline {}{} for each {}{}", number_, timeline.name.text, Title(timeline.title), timeline.entity.text, Format(timeline.groups)), [&] {
      for (const EventField& field : timeline.fields) Print(field);
      std::string source;
      switch (timeline.source) {
        case TimelineSource::unstated: break;
        case TimelineSource::changes: source = "changes"; break;
        case TimelineSource::probes: source = "probes each " + (timeline.each ? Format(*timeline.each) : ""); break;
        case TimelineSource::buckets:
          source = fmt::format("{} over each {}", timeline.metric.text, timeline.each ? Format(*timeline.each) : "");
          if (timeline.empty) source += ", empty " + Format(*timeline.empty);
          break;
        case TimelineSource::intervals: source = "intervals, otherwise " + (timeline.otherwise ? timeline.otherwise->text : ""); break;
      }
      if (!timeline.states.empty()) Line(fmt::format("states {} from {}", Join(timeline.states, ", "), source));
      if (timeline.initially) Line("initially " + Format(*timeline.initially));
      if (timeline.consecutive) {
        const Consecutive& rule = *timeline.consecutive;
        Line(fmt::format("{} when at least {} consecutive probes fail, from {} failure", rule.state.text, rule.at_least, rule.from_first ? "first" : "last"));
      }
      if (timeline.threshold) {
        const Threshold& rule = *timeline.threshold;
        std::string line = fmt::format("{} when {}", rule.state.text, FormatLevel(rule.level));
        if (rule.at_least) line += fmt::format(" for at least {} consecutive periods", *rule.at_least);
        Line(line);
      }
      if (timeline.gaps) {
        std::string line = "gaps " + Format(timeline.gaps->state);
        if (timeline.gaps->at_most && timeline.gaps->then) line += fmt::format(" for at most {}, then {}", Format(*timeline.gaps->at_most), Format(*timeline.gaps->then));
        Line(line);
      }
    });
  }

  void Print(const Case& one) {
    Block(fmt::format("{}case {}{}", number_, one.name.text, Title(one.title)), [&] {
      for (const EventField& field : one.fields) Print(field);
      for (const std::string& line : FormatItems(one)) Line(line);
    });
  }
  void Print(const Clock& clock) {
    Block(fmt::format("{}clock {}{} of {}", number_, clock.name.text, Title(clock.title), clock.of.text), [&] {
      for (const std::string& line : FormatItems(clock)) Line(line);
    });
  }

  static std::string Format(const Consequence& consequence) {
    if (consequence.kind == ConsequenceKind::none) return "none";
    std::string from = consequence.from ? syntax::Format(*consequence.from) : "";
    if (consequence.kind == ConsequenceKind::linear) return fmt::format("linear from {} to {}", from, consequence.to ? syntax::Format(*consequence.to) : "");
    if (consequence.of) from += " of " + consequence.of->text;
    if (consequence.rate) from += Format(*consequence.rate);
    return from;
  }

  static std::string Format(const Rate& rate) {
    std::string words = " per";
    for (const Identifier& word : rate.words) words += " " + word.text;
    words += " " + (rate.step ? syntax::Format(*rate.step) : rate.unit.text);
    return rate.beyond ? fmt::format("{} {} target", words, rate.beyond->text) : words;
  }

  static std::string Format(const MissCount& count) {
    std::string words = fmt::format("{}{} {}", count.misses, count.consecutive ? " consecutive" : "", count.misses == 1 ? "miss" : "misses");
    if (count.below_minimum) words += " below minimum";
    if (count.window && count.of) words += fmt::format(" in any {} {}", *count.window, Join(count.of->words, " "));
    return words;
  }

  static std::string Format(const Cap& cap) {
    if (cap.kind == LimitKind::de_minimis) return "de minimis " + syntax::Format(cap.limit);
    if (cap.kind == LimitKind::floor) return "floor credit at " + syntax::Format(cap.limit);
    std::string line = fmt::format("cap {} at {}", cap.of_bonus ? "bonus" : "credit", syntax::Format(cap.limit));
    if (cap.each_group) line += " for each " + cap.each_group->text;
    if (cap.period) line += " each " + Join(cap.period->words, " ");
    if (cap.whole_term) line += " over the term";
    if (cap.together) line += fmt::format(", all {} together", cap.together->text);
    if (cap.order != CapOrder::unstated) line += cap.order == CapOrder::earliest_first ? ", earliest first" : ", pro rata";
    if (cap.carried_to) line += fmt::format(", {} to next {}", Join(cap.carried, " "), Join(cap.carried_to->words, " "));
    return line;
  }

  static std::string Format(const Guard& guard) {
    std::string line = fmt::format("guard {} {}", guard.metric.text, FormatLevel(guard.level));
    if (guard.no_bonus || guard.no_earn_back) line += ", else ";
    if (guard.no_bonus) line += "no bonus";
    if (guard.no_bonus && guard.no_earn_back) line += " and ";
    if (guard.no_earn_back) line += "no earn back";
    return line;
  }

  void Print(std::string_view what, const BandTable& table) {
    Block(fmt::format("{}{}{}", what, table.charge ? " of " + table.charge->text : "", table.method ? " " + table.method->text : ""), [&] {
      for (const Band& band : table.bands) Line(fmt::format("{} : {}", syntax::Format(band.interval), Format(band.consequence)));
    });
  }

  void Print(std::string_view what, const std::optional<Level>& one, const std::optional<TargetTable>& by_class) {
    if (one) Line(fmt::format("{} {}", what, FormatLevel(*one)));
    if (!by_class) return;
    Block(fmt::format("{} by {}", what, by_class->by.text), [&] {
      for (const TargetClass& each : by_class->classes) Line(FormatTarget(each));
    });
  }

  void Print(const Obligation& obligation) {
    std::string head = fmt::format("{}obligation {}{}", number_, obligation.name.text, Title(obligation.title));
    if (obligation.owed_by && obligation.owed_to) head += fmt::format(" owed by {} to {}", obligation.owed_by->text, obligation.owed_to->text);
    Block(head, [&] {
      if (obligation.measure) Line(fmt::format("measure {}{}", obligation.measure->metric.text, Format(obligation.measure->scope)));
      Print("target", obligation.target, obligation.target_by);
      Print("minimum", obligation.minimum, obligation.minimum_by);
      if (obligation.volume) Print(*obligation.volume);
      if (obligation.empty) Line(fmt::format("empty {}", Format(obligation.empty->verdict)));
      for (const Relief& relief : obligation.relief) {
        Line(relief.event && relief.item ? fmt::format("relief to the extent {} {} fails {}", relief.event->text, relief.item->text, relief.by.text)
                                         : fmt::format("relief when {} is missed", relief.by.text));
      }
      if (obligation.credit) Print("credit", *obligation.credit);
      if (obligation.repeats_span) {
        Block("repeats", [&] {
          for (const Repeat& repeat : obligation.repeats) Line(fmt::format("{} : {}", Format(repeat.when), syntax::Format(repeat.factor)));
        });
      }
      if (obligation.bonus) Print("bonus", *obligation.bonus);
      for (const Guard& guard : obligation.guards) Line(Format(guard));
      if (obligation.stack) Line(fmt::format("stack highest of all {}", obligation.stack->of.text));
      for (const Cap& cap : obligation.caps) Line(Format(cap));
      if (obligation.rounding) {
        const Rounding& rounding = *obligation.rounding;
        std::string line = "rounding " + Join(rounding.mode, " ");
        if (rounding.places) line += fmt::format(" to {} places", *rounding.places);
        if (rounding.before_caps) line += *rounding.before_caps ? " before caps" : " after caps";
        Line(line);
      }
      if (const auto& earned = obligation.earn_back) Line(fmt::format("earn back {}% when met in each of next {} assessed periods", ToString(earned->percent), earned->periods));
      if (const auto& claim = obligation.claim) {
        Line(fmt::format("claim by {} within {} after period end{}", claim->by.text, Format(claim->within), claim->lapses ? ", else lapses" : ""));
      }
      if (obligation.escalate_span) {
        Block("escalate", [&] {
          for (const Rung& rung : obligation.rungs) Line(Format(rung));
        });
      }
    });
  }

  static std::string Format(const Rung& rung) {
    std::string line = Format(rung.when);
    if (rung.may_terminate) return line + fmt::format(" : {} may terminate within {} on {} notice", rung.may_terminate->text, Format(rung.within), Format(rung.notice));
    if (!rung.to) return line + fmt::format(" : contract {} on {} notice", rung.ends.text, Format(rung.notice));
    line += fmt::format(" to {} within {}", rung.to->text, Format(rung.within));
    return rung.plan_by ? line + fmt::format(", plan by {} within {}", rung.plan_by->text, Format(rung.plan_within)) : line;
  }

  void Print(const Forum& forum) {
    Block(fmt::format("{}forum {}{}", number_, forum.name.text, Title(forum.title)), [&] {
      Line("meets each " + Join(forum.meets.words, " "));
      Line("chair " + forum.chair.text);
      std::string reviews;
      for (const ClauseNumber& clause : forum.reviews) reviews += (reviews.empty() ? "" : ", ") + clause.text;
      Line("reviews " + reviews);
    });
  }

  void Print(const Watch& watch) {
    Block(fmt::format("{}watch {}{}", number_, watch.metric.text, Format(watch.scope)), [&] {
      Line(fmt::format("{} {} to {} within {}", watch.below ? "below" : "above", syntax::Format(watch.level), watch.to.text, Format(watch.within)));
    });
  }

  static std::string Format(ListOrder order, const std::vector<Identifier>& words) {
    switch (order) {
      case ListOrder::unstated: return "";
      case ListOrder::listed: return "in " + Join(words, " ");
      case ListOrder::highest: return "highest";
      case ListOrder::earliest_first: return "earliest first";
      case ListOrder::pro_rata: return "pro rata";
    }
    return "";
  }
  void Print(const Stacking& stacking) {
    Block(fmt::format("{}stack {}{} of {}", number_, stacking.name.text, Title(stacking.title), Join(stacking.of, ", ")),
          [&] { Line(Format(stacking.order, stacking.order_words)); });
  }
  void Print(const Pool& pool) {
    Block(fmt::format("{}pool {}{} of {}", number_, pool.name.text, Title(pool.title), pool.charge.text), [&] {
      if (pool.at_risk) Line(fmt::format("at {} {}%", pool.at_word.text, ToString(*pool.at_risk)));
      for (std::size_t i = 0; i < pool.members.size();) {
        const Identifier& word = pool.members[i].word;
        std::string line;
        for (; i < pool.members.size() && pool.members[i].word.text == word.text; ++i) {
          const PoolMember& member = pool.members[i];
          line += (line.empty() ? " " : ", ") + member.obligation.text + (member.percent ? fmt::format(" {}%", ToString(*member.percent)) : "");
        }
        Line((word.text.empty() ? "covers" : word.text) + line);
      }
      if (pool.order != ListOrder::unstated) Line(Format(pool.order, pool.order_words));
    });
  }

  void Print(const Improvement& improvement) {
    Block(fmt::format("{}improvement {}{} owned by {}", number_, improvement.name.text, Title(improvement.title), improvement.owner.text), [&] {
      if (const auto& goal = improvement.goal) {
        Line(fmt::format("metric {} from {} to {} by {}", goal->metric.text, syntax::Format(goal->from), FormatLevel(goal->to), ToString(goal->by)));
      }
      for (const ImprovementAction& action : improvement.actions) {
        Line(fmt::format("action {} {} by {}", action.party.text, FormatText(action.text.value), ToString(action.by)));
      }
      if (improvement.funded) Line(fmt::format("funded by {}% of credits not earned back", ToString(improvement.funded->percent)));
      if (const auto& missed = improvement.if_missed) Line(fmt::format("if missed to {} within {}", missed->to.text, Format(missed->within)));
    });
  }

  void Print(const Recalibration& recalibration) {
    const std::string part = recalibration.part ? "." + recalibration.part->text : "";
    Block(fmt::format("{}recalibration of {}{}", number_, recalibration.obligation.text, part), [&] {
      for (const std::string& line : FormatItems(recalibration)) Line(line);
    });
  }

  void Print(const Volume& volume) {
    std::string line = fmt::format("volume at least {} {} exclusions", syntax::Format(volume.minimum), volume.after_exclusions ? "after" : "before");
    if (volume.otherwise) {
      line += ", else ";
      if (volume.otherwise->pooled_by) line += "pooled by " + Join(volume.otherwise->pooled_by->words, " ");
      else if (volume.otherwise->verdict) line += Format(*volume.otherwise->verdict);
    }
    Line(line);
  }

  void Print(const EventBinding& event) {
    Block(fmt::format("{} {} from {}", event.kind, event.event.text, event.format.text), [&] {
      if (event.delimiter) Line("delimiter " + FormatText(event.delimiter->value));
      if (event.time_zone) Line("time zone " + FormatText(event.time_zone->value));
      if (event.time_format) Line("time format " + FormatText(event.time_format->value));
      if (event.repeated_times) Line("repeated times " + event.repeated_times->text);
      if (event.skipped_times) Line("skipped times " + event.skipped_times->text);
      if (!event.missing.empty()) Line("every field missing " + Texts(event.missing));
      if (event.unique_by_key) Line("unique by key");
      for (const FieldBinding& field : event.fields) {
        std::string line = fmt::format("{} from {}", field.field.text, FormatText(field.column.value));
        for (const Text& more : field.joined) line += ", " + FormatText(more.value);
        if (field.format) line += " format " + FormatText(field.format->value);
        if (field.zone) line += " zone " + FormatText(field.zone->value);
        if (!field.missing.empty()) line += " missing " + Texts(field.missing);
        if (field.trimmed) line += " trimmed";
        if (field.mappings.empty()) Line(line);
        else Block(line, [&] {
          for (const ValueMapping& mapping : field.mappings) Line(fmt::format("{} is {}", FormatText(mapping.source.value), mapping.value.text));
        });
      }
    });
  }

  void Print(const Binding& binding) {
    std::string head = "binding " + FormatText(binding.title.value);
    if (binding.reference) head += " for " + FormatText(binding.reference->value);
    Block(head, [&] {
      for (const RosterBinding& roster : binding.rosters) Block("roster " + roster.roster.text, [&] { Members(roster.members); });
      for (const ChargeBinding& charge : binding.charges) Line("charge " + Format(charge));
      for (const EventBinding& event : binding.events) Print(event);
    });
  }

  static std::string ForGroup(const std::optional<Identifier>& field, const std::optional<Text>& group) {
    return field && group ? fmt::format(" for {} {}", field->text, FormatText(group->value)) : std::string();
  }
  static std::string Format(const ChargeBinding& charge) {
    return fmt::format("{} {}{}{}", charge.charge.text, FormatMoney(charge.amount), ForGroup(charge.group_field, charge.group),
                       charge.period ? " in " + *charge.period : "");
  }

  static std::string Format(const std::vector<RecordField>& fields) {
    std::string text;
    for (const RecordField& field : fields) {
      text += text.empty() ? " { " : ", ";
      if (field.as_above) text += "as above";
      else if (const auto* verdict = std::get_if<VerdictWord>(&field.value)) text += fmt::format("{}: {}", field.name.text, Format(*verdict));
      else if (const auto* interval = std::get_if<Interval>(&field.value)) text += fmt::format("{}: {}", field.name.text, syntax::Format(*interval));
      else text += fmt::format("{}: {}", field.name.text, syntax::Format(std::get<Expression>(field.value)));
    }
    return text + " }";
  }
  void Print(const ChargeBinding& given) { Line("given " + Format(given)); }
  void Print(const GivenRecords& given) {
    Line(fmt::format("given {}{}{}{}", given.count ? ToString(*given.count) + " " : "", given.event.text, ForGroup(given.group_field, given.group),
                     Format(given.fields)));
  }
  void Print(const ExpectedResult& expected) {
    Line(fmt::format("expect {}{}{}{}{}", expected.name.text, Title(expected.item), ForGroup(expected.group_field, expected.group),
                     expected.period ? " in " + expected.period->value : "", Format(expected.fields)));
  }
  // Those that belong to the contract just printed: they must follow it when the text is read back.
  void Scenarios(const Document& document, std::size_t contracts_before) {
    for (const Scenario& scenario : document.scenarios) {
      if (scenario.contracts_before != contracts_before) continue;
      Block("scenario " + FormatText(scenario.title.value), [&] {
        for (const ScenarioItem& item : scenario.items) std::visit([&](const auto& one) { Print(one); }, item);
      });
    }
  }

  std::string out_, number_;
  int indent_ = 0;
};

}  // namespace

std::string Format(const Document& document) { return Printer().Run(document); }

}  // namespace slate::syntax
