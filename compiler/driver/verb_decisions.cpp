#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "compiler/check/suggest.h"
#include "compiler/driver/cli.h"

namespace slate::driver {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
};

// A question with all that one contract says to it.
struct Answered {
  const check::Question* question;
  const check::Decided* decided = nullptr;    // by the conventions or the header; null: open
  std::vector<check::DecisionUse> depending;  // clauses for which that holds
  std::vector<check::DecisionUse> own;        // clauses with an answer of their own
};

// In the order of the text, a clause once.
std::vector<check::DecisionUse> UsesOf(const check::CheckedContract& contract, std::string_view question, bool own) {
  std::vector<check::DecisionUse> uses;
  for (const check::DecisionUse& use : contract.decision_uses) {
    if (use.question == question && use.answer.empty() != own) uses.push_back(use);
  }
  std::stable_sort(uses.begin(), uses.end(), [](const check::DecisionUse& a, const check::DecisionUse& b) {
    return a.span.begin < b.span.begin;
  });
  const auto same_clause = [](const check::DecisionUse& a, const check::DecisionUse& b) {
    return a.clause == b.clause;
  };
  uses.erase(std::unique(uses.begin(), uses.end(), same_clause), uses.end());
  return uses;
}

std::vector<Answered> AnswersOf(const check::CheckedContract& contract) {
  std::vector<Answered> all;
  for (const check::Question& question : check::Questions()) {
    Answered one{.question = &question,
                 .depending = UsesOf(contract, question.name, false),
                 .own = UsesOf(contract, question.name, true)};
    for (const check::Decided& decided : contract.decisions) {
      if (decided.question == question.name) one.decided = &decided;
    }
    all.push_back(std::move(one));
  }
  return all;
}

// By conventions, unless the name is the one that stands for the header.
bool ByConventions(const check::CheckedContract& contract, const check::Decided& decided) {
  return decided.decided_by == contract.conventions;
}

class Text {
 public:
  Text(const SourceSet& sources, bool color) : sources_(sources), color_(color) {}

  std::string Of(const check::CheckedContract& contract) const {
    std::string out =
        fmt::format("contract \"{}\"{}{}\n", contract.title,
                    contract.reference.empty() ? "" : fmt::format(" reference \"{}\"", contract.reference),
                    contract.conventions.empty() ? ", without conventions" : ", conventions " + contract.conventions);
    std::string idle;
    std::size_t conventions = 0, header = 0, open = 0, own = 0;
    for (const Answered& one : AnswersOf(contract)) {
      const bool matters = !one.depending.empty() || !one.own.empty();
      if (!matters) {
        idle += fmt::format(
            "  {:20} {}\n", one.question->name,
            one.decided == nullptr ? "open: " + Possible(one) : one.decided->answer + " " + By(contract, one));
        continue;
      }
      ++(one.depending.empty()                   ? own
         : one.decided == nullptr                ? open
         : ByConventions(contract, *one.decided) ? conventions
                                                 : header);
      out += fmt::format("\n{}: {}\n", Painted(one.question->name, "1"), one.question->text);
      if (!one.depending.empty() && one.decided == nullptr) out += Line("open", Open(one), "1;31");
      if (!one.depending.empty() && one.decided != nullptr)
        out += Line(one.decided->answer, By(contract, one) + "; holds for " + Clauses(one.depending), "");
      for (const check::DecisionUse& use : one.own) out += Line(use.answer, Own(one, use), "");
    }
    if (!idle.empty()) out += "\nnothing here depends on\n" + idle;
    return out + fmt::format(
                     "\n{} questions that matter: {} decided by conventions, {} by the header, {} by clauses alone, {} "
                     "open\n",
                     conventions + header + own + open, conventions, header, own, open);
  }

 private:
  std::string Painted(std::string_view text, std::string_view code) const {
    return color_ && !code.empty() ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
  }

  std::string Line(std::string_view answer, const std::string& rest, std::string_view code) const {
    return fmt::format("  {}{}  {}\n", Painted(answer, code),
                       std::string(answer.size() < 20 ? 20 - answer.size() : 0, ' '), rest);
  }

  std::string Place(Span span) const {
    const Location at = sources_.Begin(span);
    return fmt::format("{}:{}", at.path, at.line);
  }

  std::string Overriding(std::string_view answer, std::string_view by, std::string_view new_answer) const {
    if (answer == new_answer) return fmt::format(", as {} says too", by);
    return ", " + Painted("overriding", "33") + fmt::format(" `{}` of {}", answer, by);
  }

