#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/cli.h"
#include "compiler/driver/scenario.h"

namespace slate::driver {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string filter;
};

int Test(const Options& options) {
  Compilation compilation;
  if (!AddFiles(compilation, options.files)) return kUsage;
  compilation.Check();
  PrintProblems(compilation);
  if (compilation.diagnostics().HasErrors()) return kContractErrors;
  if (compilation.scenarios().empty()) {
    Complain("there is no scenario in these files; a scenario begins with `scenario \"...\" {` after the contract");
    return kContractErrors;
  }
  const bool color = ColorOn(STDOUT_FILENO);
  const auto painted = [&](std::string_view text, std::string_view code) { return color ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text); };
  std::size_t passed = 0, failed = 0;
  for (const Compilation::Scenario& scenario : compilation.scenarios()) {
    if (scenario.checked.title.find(options.filter) == std::string::npos) continue;
    const ScenarioResult result = RunScenario(scenario, compilation.diagnostics(), ProgramFolder());
    const bool good = result.mismatches.empty() && result.trouble.empty();
    ++(good ? passed : failed);
    std::string out = fmt::format("{} {}\n", good ? painted("ok  ", "32") : painted("FAIL", "31"), scenario.checked.title);
    const auto place = [&](Span span) {
      const Location at = compilation.sources().Begin(span);
      return fmt::format("{}:{}:{}", at.path, at.line, at.column);
    };
    if (!result.trouble.empty()) out += fmt::format("  {}: {}\n", place(scenario.checked.span), result.trouble);
    for (const Mismatch& mismatch : result.mismatches) {
      out += fmt::format("  {}\n", place(mismatch.span));
      for (const std::string& line : mismatch.lines) out += fmt::format("    {}\n", line);
    }
    if (!Print(out)) return kInputRefused;
  }
  if (passed + failed == 0) {
    Complain(fmt::format("no scenario's title holds `{}`", options.filter));
    return kUsage;
  }
  if (!Print(fmt::format("{} passed, {} failed\n", passed, failed))) return kInputRefused;
  return failed == 0 ? kDone : kContractErrors;
}

}  // namespace

void AddTest(CLI::App& app, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("test", "Run the scenarios of contracts, on both engines");
  verb->add_option("files", options->files, "Contracts with scenarios")->required()->type_name("FILE");
  verb->add_option("--filter", options->filter, "Only scenarios whose title holds this text")->type_name("TEXT");
  verb->footer("Exit status: 0 all pass, 1 a scenario fails or the contract has errors or no scenario, 2 wrong usage.");
  verb->callback([options, &run] { run = [options] { return Test(*options); }; });
}

}  // namespace slate::driver
