#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "compiler/diagnostics/console.h"
#include "compiler/diagnostics/json.h"
#include "compiler/driver/cli.h"
#include "compiler/jit/load.h"
#include "compiler/plan/print.h"
#include "compiler/syntax/format.h"

namespace slate::driver {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  std::string dump;
};

std::string Plural(std::size_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

int Dump(Compilation& compilation, const std::string& what) {
  std::string text;
  if (what == "ast") {
    for (const syntax::Document& document : compilation.documents()) text += syntax::Format(document);
    return Print(text) ? kDone : kInputRefused;
  }
  if (what == "checked") {
    for (const check::CheckedContract& contract : compilation.contracts()) text += check::Dump(contract);
    return Print(text) ? kDone : kInputRefused;
  }
  if (compilation.contracts().empty()) {
    Complain("there is no contract among the files, so there is no plan");
    return kUsage;
  }
  const auto plan = compilation.Plan(std::nullopt);
  if (!plan) {
    PrintProblems(compilation);
    return kContractErrors;
  }
  if (what == "plan") return Print(plan::Print(*plan)) ? kDone : kInputRefused;
  if (!jit::PrintIr(ProgramFolder(), *plan, text)) {
    Complain(text);
    return kInputRefused;
  }
  return Print(text) ? kDone : kInputRefused;
}

int Check(const Options& options) {
  Compilation compilation;
  if (!AddFiles(compilation, options.files)) return kUsage;
  compilation.Check();
  const bool nothing = std::all_of(compilation.documents().begin(), compilation.documents().end(), [](const syntax::Document& document) {
    return document.contracts.empty() && document.bindings.empty() && document.conventions.empty() && document.scenarios.empty();
  });
  if (nothing && !compilation.diagnostics().HasErrors()) {
    Complain("there is nothing to check: no contract, binding or conventions in these files");
    return kUsage;
  }
  const std::vector<Diagnostic> problems = compilation.diagnostics().Sorted();
  const auto is_error = [](const Diagnostic& problem) { return KindSeverity(problem.kind) == Severity::error; };
  const std::size_t errors = static_cast<std::size_t>(std::count_if(problems.begin(), problems.end(), is_error));
  if (!options.dump.empty()) {
    if (errors == 0) return Dump(compilation, options.dump);
    PrintProblems(compilation);
    return kContractErrors;
  }
  std::string out;
  if (options.format == "json") {
    out = RenderJson(problems, compilation.sources());
  } else {
    out = RenderConsole(problems, compilation.sources(), ColorOn(STDOUT_FILENO));
    const std::string warnings = problems.size() > errors ? ", " + Plural(problems.size() - errors, "warning") : "";
    if (errors > 0) {
      out += fmt::format("{}{}\n", Plural(errors, "error"), warnings);
    } else {
      std::size_t metrics = 0, obligations = 0;
      for (const check::CheckedContract& contract : compilation.contracts()) {
        metrics += static_cast<std::size_t>(std::count_if(contract.metrics.begin(), contract.metrics.end(), [](const check::CheckedMetric& metric) { return !metric.hidden; }));
        obligations += static_cast<std::size_t>(std::count_if(contract.obligations.begin(), contract.obligations.end(), [](const check::CheckedObligation& one) { return !one.watch; }));
      }
      const std::string scenarios = compilation.scenarios().empty() ? "" : ", " + Plural(compilation.scenarios().size(), "scenario");
      out += fmt::format("no errors{}: {}, {}, {}, {}{}\n", warnings, Plural(compilation.contracts().size(), "contract"), Plural(metrics, "metric"),
                         Plural(obligations, "obligation"), Plural(compilation.bindings().size(), "binding"), scenarios);
    }
  }
  if (!Print(out)) return kInputRefused;
  return errors > 0 ? kContractErrors : kDone;
}

}  // namespace

void AddCheck(CLI::App& app, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("check", "Parse and check contracts and bindings; report every problem at once");
  verb->add_option("files", options->files, "Contracts, and bindings to check against them")->required()->type_name("FILE");
  verb->add_option("--format", options->format, "How problems are printed")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  verb->add_option("--dump", options->dump, "Print a stage instead: the tree, the checked contract, the plan or compiled code")
      ->check(CLI::IsMember({"ast", "checked", "plan", "llvm"}));
  verb->footer("Exit status: 0 no errors, 1 errors in a contract or binding, 2 wrong usage.");
  verb->callback([options, &run] { run = [options] { return Check(*options); }; });
}

}  // namespace slate::driver
