#include <CLI/CLI.hpp>
#include <csignal>

#include "compiler/driver/cli.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a write error to report, not a sudden end
  using namespace slate::driver;
  CLI::App app{"Slate: service level agreements, checked, measured and settled"};
  app.name("slate");
  app.set_version_flag("--version", "slate " SLATE_VERSION);
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help for every command");
  app.footer("`slate COMMAND --help` tells more about a command.");
  Run run;
  AddCheck(app, run);
  AddEval(app, run);
  AddWhy(app, run);
  AddTest(app, run);
  AddFormat(app, run);
  AddExplain(app, run);
  AddCompletion(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return run();
}
