// Recalibrations: the rule by which reviews move a target, and, for every level that it can come to, the tables written from the target.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/governance.h"
#include "compiler/check/incentives.h"
#include "compiler/check/proofs.h"
#include "compiler/check/targets.h"

namespace slate::check {
namespace {

// Each level has tables of its own, which are proven and compiled: a fixed step of 0.1 pp over 10 pp has a hundred.
constexpr std::size_t kMostLevels = 200;

class Checking {
 public:
  Checking(Scope& scope, const syntax::Recalibration& source, const syntax::Obligation& owed, CheckedObligation& obligation)
      : scope_(scope), source_(source), owed_(owed), obligation_(obligation), measured_(scope.contract.metrics[obligation.metric].measured) {
    using enum CheckedLevel::Direction;
    const auto direction = obligation.target.direction;
    checked_.clause = scope.clause;
    checked_.span = source.span;
    checked_.move.more_is_harder = direction == at_least || direction == more_than;
  }

  void Run() {
    if (!CanMove() || !Complete()) return;
    bool sound = CheckRule(*source_.rule);
    sound = CheckRange(*source_.range) && sound;
    sound = (!source_.approved || CheckApproved(*source_.approved)) && sound;
    sound = CheckEffective(*source_.effective) && sound;
    if (sound && CheckReviews() && CheckLevels()) obligation_.recalibration = std::move(checked_);
  }

 private:
  bool Invalid(Span span, std::string message, std::string help) {
    scope_.Report(DiagnosticKind::recalibration_invalid, span, std::move(message)).help = std::move(help);
    return false;
  }

  bool CanMove() {
    if (!source_.part || source_.part->text != "target") {
      const Span span = source_.part ? source_.part->span : source_.obligation.span;
      return Invalid(span, "what is recalibrated is the target of an obligation", fmt::format("write `recalibration of {}.target`", obligation_.name));
    }
    if (obligation_.recalibration) {
      scope_.Report(DiagnosticKind::clause_repeated, source_.obligation.span, fmt::format("the target of `{}` is recalibrated twice", obligation_.name)).notes.push_back({obligation_.recalibration->span, "here already"});
      return false;
    }
    if (!obligation_.classes.empty()) {
      return Invalid(source_.obligation.span, fmt::format("`{}` has a target for each class, and a recalibration moves one", obligation_.name), "let an obligation of its own owe the class whose target shall move");
    }
    if (obligation_.by_month) {
      return Invalid(source_.obligation.span, fmt::format("`{}` has a target or a minimum by month, and a recalibration moves one that holds all year", obligation_.name),
                     "let an obligation of its own owe what a recalibration shall move, with one target, or leave the recalibration out");
    }
    if (!obligation_.versions.empty()) {
      return Invalid(source_.obligation.span, fmt::format("the target of `{}` is amended, and a recalibration moves it too", obligation_.name),
                     "let one of the two say which target holds: an amendment can't know to what reviews will have moved it");
    }
    if (obligation_.period.kind == PeriodKind::rolling) {
      return Invalid(source_.obligation.span, fmt::format("the windows of `{}` overlap, so a new target would cut them", obligation_.name), "measure the obligation over periods that do not overlap, such as each `calendar month`");
    }
    return true;
  }

  // All that is missing in one message, with a block to paste.
  bool Complete() {
    std::string missing;
    const std::string_view sign = checked_.move.more_is_harder ? "+" : "-";
    if (!source_.rule) missing += fmt::format("\n  ratchet {}0.1 pp each calendar quarter when met in each of last 3 {}s", sign, PeriodWords(obligation_.period));
    if (!source_.range) missing += "\n  range [97%, 98.5%] step at most 0.5 pp";
    if (!source_.effective) missing += "\n  effective from start of next calendar quarter";
    if (missing.empty()) return true;
    return Invalid(source_.span, fmt::format("the recalibration of `{}` does not say all that it must: how the target moves, within which range, and from when on a new one holds", obligation_.name), "add:" + missing);
  }

  bool CheckRule(const syntax::RecalibrationRule& rule) {
    checked_.text = OneLine(scope_.sources.Text(rule.span));
    const auto each = CheckPeriodApart(scope_, rule.each, "one period would be reviewed several times");
    if (each) checked_.each = *each;
    bool sound = each && CheckMove(rule);
    sound = CheckSteps(rule) && sound;
    if (rule.when) sound = CheckWhen(*rule.when) && sound;
    if (rule.when || rule.kind == syntax::RecalibrationKind::reached) AskForUnassessed(rule.when ? rule.when->span : rule.last.span);
    return sound;
  }

