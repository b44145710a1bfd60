#include "compiler/check/scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <climits>

#include "compiler/check/amendment.h"
#include "compiler/check/declarations.h"
#include "compiler/check/expressions.h"

namespace slate::check {

std::string_view Describe(NameKind kind) {
  switch (kind) {
    case NameKind::party: return "a party";
    case NameKind::define: return "a Defined Term";
    case NameKind::roster: return "a roster";
    case NameKind::charge: return "a charge";
    case NameKind::event: return "an event";
    case NameKind::timeline: return "a timeline";
    case NameKind::case_clause: return "a case";
    case NameKind::clock: return "a clock";
    case NameKind::metric: return "a metric";
    case NameKind::exclusion: return "an exclusion";
    case NameKind::obligation: return "an obligation";
    case NameKind::stacking: return "a stacking clause";
    case NameKind::pool: return "a pool";
    case NameKind::calendar: return "a calendar";
    case NameKind::forum: return "a forum";
    case NameKind::improvement: return "an improvement";
    case NameKind::unevaluated: return "a construct that is not evaluated yet";
  }
  return "";
}

namespace {

bool IsNamePart(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t after = at + word.size();
    if ((at == 0 || !IsNamePart(text[at - 1])) && (after == text.size() || !IsNamePart(text[after]))) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> Scope::NamesOf(NameKind kind) const {
  std::vector<std::string> list;
  for (const auto& [name, declaration] : names) {
    if (declaration.kind == kind) list.push_back(name);
  }
  return list;
}

Declaration* Scope::Find(const syntax::Identifier& name, NameKind wanted) {
  if (name.text.empty()) return nullptr;  // left by recovery, reported there
  const auto found = names.find(name.text);
  if (found == names.end() && std::any_of(unread.begin(), unread.end(), [&](Span clause) { return HasWord(sources.Text(clause), name.text); })) return nullptr;
  if (found == names.end()) {
    const std::vector<std::string> candidates = NamesOf(wanted);
    Diagnostic& problem = Report(DiagnosticKind::unknown_name, name.span,
                                 fmt::format("nothing here is called `{}`{}", name.text, DidYouMean(name.text, candidates)));
    problem.help = candidates.empty() ? fmt::format("{} must be declared before it can be used", Describe(wanted))
                                      : fmt::format("{} is needed here: {}", Describe(wanted), ListOf(candidates, "or"));
    return nullptr;
  }
  if (found->second.kind == NameKind::unevaluated) return nullptr;  // reported where it is declared
  if (found->second.kind != wanted) {
    Diagnostic& problem =
        Report(DiagnosticKind::wrong_kind_of_name, name.span,
               fmt::format("`{}` is {}, but {} is needed here", name.text, Describe(found->second.kind), Describe(wanted)));
    problem.notes.push_back({found->second.span, "declared here"});
    return nullptr;
  }
  found->second.used = true;
  return &found->second;
}

void Scope::NotEvaluatedYet(Span span, std::string_view construct) {
  Report(DiagnosticKind::not_evaluated_yet, span,
         fmt::format("{} is part of the language, but this version does not measure or settle it yet", construct))
      .help = "take the clause out to evaluate the rest; nothing is guessed in its place";
}

namespace {

std::string Words(const std::vector<syntax::Identifier>& words) {
  std::string text;
  for (const syntax::Identifier& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

// A month that begins on the 31st has no such day to begin on in June.
void CheckMonthEnd(Scope& scope, const Period& period, Span span) {
  if (!NeedsMonthEnd(period) || Ask(scope, "month_end", span) != nullptr) return;
  scope.Report(DiagnosticKind::undecided, span, fmt::format("a {} begins on a day that some months don't have, and nothing says when it begins there", PeriodWords(period)))
      .help = "put `decide month_end is clamped` into the header (it begins on the month's last day), or name conventions that do";
}

constexpr std::string_view kBillingExample = "billing month from day 15", kRollingExample = "rolling 30 days evaluated each day";

// The number that is written as one of a period's words; more than any period has where it is too long to read.
int NumberIn(const syntax::PeriodName& name, std::size_t word) {
  const std::string& text = name.words[word].text;
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() ? value : INT_MAX;
}

std::optional<Period> CheckBillingMonth(Scope& scope, const syntax::PeriodName& name, const std::string& words) {
  if (!words.starts_with("billing month from day ") || name.words.size() != 5) {
    scope.Report(DiagnosticKind::undecided, name.span, "a billing month begins on one day of the month, and this one does not say on which")
        .help = fmt::format("write `{}`", kBillingExample);
    return std::nullopt;
  }
  const int day = NumberIn(name, 4);
  if (day < 1 || day > 31) {
    scope.Report(DiagnosticKind::number_out_of_range, name.words[4].span, fmt::format("no month has a day {}", name.words[4].text))
        .help = "a billing month begins on a day from 1 to 31; where the month is shorter, on its last day";
    return std::nullopt;
  }
  const Period period{.kind = PeriodKind::billing_month, .day = day};
  CheckMonthEnd(scope, period, name.span);
  return period;
}

std::optional<Period> CheckRolling(Scope& scope, const syntax::PeriodName& name) {
  constexpr int kMostDays = 3660;
  const bool days = name.words.size() >= 3 && (name.words[2].text == "days" || name.words[2].text == "day");
  const bool each_day = name.words.size() == 6 && name.words[3].text == "evaluated" && name.words[5].text == "day";
  if (!days || (name.words.size() > 3 && !each_day)) {
    scope.Report(DiagnosticKind::unknown_period, name.span, fmt::format("a rolling window is so many days long and seen from each day, not `{}`", Words(name.words)))
        .help = fmt::format("write `{}`", kRollingExample);
    return std::nullopt;
  }
  const int length = NumberIn(name, 1);
  if (length < 2 || length > kMostDays) {
    scope.Report(DiagnosticKind::number_out_of_range, name.words[1].span, fmt::format("a rolling window has 2 to {} days, not {}", kMostDays, name.words[1].text))
        .help = fmt::format("write `{}`; a window of one day is `day`", kRollingExample);
    return std::nullopt;
  }
  if (!each_day) {
    scope.Report(DiagnosticKind::undecided, name.span, "the rolling window does not say when it is looked at")
        .help = fmt::format("add `evaluated each day`: each day has a result of its own, over the {} days that end with it", length);
    return std::nullopt;
  }
  return Period{.kind = PeriodKind::rolling, .length = length};
}

}  // namespace

std::optional<Period> CheckPeriod(Scope& scope, const syntax::PeriodName& name) {
  using enum PeriodKind;
  const std::string words = Words(name.words);
  std::vector<std::string> known;
  for (const PeriodKind kind : {day, iso_week, calendar_month, calendar_quarter, calendar_year, contract_month, contract_quarter, contract_year}) {
    const bool anchored = kind == contract_month || kind == contract_quarter || kind == contract_year;
    const Period period{.kind = kind, .anchor = anchored ? scope.contract.term_first : Date{}};
    known.push_back(PeriodWords(period));
    if (words != known.back()) continue;
    CheckMonthEnd(scope, period, name.span);
    return period;
  }
  if (words.starts_with("billing month")) return CheckBillingMonth(scope, name, words);
  if (words.starts_with("rolling")) return CheckRolling(scope, name);
  known.insert(known.end(), {std::string(kBillingExample), std::string(kRollingExample)});
  std::string guess = Nearest(words, known);
  if (guess.empty()) guess = Nearest("calendar " + words, known);
  scope.Report(DiagnosticKind::unknown_period, name.span,
               fmt::format("there is no period `{}`{}", words, guess.empty() ? "" : fmt::format("; did you mean `{}`?", guess)))
      .help = "periods are " + ListOf(known);
  return std::nullopt;
}

std::optional<Period> CheckPeriodApart(Scope& scope, const syntax::PeriodName& name, std::string_view why) {
  const auto period = CheckPeriod(scope, name);
  if (!period || period->kind != PeriodKind::rolling) return period;
  scope.Report(DiagnosticKind::type_mismatch, name.span, fmt::format("windows of {} days seen from each day overlap: {}", period->length, why))
      .help = "name a period that ends before the next one begins, such as `calendar month`";
  return std::nullopt;
}

void CheckStraddling(Scope& scope, const Period& longer, const Period& shorter, std::string_view what, Span span) {
  if (!IsLonger(longer, shorter) || ConsistsOf(longer, shorter) || Ask(scope, "straddling_period", span) != nullptr) return;
  scope.Report(DiagnosticKind::undecided, span,
               fmt::format("a {} does not consist of whole periods of one {}, and nothing says which {} a period belongs to that lies in two of them",
                           PeriodWords(longer), PeriodWords(shorter), what))
      .help = "put `decide straddling_period is last_day` into the header (the one that holds its last day), name conventions that do, or choose a period made of whole ones";
}

std::optional<syntax::Identifier> SingleGroup(Scope& scope, const syntax::Scope& of) {
  if (of.groups.empty()) return std::nullopt;
  if (of.groups.size() > 1) scope.NotEvaluatedYet(of.span, "a scope over two dimensions at once");
  return of.groups.front();
}

std::optional<Ratio> CheckRatio(Scope& scope, const syntax::Expression& expression, const Ratio* target) {
  if (const auto* percent = std::get_if<syntax::PercentLiteral>(&expression.form)) {
    return MakeRatio(FromDecimal(percent->value).numerator, FromDecimal(percent->value).denominator * 100);
  }
  if (const auto* path = std::get_if<syntax::PathExpression>(&expression.form); path && path->parts.size() == 1) {
    if (target != nullptr && path->parts[0].text == "target") return *target;
    if (path->parts[0].text == "target") {
      scope.Report(DiagnosticKind::unknown_name, expression.span, "`target` is named, but the obligation has no target");
      return std::nullopt;
    }
    Declaration* declaration = scope.Find(path->parts[0], NameKind::define);
    if (declaration == nullptr) return std::nullopt;
    const auto* define = std::get_if<syntax::Define>(declaration->body);
    if (define == nullptr) return std::nullopt;
    if (declaration->resolving) {
      scope.Report(DiagnosticKind::circular_definition, expression.span,
                   fmt::format("`{}` is defined by itself", path->parts[0].text));
      return std::nullopt;
    }
    const syntax::Expression& in_force = TermWithoutItem(scope, *define, expression.span);
    declaration->resolving = true;
    const InClause declaring(scope, declaration->clause);
    std::optional<Ratio> value = CheckRatio(scope, in_force, nullptr);
    declaration->resolving = false;
    return value;
  }
  if (std::holds_alternative<syntax::MissingExpression>(expression.form)) return std::nullopt;
  scope.Report(DiagnosticKind::type_mismatch, expression.span,
               fmt::format("`{}` is not a percentage", scope.sources.Text(expression.span)))
      .help = "write a percentage such as `98%`, or a Defined Term for one";
  return std::nullopt;
}

std::optional<Ratio> CheckMoney(Scope& scope, const syntax::Expression& expression) {
  if (std::holds_alternative<syntax::MissingExpression>(expression.form)) return std::nullopt;
  const auto* money = std::get_if<syntax::MoneyLiteral>(&expression.form);
  if (money == nullptr) {
    scope.Report(DiagnosticKind::type_mismatch, expression.span,
                 fmt::format("`{}` is not an amount of money", scope.sources.Text(expression.span)))
        .help = fmt::format("write an amount such as `{} 1,000`", scope.contract.currency.code);
    return std::nullopt;
  }
  if (money->currency.text != scope.contract.currency.code) {
    scope.Report(DiagnosticKind::currency_mismatch, money->currency.span,
                 fmt::format("the amount is in {}, but the contract is in {}", money->currency.text,
                             scope.contract.currency.code))
        .help = "a contract settles in one currency; no rate is assumed";
    return std::nullopt;
  }
  if (!MinorUnits(money->value, scope.contract.currency)) {
    scope.Report(DiagnosticKind::number_out_of_range, expression.span,
                 fmt::format("`{}` has more digits than {} can pay", scope.sources.Text(expression.span), money->currency.text));
    return std::nullopt;
  }
  return FromDecimal(money->value);
}

std::optional<VerdictWord> VerdictFromWords(std::string_view words) {
  if (words == "met") return VerdictWord::met;
  if (words == "missed") return VerdictWord::missed;
  if (words == "not assessed" || words == "not_assessed") return VerdictWord::not_assessed;
  if (words == "no data" || words == "no_data") return VerdictWord::no_data;
  return std::nullopt;
}

}  // namespace slate::check
