#include <algorithm>
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/evaluation.h"
#include "compiler/driver/sources.h"
#include "runtime/ledger/agenda.h"

namespace slate::driver {
namespace {

struct Options : EvaluationOptions {
  std::string forum, format = "table";
};

int PrintAgenda(const Options& options) {
  if (const std::string why = WouldOverwrite(options, {}); !why.empty()) {
    Complain(why);
    return kUsage;
  }
  Subject subject;
  if (const auto failed = OpenSubject(options, subject)) return *failed;
  const check::CheckedContract& contract = subject.contract();
  std::string known;
  for (const check::CheckedForum& forum : contract.forums) known += (known.empty() ? "" : ", ") + forum.name;
  if (std::none_of(contract.forums.begin(), contract.forums.end(),
                   [&](const check::CheckedForum& forum) { return forum.name == options.forum; })) {
    Complain(known.empty() ? fmt::format("the contract has no forum, so `--forum {}` names none", options.forum)
                           : fmt::format("no forum is called `{}`; the contract has {}", options.forum, known));
    return kUsage;
  }
  if (const auto failed = SettleSubject(options, subject)) return *failed;
  const ledger::Ledger& ledger = subject.result.ledger;
  const auto forum = std::find_if(ledger.forums.begin(), ledger.forums.end(),
                                  [&](const settle::Forum& one) { return one.name == options.forum; });
  const ledger::Agenda agenda = ledger::AgendaOf(ledger, *forum, contract.term_first);
  return Print(options.format == "json" ? ledger::AgendaJson(agenda) : ledger::AgendaTable(agenda)) ? kDone
                                                                                                    : kInputRefused;
}

}  // namespace

void AddAgenda(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("agenda", "Draw the agenda of a forum's next meeting from the ledger");
  AddEvaluationOptions(*verb, *o, "The moment the agenda is drawn up (default: now)");
  verb->add_option("--forum", o->forum, "Whose meeting")->required()->type_name("NAME")->check(NotEmpty());
  verb->add_option("--format", o->format, "How the agenda is printed")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  verb->footer(
      "Exit status: 0 drawn up, 1 errors in the contract or binding, 2 wrong usage, 3 input refused or output not "
      "written.");
  verb->callback([o, &run] { run = [o] { return PrintAgenda(*o); }; });
}

}  // namespace slate::driver
