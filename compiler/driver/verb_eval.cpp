#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/evaluation.h"
#include "compiler/driver/sources.h"
#include "runtime/ledger/ledger.h"

namespace slate::driver {
namespace {

struct Options : EvaluationOptions {
  std::string format = "table", out;
  bool fail_on_miss = false;
};

std::string Write(const ledger::Ledger& ledger, const Options& options) {
  if (options.format == "json") return ledger::WriteJson(ledger);
  if (options.format == "csv") return ledger::WriteCsv(ledger);
  return ledger::WriteTable(ledger, options.out.empty() && ColorOn(STDOUT_FILENO));
}

int Evaluate(const Options& options) {
  if (const std::string why = WouldOverwrite(options, {{"--out", options.out}}); !why.empty()) {
    Complain(why);
    return kUsage;
  }
  Subject subject;
  if (const auto failed = OpenSubject(options, subject)) return *failed;
  if (const auto failed = SettleSubject(options, subject)) return *failed;
  const ledger::Ledger& ledger = subject.result.ledger;
  const std::string text = Write(ledger, options);
  if (options.out.empty()) {
    if (!Print(text)) return kInputRefused;
  } else if (std::string error; !WriteFile(options.out, text, error)) {
    Complain(error);
    return kInputRefused;
  }
  if (options.fail_on_miss) {
    for (const settle::Row& row : ledger.rows) {
      if (row.verdict == settle::Verdict::missed && !row.watch) return kMissed;
    }
  }
  return kDone;
}

}  // namespace

void AddEval(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("eval", "Measure events against a contract, settle it, and print the ledger");
  AddEvaluationOptions(*verb, *o, "The moment the ledger is seen from (default: now)");
  verb->add_option("--from", o->from, "First day to evaluate (default: the term's)")->type_name("DATE")->check(NotEmpty());
  verb->add_option("--to", o->to, "Last day to evaluate (default: the term's)")->type_name("DATE")->check(NotEmpty());
  verb->add_option("--format", o->format, "How the ledger is printed")->check(CLI::IsMember({"table", "json", "csv"}))->capture_default_str();
  verb->add_option("--out", o->out, "Write the ledger here instead of standard output")->type_name("PATH")->check(NotEmpty());
  verb->add_flag("--fail-on-miss", o->fail_on_miss, "Exit with 4 when an obligation is missed");
  verb->footer("Exit status: 0 evaluated, 1 errors in the contract or binding, 2 wrong usage, 3 input refused or output not written,\n"
               "4 an obligation is missed (with --fail-on-miss).");
  verb->callback([o, &run] { run = [o] { return Evaluate(*o); }; });
}

}  // namespace slate::driver
