#include <algorithm>
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/cli.h"
#include "compiler/driver/ledger_file.h"
#include "compiler/driver/sources.h"
#include "runtime/ledger/statement.h"
#include "runtime/ledger/store.h"

namespace slate::driver {
namespace {

struct Options {
  std::string file, format = "table", chain;
};

int State(const Options& options) {
  std::string text;
  bool missing = false;
  std::string why = ReadLedgerFile(options.file, text, missing);
  if (missing) why = fmt::format("{}: there is no such file; `slate post` makes it", options.file);
  if (!why.empty()) {
    Complain(why);
    return kInputRefused;
  }
  const ledger::ReadLedger read = ledger::Read(text);
  if (!read.problem.empty()) {
    Complain(fmt::format("{}:{}: {}", options.file, read.line, read.problem));
    return kOtherRecords;
  }
  const ledger::LedgerFile& file = read.file;
  if (file.chain.empty()) {
    Complain(fmt::format("{}: nothing is posted yet", options.file));
    return kInputRefused;
  }
  if (!options.chain.empty() && std::find(file.chains.begin(), file.chains.end(), options.chain) == file.chains.end()) {
    Complain(
        fmt::format("{}: no line ends with {}: lines were removed from its end, or written anew, since that was noted",
                    options.file, options.chain));
    return kOtherRecords;
  }
  const ledger::Statement statement = ledger::MakeStatement(file.ledger, file.chain);
  const std::string out = options.format == "json"  ? ledger::StatementJson(statement)
                          : options.format == "csv" ? ledger::StatementCsv(statement)
                                                    : ledger::StatementTable(statement);
  return Print(out) ? kDone : kInputRefused;
}

}  // namespace

void AddLedger(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "ledger", "Verify a ledger and print its statement: settled, restated, balance, and who owes whom");
  verb->add_option("file", o->file, "The ledger that `slate post` keeps")->required()->type_name("FILE");
  verb->add_option("--chain", o->chain, "How it ended once: were lines removed or written anew since?")
      ->type_name("HEX")
      ->check(NotEmpty());
  verb->add_option("--format", o->format, "How the statement is printed")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  verb->footer(
      "Exit status: 0 shown, 2 wrong usage, 3 input refused, 5 the lines are not those that were posted, or not those "
      "of --chain.");
  verb->callback([o, &run] { run = [o] { return State(*o); }; });
}

}  // namespace slate::driver
