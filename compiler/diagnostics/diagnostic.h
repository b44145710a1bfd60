// A problem as data. In: what a stage observed. Out: a list a renderer prints; nothing here formats for a terminal.
//
// Wording: lower case, code in backticks; the observed fact first, then what was expected and why a contract needs it
// (note), then the way out (help). One problem is one Diagnostic with its notes, never several.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/span.h"

namespace slate {

enum class Severity : std::uint8_t { error, warning };

// Every kind is one row of kinds.def; a kind without a golden case fails the tests.
enum class DiagnosticKind : std::uint16_t {
#define SLATE_DIAGNOSTIC(name, severity, summary, mistake, mending) name,
#include "compiler/diagnostics/kinds.def"
#undef SLATE_DIAGNOSTIC
};

std::string_view KindName(DiagnosticKind kind);     // `unknown_name`, stable, shown in brackets and in JSON
std::string_view KindSummary(DiagnosticKind kind);  // one line, for `slate explain` and the docs
// A short one of the kind, and how it is put right; several lines where it takes two clauses.
struct KindExample {
  std::string_view mistake, mending;
};
KindExample ExampleOf(DiagnosticKind kind);
Severity KindSeverity(DiagnosticKind kind);
std::vector<DiagnosticKind> AllKinds();

struct Note {
  Span span;            // span.end == 0: a note without an excerpt
  std::string message;
};

// A replacement of `span` by `text`. Safe fixes may be applied without asking; decisions are never fixes.
struct Fix {
  Span span;
  std::string text;
};

struct Diagnostic {
  DiagnosticKind kind;
  Span span;
  std::string message;
  std::string clause;  // "B.6"; empty outside clauses
  std::vector<Note> notes;
  std::string help;    // the way out, possibly several lines with a block to paste; empty if the message says it all
  std::vector<Fix> fixes;
};

// Collects the problems of a compilation. Stages keep going after an error; poisoned nodes stop cascades.
class Diagnostics {
 public:
  Diagnostic& Report(DiagnosticKind kind, Span span, std::string message, std::string clause = {});
  bool HasErrors() const { return errors_ > 0; }
  std::size_t ErrorCount() const { return errors_; }  // reports, before equal ones are made one
  // Sorted by file, position and kind: the order they are printed in.
  std::vector<Diagnostic> Sorted() const;

 private:
  std::deque<Diagnostic> list_;  // a deque: a reference from Report() stays valid
  std::size_t errors_ = 0;
};

}  // namespace slate
