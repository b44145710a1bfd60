// What several obligations share of a charge: how much is at risk, what of it is allocated to whom, and whose credits
// it cuts.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "compiler/check/declarations.h"
#include "compiler/check/joint.h"

namespace slate::check {
namespace {

// A percentage above 0%, at most 100%; nothing after reporting.
std::optional<Ratio> CheckPart(Scope& scope, const Decimal& percent, Span span, std::string message, std::string help) {
  const auto part = Divide(FromDecimal(percent), Ratio{100, 1});
  if (part && part->numerator > 0 && Compare(*part, Ratio{1, 1}) <= 0) return part;
  scope.Report(DiagnosticKind::number_out_of_range, span, std::move(message)).help = std::move(help);
  return std::nullopt;
}

void CheckAtRisk(Scope& scope, const syntax::Pool& source, CheckedPool& pool) {
  pool.at_risk = Ratio{1, 1};
  if (!source.at_risk) {
    scope
        .Report(DiagnosticKind::undecided, source.name.span,
                fmt::format("nothing says how much of `{}` is at risk", source.charge.text))
        .help = "add `at risk 12%`";
    return;
  }
  if (source.at_word.text != "risk") {
    scope
        .Report(DiagnosticKind::type_mismatch, source.at_word.span,
                fmt::format("`at {}` says nothing here", source.at_word.text))
        .help = fmt::format("write `at risk {}%`", ToString(*source.at_risk));
  }
  if (const auto part =
          CheckPart(scope, *source.at_risk, *source.at_risk_span,
                    "what is at risk is a part of the charge: more than 0%, at most 100%", "write `at risk 12%`"))
    pool.at_risk = *part;
  if (Ask(scope, "cap_rounding", *source.at_risk_span) == nullptr) {
    scope
        .Report(DiagnosticKind::undecided, *source.at_risk_span,
                "the pool is a share of a charge, and nothing says how it is rounded")
        .help = "put `decide cap_rounding is down` into the contract's header, or name conventions that do";
  }
}

// How it is told in a row; empty after reporting.
std::string CheckOrder(Scope& scope, const syntax::Pool& source) {
  switch (source.order) {
    case syntax::ListOrder::listed: return CheckListOrder(scope, source.order_words) ? "in this order" : "";
    case syntax::ListOrder::pro_rata: return "pro rata";
    case syntax::ListOrder::earliest_first:
      scope
          .Report(DiagnosticKind::type_mismatch, *source.order_span,
                  "a pool holds for one period, whose credits are all as early")
          .help = "write `in this order`, which is that of the list, or `pro rata`";
      return "";
    default:
      scope
          .Report(DiagnosticKind::undecided, source.name.span,
                  "several credits share this pool, and nothing says which of them it cuts")
          .help = "add `in this order`, which is that of the list, or `pro rata`";
      return "";
  }
}

void CheckMembers(Scope& scope, const syntax::Pool& source, CheckedPool& pool) {
  if (source.members.empty()) {
    scope.Report(DiagnosticKind::undecided, source.name.span, "nothing says whose credits come out of the pool").help =
        "add `allocate OBLIGATION 60%` for those whose credit is a share of it, `covers OBLIGATION` for those that it "
        "only limits";
  }
  Span told;  // a word once, however many follow it
  for (const syntax::PoolMember& member : source.members) {
    if (!member.word.text.empty() && member.word.text != "allocate" && !(member.word.span == told)) {
      told = member.word.span;
      scope
          .Report(DiagnosticKind::type_mismatch, member.word.span,
                  fmt::format("`{}` says nothing here", member.word.text))
          .help = fmt::format("write `allocate {} {}%`", member.obligation.text, ToString(*member.percent));
    }
    CheckedPool::Member checked{
        .obligation = member.obligation.text, .allocation = {}, .index = {}, .span = member.obligation.span};
    if (member.percent) {
      checked.allocation = CheckPart(
          scope, *member.percent, member.span, "an allocation is a part of the pool: more than 0%, at most 100%",
          fmt::format("write `allocate {} 60%`; all of them together may come to more than 100%",
                      member.obligation.text));
      if (!checked.allocation) checked.allocation = Ratio{1, 1};
    }
    pool.members.push_back(std::move(checked));
  }
}

// In which order the credit is rounded and limited: decided, and one for the whole pool.
bool CheckRoundingOrder(Scope& scope, Span span, const CheckedObligation& one, const CheckedObligation& first) {
  if (!one.rounding_order_stated && Ask(scope, "rounding_order", span) == nullptr) {
    if (!one.caps.empty()) return false;  // asked in its own clause
    scope
        .Report(DiagnosticKind::undecided, span,
                fmt::format("nothing says whether a credit of `{}` is rounded before the pool takes from it, or after",
                            one.name))
        .help = fmt::format(
        "write `rounding half away from zero before caps` (or: after caps) in clause {}, or name conventions that "
        "decide it",
        one.clause);
    return false;
  }
  if (one.rounding_before_caps == first.rounding_before_caps) return true;
  const auto order = [](const CheckedObligation& obligation) {
    return obligation.rounding_before_caps ? "before" : "after";
  };
  Diagnostic& problem = scope.Report(DiagnosticKind::type_mismatch, span,
                                     fmt::format("a credit of `{}` is rounded {} limits, one of `{}` {} them: a pool "
                                                 "takes from rounded credits, or from exact ones",
                                                 one.name, order(one), first.name, order(first)));
  problem.notes.push_back(NoteOn(scope, first));
  problem.help = fmt::format("write `rounding ... {} caps` in clause {}", order(first), one.clause);
  return false;
}

// Whether what the pool says of an obligation is what the obligation says of the pool.
bool CheckBaseOf(Scope& scope, std::uint32_t index, const CheckedPool& pool, const CheckedPool::Member& member,
                 const CheckedObligation& obligation) {
  const bool of_pool = obligation.allocation && obligation.allocation->pool == index;
  if (!member.allocation)
    return of_pool || CheckChargeScope(scope, scope.contract.charges[pool.charge], member.span, obligation);
  if (of_pool) return true;
  Diagnostic& problem =
      scope.Report(DiagnosticKind::type_mismatch, member.span,
                   fmt::format("the credit of `{}` is no share of `{}`, so nothing can be allocated to it",
                               obligation.name, pool.name));
  problem.notes.push_back(NoteOn(scope, obligation));
  problem.help =
      fmt::format("write `credit of {} {{ ... }}` in clause {}, or `covers {}`, which limits a credit of its own base",
                  pool.name, obligation.clause, obligation.name);
  return false;
}

}  // namespace

void CheckPool(Scope& scope, const syntax::Pool& source, Span span) {
  CheckedPool pool;
  pool.name = source.name.text;
  pool.title = source.title ? source.title->value : "";
  pool.clause = scope.clause;
  pool.span = span;
  const Declaration* charge = scope.Find(source.charge, NameKind::charge);
  CheckAtRisk(scope, source, pool);
  const std::string order = CheckOrder(scope, source);
  pool.pro_rata = source.order == syntax::ListOrder::pro_rata;
  CheckMembers(scope, source, pool);
  if (charge == nullptr || charge->index == UINT32_MAX) return;
  pool.charge = charge->index;
  if (source.at_risk)
    pool.text = fmt::format("{} pool {} ({}% of {}, {})", pool.clause, pool.name, ToString(*source.at_risk),
                            source.charge.text, order);
  scope.contract.pools.push_back(std::move(pool));
}

std::optional<std::uint32_t> CheckCreditOfPool(Scope& scope, const syntax::Identifier& name,
                                               CheckedObligation& obligation) {
  const Declaration* declaration = scope.Find(name, NameKind::pool);
  if (declaration == nullptr || declaration->index == UINT32_MAX) return std::nullopt;
  const CheckedPool& pool = scope.contract.pools[declaration->index];
  const auto member = std::find_if(pool.members.begin(), pool.members.end(), [&](const CheckedPool::Member& one) {
    return one.allocation && one.obligation == obligation.name;
  });
  if (member == pool.members.end()) {
    Diagnostic& problem = scope.Report(DiagnosticKind::type_mismatch, name.span,
                                       fmt::format("`{}` allocates nothing to `{}`", pool.name, obligation.name));
    problem.notes.push_back({declaration->span, "the pool"});
    problem.help = fmt::format("add `allocate {} 60%` to clause {}", obligation.name, pool.clause);
  }
  const Ratio allocated = member == pool.members.end() ? Ratio{1, 1} : *member->allocation;
  CheckChargeScope(scope, scope.contract.charges[pool.charge], name.span, obligation);
  const auto share = Multiply(pool.at_risk, allocated);
  if (!share) {
    scope
        .Report(DiagnosticKind::number_out_of_range, name.span,
                "this can't be computed exactly: its percentages have too many digits")
        .help = "use percentages with fewer digits";
  }
  const auto percent = Multiply(allocated, Ratio{100, 1});
  std::string text = ToDecimalText(percent.value_or(allocated), 18);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  obligation.allocation =
      CheckedAllocation{declaration->index, share.value_or(allocated), fmt::format("{}% of {}", text, pool.name)};
  return pool.charge;
}

void CheckPoolMembers(Scope& scope) {
  std::map<std::uint32_t, const CheckedPool*> taken;  // by obligation
  for (std::uint32_t index = 0; index < scope.contract.pools.size(); ++index) {
    CheckedPool& pool = scope.contract.pools[index];
    const InClause citing(scope, pool.clause);
    std::vector<std::uint32_t> listed;
    for (CheckedPool::Member& member : pool.members) {
      const auto found = FindListed(scope, {member.obligation, member.span}, listed, "that the pool could limit");
      if (!found) continue;
      listed.push_back(*found);
      const CheckedObligation& obligation = scope.contract.obligations[*found];
      const CheckedObligation& first = scope.contract.obligations[listed.front()];
      const auto [other, fresh] = taken.emplace(*found, &pool);
      if (!fresh) {
        scope
            .Report(
                DiagnosticKind::type_mismatch, member.span,
                fmt::format(
                    "the credits of `{}` come out of `{}` already, and nothing says which of the two pools takes first",
                    obligation.name, other->second->name))
            .help = "list an obligation in one pool; a `cap` in its own clause may limit it besides";
        continue;
      }
      const bool base = CheckBaseOf(scope, index, pool, member, obligation);
      const bool parties = CheckSameParties(scope, member.span, obligation, first, "a pool");
      if (CheckRoundingOrder(scope, member.span, obligation, first) && base && parties) member.index = *found;
    }
  }
}

}  // namespace slate::check
