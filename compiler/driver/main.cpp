#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/suggest.h"
#include "compiler/driver/cli.h"

namespace {

struct Verb {
  std::string_view name;
  void (*add)(CLI::App& app, slate::driver::Run& run);
};
const Verb kVerbs[] = {{"check", slate::driver::AddCheck}, {"decisions", slate::driver::AddDecisions}, {"amendments", slate::driver::AddAmendments}, {"eval", slate::driver::AddEval},
                       {"post", slate::driver::AddPost}, {"ledger", slate::driver::AddLedger}, {"agenda", slate::driver::AddAgenda}, {"why", slate::driver::AddWhy},
                       {"test", slate::driver::AddTest}, {"fmt", slate::driver::AddFormat}, {"explain", slate::driver::AddExplain}, {"completion", slate::driver::AddCompletion}};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a write error to report, not a sudden end
  using namespace slate::driver;
  CLI::App app{"Slate: service level agreements, checked, measured and settled"};
  app.name("slate");
  app.set_version_flag("--version", "slate " SLATE_VERSION);
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help for every command");
  app.footer("`slate help COMMAND` tells more about a command.");
  // `slate help` is `slate --help`, and `slate help VERB` is `slate VERB --help`.
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.resize(std::min<std::size_t>(arguments.size(), 1));
    arguments.emplace_back("--help");
  }
  Run run;
  std::vector<std::string> verbs;
  for (const Verb& verb : kVerbs) verbs.emplace_back(verb.name);
  const bool known = !arguments.empty() && std::find(verbs.begin(), verbs.end(), arguments[0]) != verbs.end();
  // A misspelt command is no file and no option: CLI11 would only say that one is needed.
  if (!known && !arguments.empty() && !arguments[0].empty() && arguments[0][0] != '-') {
    Complain(fmt::format("there is no command `{}`{}\ncommands are {}", arguments[0], slate::check::DidYouMean(arguments[0], verbs), slate::check::ListOf(verbs)));
    return kUsage;
  }
  // Describing a command takes longer than checking a contract, so only the one that is asked for is described.
  const bool all = !known || std::find(arguments.begin(), arguments.end(), "--help-all") != arguments.end();
  for (const Verb& verb : kVerbs) {
    if (all || verb.name == arguments[0]) verb.add(app, run);
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return run();
}
