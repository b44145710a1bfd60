#include "compiler/check/unevaluated.h"

namespace slate::check {
namespace {

void ReportAll(Scope& scope, const std::vector<syntax::Unevaluated>& constructs) {
  for (const syntax::Unevaluated& construct : constructs) {
    if (construct.affects_results) scope.NotEvaluatedYet(construct.span, construct.construct);
  }
}

}  // namespace

void ReportUnevaluatedHeader(Scope& scope, const syntax::Contract& contract) { ReportAll(scope, contract.unevaluated); }

void ReportUnevaluatedClause(Scope& scope, const syntax::Clause& clause) {
  std::visit(
      [&](const auto& body) {
        if constexpr (requires { body.unevaluated; }) ReportAll(scope, body.unevaluated);
      },
      clause.body);
}

}  // namespace slate::check
