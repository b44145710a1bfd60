#include "compiler/diagnostics/json.h"

#include <nlohmann/json.hpp>

namespace slate {
namespace {

using Json = nlohmann::ordered_json;

Json Place(const SourceSet& sources, Span span) {
  const Location begin = sources.Begin(span), end = sources.End(span);
  return {{"file", begin.path}, {"line", begin.line}, {"column", begin.column}, {"end_line", end.line}, {"end_column", end.column}};
}

}  // namespace

std::string RenderJson(const std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  Json list = Json::array();
  for (const Diagnostic& problem : diagnostics) {
    Json one = {{"kind", KindName(problem.kind)},
                {"severity", KindSeverity(problem.kind) == Severity::error ? "error" : "warning"},
                {"clause", problem.clause.empty() ? Json(nullptr) : Json(problem.clause)},
                {"message", problem.message}};
    one.update(Place(sources, problem.span));
    one["notes"] = Json::array();
    for (const Note& note : problem.notes) {
      Json entry = {{"message", note.message}};
      if (note.span.end != 0) entry.update(Place(sources, note.span));
      one["notes"].push_back(std::move(entry));
    }
    one["help"] = problem.help.empty() ? Json(nullptr) : Json(problem.help);
    one["fixes"] = Json::array();
    for (const Fix& fix : problem.fixes) {
      Json entry = Place(sources, fix.span);
      entry["text"] = fix.text;
      one["fixes"].push_back(std::move(entry));
    }
    list.push_back(std::move(one));
  }
  // A source may hold bytes that are no UTF-8; the report about them must still be valid JSON.
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace slate