  bool CheckMove(const syntax::RecalibrationRule& rule) {
    const bool mean = rule.of.text == "mean";
    const std::string_view known = mean ? "reset" : "ratchet";
    if (rule.word.text != known) {
      return Invalid(rule.word.span, fmt::format("`{}` is not how a target is moved so", rule.word.text),
                     mean ? "a mean may make it easier too: write `reset to mean of ...`" : "write `ratchet ...`, which makes it harder or leaves it");
    }
    settle::TargetMove& move = checked_.move;
    switch (rule.kind) {
      case syntax::RecalibrationKind::step: {
        move.kind = settle::MoveKind::step;
        const auto step = CheckDifference(rule.level);
        if (!step) return false;
        move.step = *step;
        if (rule.minus != move.more_is_harder) return true;
        return Invalid(rule.span, fmt::format("the target is `{}`, so this would make it easier, and a ratchet makes it harder", OneLine(scope_.sources.Text(obligation_.target.span))),
                       fmt::format("write `ratchet {}{}`", rule.minus ? "+" : "-", OneLine(scope_.sources.Text(rule.level.span))));
      }
      case syntax::RecalibrationKind::share_of_gap: {
        move.kind = settle::MoveKind::share_of_gap;
        if (!Is(rule.of, {"gap"})) return false;
        const auto share = Divide(FromDecimal(rule.percent), Ratio{100, 1});
        if (!share || share->numerator <= 0 || Compare(*share, Ratio{1, 1}) > 0) {
          return Invalid(rule.span, "a ratchet takes a share of the gap: more than 0%, at most 100%", "write `ratchet 10% of gap to 100% in steps of 0.01 pp each contract year`");
        }
        const auto towards = CheckLevel(scope_, rule.level, measured_, nullptr);
        if (!towards) return false;
        move.share = *share;
        move.towards = *towards;
        const auto order = Compare(*towards, obligation_.target.level);
        if (checked_.move.more_is_harder ? order > 0 : order < 0) return true;
        return Invalid(rule.level.span, fmt::format("there is no gap from the target `{}` to this level", OneLine(scope_.sources.Text(obligation_.target.span))), "name a level that is harder to reach than the target");
      }
      case syntax::RecalibrationKind::reached:
        move.kind = mean ? settle::MoveKind::mean : settle::MoveKind::best;
        checked_.reached_in = rule.last.count;
        return Is(rule.of, {"best", "mean"}) && CheckLast(rule.last);
    }
    return false;
  }

