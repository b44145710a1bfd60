#include "compiler/diagnostics/console.h"

#include <fmt/format.h>

#include <algorithm>

namespace slate {
namespace {

struct Style {
  std::string_view error, warning, frame, bold, off;
};
constexpr Style kColor{"\033[1;31m", "\033[1;33m", "\033[1;34m", "\033[1m", "\033[0m"};
constexpr Style kPlain{"", "", "", "", ""};

// A long line is shown around its column only; 100,000 brackets are no excerpt.
constexpr std::size_t kExcerptWidth = 160;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void Excerpt(std::string& out, const SourceSet& sources, Span span, const Style& style, std::string_view marker_style) {
  const Location begin = sources.Begin(span), end = sources.End(span);
  const std::string_view line = sources.Line(span.file, begin.line);
  // Characters of the line, with tabs and control characters shown as one blank each, so that columns line up.
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t next = i + 1;
    while (next < line.size() && IsContinuation(line[next])) ++next;
    const bool control = static_cast<unsigned char>(line[i]) < 0x20 || line[i] == 0x7f;
    characters.push_back(control ? " " : std::string(line.substr(i, next - i)));
    i = next;
  }
  const std::size_t column = begin.column - 1;
  const std::size_t first = column > kExcerptWidth / 2 && characters.size() > kExcerptWidth ? column - kExcerptWidth / 2 : 0;
  const std::size_t last = std::min(characters.size(), first + kExcerptWidth);
  std::string text;
  for (std::size_t i = first; i < last; ++i) text += characters[i];
  const std::size_t stop = end.line == begin.line ? end.column - 1 : characters.size();
  const std::size_t marks = std::max<std::size_t>(1, std::min(stop, std::max(last, column + 1)) - std::min(column, stop));
  const std::string number = fmt::format("{}", begin.line);
  const std::string margin(number.size(), ' ');
  out += fmt::format("{}{} |{}\n", style.frame, margin, style.off);
  out += fmt::format("{}{} |{} {}{}\n", style.frame, number, style.off, first > 0 ? "..." : "", text);
  out += fmt::format("{}{} |{} {}{}{}{}\n", style.frame, margin, style.off, std::string(column - first + (first > 0 ? 3 : 0), ' '), marker_style,
                     std::string(marks, '^'), style.off);
}

std::string Indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += indent;
  }
  return out;
}

}  // namespace

std::string RenderConsole(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources, bool color) {
  const Style& style = color ? kColor : kPlain;
  std::string out;
  for (const Diagnostic& problem : diagnostics) {
    const bool error = KindSeverity(problem.kind) == Severity::error;
    const std::string_view marker = error ? style.error : style.warning;
    out += fmt::format("{}{}[{}]{}{} {}{}{}\n", marker, error ? "error" : "warning", KindName(problem.kind), style.off,
                       problem.clause.empty() ? ":" : fmt::format(" clause {}:", problem.clause), style.bold, problem.message, style.off);
    const Location at = sources.Begin(problem.span);
    out += fmt::format("  {}-->{} {}:{}:{}\n", style.frame, style.off, at.path, at.line, at.column);
    Excerpt(out, sources, problem.span, style, marker);
    for (const Note& note : problem.notes) {
      out += fmt::format("{}note:{} {}\n", style.bold, style.off, Indented(note.message, "      "));
      if (note.span.end == 0) continue;
      const Location where = sources.Begin(note.span);
      out += fmt::format("  {}-->{} {}:{}:{}\n", style.frame, style.off, where.path, where.line, where.column);
      Excerpt(out, sources, note.span, style, style.frame);
    }
    if (!problem.help.empty()) out += fmt::format("{}help:{} {}\n", style.bold, style.off, Indented(problem.help, "      "));
    out += '\n';
  }
  return out;
}

}  // namespace slate
