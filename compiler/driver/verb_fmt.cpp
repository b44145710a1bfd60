#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/cli.h"
#include "compiler/syntax/format.h"

namespace slate::driver {
namespace {

struct Options {
  std::vector<std::string> files;
  bool check = false;
};

int FormatFiles(const Options& options) {
  int exit = kDone;
  for (const std::string& path : options.files) {
    Compilation compilation;
    if (!AddFiles(compilation, {path})) return kUsage;
    if (compilation.diagnostics().HasErrors()) {
      PrintProblems(compilation);
      exit = kContractErrors;
      continue;
    }
    const std::string text = syntax::Format(compilation.documents().front());
    if (!options.check) {
      if (!Print(text)) return kInputRefused;
    } else if (std::string original, error; !ReadFile(path, original, error) || original != text) {
      Complain(fmt::format("{}: is not in canonical form", path));
      exit = kContractErrors;
    }
  }
  return exit;
}

}  // namespace

void AddFormat(CLI::App& app, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("fmt", "Print files in canonical form (comments are not kept)");
  verb->add_option("files", options->files, "Contracts, bindings or conventions")->required()->type_name("FILE");
  verb->add_flag("--check", options->check, "Print nothing; exit with 1 if a file is not in canonical form");
  verb->callback([options, &run] { run = [options] { return FormatFiles(*options); }; });
}

}  // namespace slate::driver