  bool Is(const syntax::Identifier& word, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), word.text) != known.end()) return true;
    scope_.Report(DiagnosticKind::unexpected_text, word.span, fmt::format("a target can't be moved by `{}`{}", word.text, DidYouMean(word.text, known)))
        .help = "write `ratchet 10% of gap to 100%`, `ratchet to best of last 12 calendar months`, or `reset to mean of last 12 calendar months`";
    return false;
  }

  // How far a target moves: percentage points of a percentage, else a quantity like what is measured.
  std::optional<Ratio> CheckDifference(const syntax::Expression& expression) {
    MeasuredType type = measured_;
    if (type.kind == TypeKind::ratio) type.kind = TypeKind::points;
    const auto difference = CheckLevel(scope_, expression, type, nullptr);
    if (difference && difference->numerator > 0) return difference;
    if (difference) Invalid(expression.span, "a target moves by more than nothing", fmt::format("write a step such as `{}`", type.kind == TypeKind::points ? "0.1 pp" : LevelExample(type)));
    return std::nullopt;
  }

  // What new targets are multiples of, where they are not so anyway.
  bool CheckSteps(const syntax::RecalibrationRule& rule) {
    if (rule.kind == syntax::RecalibrationKind::step) return !rule.steps || Invalid(rule.steps->span, "a fixed step needs no other", "take `in steps of` out");
    if (!rule.steps) return Invalid(rule.span, "nothing says to what a new target is rounded", "write `in steps of 0.1 pp` behind it: it is rounded to the easier side");
    const auto steps = CheckDifference(*rule.steps);
    if (steps) checked_.move.steps = *steps;
    return steps.has_value();
  }

  bool CheckLast(const syntax::LastPeriods& last) {
    if (last.count < 1 || last.count > kMostPeriods) return Invalid(last.span, fmt::format("a review looks at the last 1 to {} periods", kMostPeriods), fmt::format("write `last 3 {}s`", PeriodWords(obligation_.period)));
    const auto period = CheckPeriod(scope_, Singular(last.periods));
    if (!period) return false;
    if (*period == obligation_.period) return true;
    scope_.Report(DiagnosticKind::type_mismatch, last.periods.span, fmt::format("`{}` is measured each {}, so a review looks at those", obligation_.name, PeriodWords(obligation_.period)))
        .help = fmt::format("write `last {} {}s`", last.count, PeriodWords(obligation_.period));
    return false;
  }

  bool CheckWhen(const syntax::MetInEach& when) {
    checked_.met_in = when.last.count;
    const bool sound = CheckLast(when.last);
    if (when.every) return NamesGroup(scope_, obligation_, *when.every, "recalibration") && sound;
    if (!obligation_.group) return sound;
    scope_.Report(DiagnosticKind::undecided, when.span, fmt::format("`{}` is measured for each {}, and nothing says which of them must have met it", obligation_.name, *obligation_.group))
        .help = fmt::format("write `when met at every {} in each of last {} {}s`", *obligation_.group, when.last.count, PeriodWords(obligation_.period));
    return false;
  }

  void AskForUnassessed(Span span) {
    const Decided* unassessed = Ask(scope_, "unassessed_review", span);
    if (unassessed == nullptr) {
      scope_.Report(DiagnosticKind::undecided, span, "nothing says what becomes of the target where one of these periods was not assessed, or had no data").help =
          "put `decide unassessed_review is fails` (or `left_out`) into the header, or name conventions that decide it";
    }
    checked_.unassessed_left_out = unassessed != nullptr && unassessed->answer == "left_out";
  }

  bool CheckRange(const syntax::RecalibrationRange& range) {
    settle::TargetMove& move = checked_.move;
    const auto least = CheckLevel(scope_, *range.levels.lower, measured_, nullptr), most = CheckLevel(scope_, *range.levels.upper, measured_, nullptr);
    const auto at_most = range.at_most ? CheckDifference(*range.at_most) : std::nullopt;
    if (!least || !most || (range.at_most && !at_most)) return false;
    move.least = *least;
    move.most = *most;
    move.at_most = at_most;
    const std::string written = OneLine(scope_.sources.Text(range.levels.span));
    if (!range.levels.lower_inclusive || !range.levels.upper_inclusive) {
      return Invalid(range.levels.span, "both ends of the range are targets that can come to hold", fmt::format("write `range [{}, {}]`", scope_.sources.Text(range.levels.lower->span), scope_.sources.Text(range.levels.upper->span)));
    }
    if (Compare(*most, *least) < 0) return Invalid(range.levels.span, fmt::format("the ends of {} are the wrong way round", written), "write the lower level first");
    const bool share = measured_.kind == TypeKind::ratio || measured_.kind == TypeKind::points;
    if (share && (Compare(*least, measured_.least) < 0 || Compare(measured_.most, *most) < 0)) {
      return Invalid(range.levels.span, fmt::format("not every target in {} can be met", written), fmt::format("all values of `{}` lie within a smaller range", scope_.contract.metrics[obligation_.metric].name));
    }
    const Ratio& target = obligation_.target.level;
    if (Compare(target, *least) < 0 || Compare(*most, target) < 0) {
      return Invalid(range.levels.span, fmt::format("the target that was agreed, `{}`, lies outside {}", OneLine(scope_.sources.Text(obligation_.target.span)), written), "let the range hold it");
    }
    if (checked_.move.kind == settle::MoveKind::step && at_most && Compare(*at_most, move.step) < 0) {
      return Invalid(range.span, "each step is larger than the range lets a review move the target", "lower the step, or raise `step at most`");
    }
    return true;
  }

  bool CheckApproved(const syntax::RecalibrationApproval& approved) {
    bool sound = true;
    for (const syntax::Identifier& party : approved.by) {
      sound = scope_.Find(party, NameKind::party) != nullptr && sound;
      if (std::find(checked_.approvers.begin(), checked_.approvers.end(), party.text) != checked_.approvers.end()) {
        scope_.Report(DiagnosticKind::clause_repeated, party.span, fmt::format("`{}` is named twice", party.text)).help = "each party approves once";
        sound = false;
      }
      checked_.approvers.push_back(party.text);
    }
    const auto within = CheckWithin(scope_, approved.within);
    if (within) checked_.within = *within;
    std::string words;
    for (const syntax::Identifier& word : approved.silence) words += (words.empty() ? "" : " ") + word.text;
    checked_.silence_accepts = words == "accepts";
    if (words == "accepts" || words == "refuses" || words == "keeps target") return sound && within;
    scope_.Report(DiagnosticKind::undecided, approved.span, "nothing says what holds when a party does not answer in time").help = "end with `, silence keeps target`, or `, silence accepts`";
    return false;
  }

  // A new target never holds for a part of a measured period.
  bool CheckEffective(const syntax::RecalibrationEffect& effective) {
    const auto next = CheckPeriodApart(scope_, effective.next, "a target would begin to hold several times");
    if (!next) return false;
    checked_.effective = *next;
    const CheckedContract& contract = scope_.contract;
    for (Date day = NextPeriod(*next, contract.term_first); day <= contract.term_last; day = NextPeriod(*next, day)) {
      if (PeriodStart(obligation_.period, day) == day) continue;
      return Invalid(effective.span, fmt::format("{} begins on {}, which lies inside {} {}, by which `{}` is measured", PeriodName(*next, day), ToString(day), PeriodWords(obligation_.period), PeriodName(obligation_.period, day), obligation_.name),
                     fmt::format("write `effective from start of next {}`", PeriodWords(obligation_.period)));
    }
    return true;
  }

  // What a review looks at must be known by then.
  bool CheckReviews() {
    const auto& volume = obligation_.volume;
    if (!volume || !volume->pooled_by || !IsLonger(*volume->pooled_by, checked_.each)) return true;
    return Invalid(source_.rule->span, fmt::format("periods below the volume are pooled by {}, and a review each {} would come before that is known", PeriodWords(*volume->pooled_by), PeriodWords(checked_.each)),
                   fmt::format("review it each {}", PeriodWords(*volume->pooled_by)));
  }

  std::size_t Reviews() const {
    const CheckedContract& contract = scope_.contract;
    std::size_t reviews = 0;
    for (Date day = NextPeriod(checked_.each, contract.term_first); day <= contract.term_last; day = NextPeriod(checked_.each, day)) ++reviews;
    return reviews;
  }

  bool CheckLevels() {
    const Ratio& target = obligation_.target.level;
    const std::size_t reviews = Reviews();
    if (reviews == 0) return Invalid(source_.rule->each.span, fmt::format("no {} ends before the term does, so the target is never reviewed", PeriodWords(checked_.each)), "review it more often, or take the recalibration out");
    const auto levels = LevelsOf(checked_.move, Exact(target.numerator, target.denominator), reviews, kMostLevels);
    if (!levels) {
      return Invalid(source_.span, fmt::format("the target can come to more than {} levels, and the tables are proven at each", kMostLevels), "let it move in larger steps, or over a smaller range");
    }
    if (levels->size() == 1) {
      return Invalid(source_.span, fmt::format("the target can never move from `{}`", OneLine(scope_.sources.Text(obligation_.target.span))), "let the range reach beyond it, or take the recalibration out");
    }
    for (const Exact& level : *levels) {
      const auto exact = level.ToRatio();
      constexpr Int128 kLimit = static_cast<Int128>(1) << 62;  // plan/verify.cpp
      if (!exact || exact->numerator >= kLimit || exact->numerator <= -kLimit || exact->denominator >= kLimit) {
        return Invalid(source_.rule->span, "the target would come to levels with too many digits to compare with", "round it: `in steps of 0.01 pp`");
      }
      const std::size_t errors = scope_.diagnostics.ErrorCount();
      CheckedLevel at = obligation_.target;
      at.level = *exact;
      checked_.levels.push_back(CheckTablesAt(scope_, owed_, at, obligation_));
      if (scope_.diagnostics.ErrorCount() == errors) continue;
      if (checked_.levels.size() == 1) return false;  // the tables have a problem of their own
      return Invalid(owed_.credit ? owed_.credit->span : obligation_.span, fmt::format("the tables of `{}` do not fit its target any more once a recalibration has moved it to {}", obligation_.name, ValueText(scope_, *exact, obligation_)),
                     "write their bounds from `target`: `[target, 100%] : none  [90%, target) : 5%`");
    }
    return true;
  }

  Scope& scope_;
  const syntax::Recalibration& source_;
  const syntax::Obligation& owed_;
  CheckedObligation& obligation_;
  const MeasuredType& measured_;
  CheckedRecalibration checked_;
};

}  // namespace

void CheckRecalibration(Scope& scope, const syntax::Recalibration& source) {
  const Declaration* found = scope.Find(source.obligation, NameKind::obligation);
  if (found == nullptr || found->body == nullptr) return;
  const auto* owed = std::get_if<syntax::Obligation>(found->body);
  const auto at = std::find_if(scope.contract.obligations.begin(), scope.contract.obligations.end(), [&](const CheckedObligation& one) { return one.name == source.obligation.text; });
  if (owed == nullptr || at == scope.contract.obligations.end()) return;  // its own problems were told
  Checking(scope, source, *owed, *at).Run();
}

}  // namespace slate::check
