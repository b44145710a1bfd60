#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "compiler/check/suggest.h"
#include "compiler/driver/cli.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a write error to report, not a sudden end
  using namespace slate::driver;
  CLI::App app{"Slate: service level agreements, checked, measured and settled"};
  app.name("slate");
  app.set_version_flag("--version", "slate " SLATE_VERSION);
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help for every command");
  app.footer("`slate help COMMAND` tells more about a command.");
  Run run;
  AddCheck(app, run);
  AddDecisions(app, run);
  AddAmendments(app, run);
  AddEval(app, run);
  AddPost(app, run);
  AddLedger(app, run);
  AddAgenda(app, run);
  AddWhy(app, run);
  AddTest(app, run);
  AddFormat(app, run);
  AddExplain(app, run);
  AddCompletion(app, run);
  // `slate help` is `slate --help`, and `slate help VERB` is `slate VERB --help`.
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.resize(std::min<std::size_t>(arguments.size(), 1));
    arguments.emplace_back("--help");
  }
  // A misspelt command is no file and no option: CLI11 would only say that one is needed.
  if (!arguments.empty() && !arguments[0].empty() && arguments[0][0] != '-') {
    std::vector<std::string> verbs;
    for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
    const std::string& wanted = arguments[0];
    if (std::find(verbs.begin(), verbs.end(), wanted) == verbs.end()) {
      Complain(fmt::format("there is no command `{}`{}\ncommands are {}", wanted, slate::check::DidYouMean(wanted, verbs), slate::check::ListOf(verbs)));
      return kUsage;
    }
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return run();
}
