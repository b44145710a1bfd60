#include "compiler/diagnostics/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace slate {
namespace {

struct KindRow {
  std::string_view name;
  Severity severity;
  std::string_view summary;
  KindExample example;
};
constexpr KindRow kKinds[] = {
#define SLATE_DIAGNOSTIC(name, severity, summary, mistake, mending) {#name, Severity::severity, summary, {mistake, mending}},
#include "compiler/diagnostics/kinds.def"
#undef SLATE_DIAGNOSTIC
};

// A kind whose example shows nothing, or no difference, does not compile.
static_assert(std::all_of(std::begin(kKinds), std::end(kKinds), [](const KindRow& row) {
  return !row.example.mistake.empty() && !row.example.mending.empty() && row.example.mistake != row.example.mending;
}));

const KindRow& Row(DiagnosticKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view KindName(DiagnosticKind kind) { return Row(kind).name; }
std::string_view KindSummary(DiagnosticKind kind) { return Row(kind).summary; }
KindExample ExampleOf(DiagnosticKind kind) { return Row(kind).example; }
Severity KindSeverity(DiagnosticKind kind) { return Row(kind).severity; }

std::vector<DiagnosticKind> AllKinds() {
  std::vector<DiagnosticKind> kinds;
  for (std::size_t i = 0; i < std::size(kKinds); ++i) kinds.push_back(static_cast<DiagnosticKind>(i));
  return kinds;
}

Diagnostic& Diagnostics::Report(DiagnosticKind kind, Span span, std::string message, std::string clause) {
  if (KindSeverity(kind) == Severity::error) ++errors_;
  return list_.emplace_back(Diagnostic{kind, span, std::move(message), std::move(clause), {}, {}, {}});
}

std::vector<Diagnostic> Diagnostics::Sorted() const {
  std::vector<Diagnostic> sorted(list_.begin(), list_.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(a.span.file.index, a.span.begin, a.kind) < std::tuple(b.span.file.index, b.span.begin, b.kind);
  });
  // One mistake met twice (an exclusion used by two metrics, say) is one problem.
  sorted.erase(std::unique(sorted.begin(), sorted.end(),
                           [](const Diagnostic& a, const Diagnostic& b) {
                             return a.kind == b.kind && a.span == b.span && a.message == b.message;
                           }),
               sorted.end());
  return sorted;
}

}  // namespace slate