  static std::string Clauses(const std::vector<check::DecisionUse>& uses) {
    std::vector<std::string> names;
    for (const check::DecisionUse& use : uses) {
      if (use.clause.empty()) return "the whole contract";
      names.push_back(use.clause);
    }
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i)
      list += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return list;
  }

  static std::string Possible(const Answered& one) {
    return one.question->answers.empty() ? "a number of days" : check::ListOf(one.question->answers, "or");
  }

  std::string Open(const Answered& one) const {
    return fmt::format("needed by {}, first at {}: {}", Clauses(one.depending), Place(one.depending.front().span),
                       Possible(one));
  }

  std::string By(const check::CheckedContract& contract, const Answered& one) const {
    std::string text = "by " + one.decided->decided_by;
    if (!ByConventions(contract, *one.decided)) text += " at " + Place(one.decided->span);
    for (const check::Decided& other : one.decided->overridden)
      text += Overriding(other.answer, other.decided_by, one.decided->answer);
    return text;
  }

  std::string Own(const Answered& one, const check::DecisionUse& use) const {
    std::string text = fmt::format("by clause {} at {}", use.clause, Place(use.span));
    if (one.decided != nullptr) text += Overriding(one.decided->answer, one.decided->decided_by, use.answer);
    return text;
  }

  const SourceSet& sources_;
  bool color_;
};

class JsonText {
 public:
  explicit JsonText(const SourceSet& sources) : sources_(sources) {}

  Json Of(const check::CheckedContract& contract) const {
    Json questions = Json::array();
    for (const Answered& one : AnswersOf(contract)) {
      Json clauses = Json::array();
      for (const auto* uses : {&one.depending, &one.own}) {
        for (const check::DecisionUse& use : *uses) clauses.push_back(Of(use));
      }
      Json entry = {
          {"question", one.question->name}, {"asks", one.question->text}, {"possible", one.question->answers}};
      entry["answer"] = one.decided == nullptr ? Json(nullptr) : Json(one.decided->answer);
      entry["decided_by"] = one.decided == nullptr ? Json(nullptr) : By(contract, *one.decided);
      entry["overrides"] = one.decided == nullptr || one.decided->overridden.empty()
                               ? Json(nullptr)
                               : Overridden(contract, one.decided->overridden.front());
      entry["clauses"] = std::move(clauses);
      questions.push_back(std::move(entry));
    }
    return {{"contract", contract.title},
            {"reference", contract.reference},
            {"conventions", contract.conventions.empty() ? Json(nullptr) : Json(contract.conventions)},
            {"questions", std::move(questions)}};
  }

 private:
  Json Place(Span span) const {
    const Location at = sources_.Begin(span);
    return {{"file", at.path}, {"line", at.line}, {"column", at.column}};
  }

  Json By(const check::CheckedContract& contract, const check::Decided& decided) const {
    Json by = {{"kind", ByConventions(contract, decided) ? "conventions" : "header"}, {"name", decided.decided_by}};
    by.update(Place(decided.span));
    return by;
  }

  Json Overridden(const check::CheckedContract& contract, const check::Decided& decided) const {
    return {{"answer", decided.answer}, {"decided_by", By(contract, decided)}};
  }

  // Without an answer of its own, the contract's holds for the clause.
  Json Of(const check::DecisionUse& use) const {
    Json entry = {{"clause", use.clause.empty() ? Json(nullptr) : Json(use.clause)},
                  {"answer", use.answer.empty() ? Json(nullptr) : Json(use.answer)}};
    entry.update(Place(use.span));
    return entry;
  }

  const SourceSet& sources_;
};

int Decisions(const Options& options) {
  Compilation compilation;
  if (!AddFiles(compilation, options.files)) return kUsage;
  compilation.Check();
  PrintProblems(compilation);
  if (compilation.contracts().empty() && !compilation.diagnostics().HasErrors()) {
    Complain("there is no contract among the files, so there is nothing to decide");
    return kUsage;
  }
  std::string text;
  Json list = Json::array();
  for (const check::CheckedContract& contract : compilation.contracts()) {
    if (contract.unread) continue;  // what it decides may stand in what did not read
    if (options.format == "json")
      list.push_back(JsonText(compilation.sources()).Of(contract));
    else
      text += (text.empty() ? "" : "\n") + Text(compilation.sources(), ColorOn(STDOUT_FILENO)).Of(contract);
  }
  if (options.format == "json") text = list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (!text.empty() && !Print(text)) return kInputRefused;
  return compilation.diagnostics().HasErrors() ? kContractErrors : kDone;
}

}  // namespace

void AddDecisions(CLI::App& app, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "decisions", "List every question a contract's results depend on, its answer, and who decided it");
  verb->add_option("files", options->files, "Contracts, and conventions they name")->required()->type_name("FILE");
  verb->add_option("--format", options->format, "How they are listed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag_callback("--json", [options] { options->format = "json"; }, "Short for --format json");
  verb->footer(
      "Exit status: 0 no errors, 1 errors in a contract (such as an open question that matters), 2 wrong usage.");
  verb->callback([options, &run] { run = [options] { return Decisions(*options); }; });
}

}  // namespace slate::driver
