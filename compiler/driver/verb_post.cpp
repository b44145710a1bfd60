#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/evaluation.h"
#include "compiler/driver/ledger_file.h"
#include "compiler/driver/sources.h"
#include "runtime/ledger/statement.h"
#include "runtime/ledger/store.h"

namespace slate::driver {
namespace {

struct Options : EvaluationOptions {
  std::string ledger, format = "table";
  bool dry_run = false;
};

std::optional<std::int64_t> Horizon(const check::CheckedContract& contract) {
  for (const check::Decided& decided : contract.decisions) {
    if (decided.question == "restatement_horizon") return decided.quantity;
  }
  return std::nullopt;
}

std::vector<ledger::Parties> PartiesOf(const plan::Plan& plan) {
  std::vector<ledger::Parties> parties;
  for (const plan::Settlement& settlement : plan.settlements) {
    parties.push_back({settlement.terms.obligation, settlement.terms.owed_by, settlement.terms.owed_to});
  }
  return parties;
}

// The ledger in the text, begun for this contract where it holds none. An exit status where the contract can't post to
// it, after saying why.
std::optional<int> ReadFor(const check::CheckedContract& contract, const std::string& path, const std::string& text,
                           Instant as_of, ledger::LedgerFile& file) {
  ledger::ReadLedger read = ledger::Read(text);
  if (!read.problem.empty()) {
    Complain(fmt::format("{}:{}: {}", path, read.line, read.problem));
    Complain("nothing was posted; put back a copy of the ledger that is whole: `slate ledger FILE` tells");
    return kOtherRecords;
  }
  file = std::move(read.file);
  ledger::PostedLedger& ledger = file.ledger;
  if (file.chain.empty()) {
    ledger = {.contract = contract.title,
              .reference = contract.reference,
              .time_zone = contract.zone->name(),
              .currency = contract.currency,
              .postings = {}};
    return std::nullopt;
  }
  // A title may be worded anew; what the contract is referred to by stays.
  if (ledger.reference != contract.reference || (contract.reference.empty() && ledger.contract != contract.title)) {
    const auto name = [](const std::string& title, const std::string& reference) {
      return reference.empty() ? fmt::format("\"{}\"", title) : fmt::format("\"{}\" ({})", title, reference);
    };
    Complain(fmt::format("{} is the ledger of {}; {} needs a ledger of its own", path,
                         name(ledger.contract, ledger.reference), name(contract.title, contract.reference)));
    return kInputRefused;
  }
  if (!(ledger.currency == contract.currency)) {
    Complain(
        fmt::format("{} is kept in {}, and the contract settles in {}: amounts of two currencies can't be added; give "
                    "the contract a ledger in {}",
                    path, ledger.currency.code, contract.currency.code, contract.currency.code));
    return kInputRefused;
  }
  if (const std::string why = ledger::WhyNotAsOf(ledger, as_of, contract.zone); !why.empty()) {
    Complain(fmt::format("{}: {}", path, why));
    return kUsage;
  }
  return std::nullopt;
}

int Post(const Options& options) {
  if (const std::string why = WouldOverwrite(options, {{"--ledger", options.ledger}}); !why.empty()) {
    Complain(why);
    return kUsage;
  }
  Subject subject;
  if (const auto failed = OpenSubject(options, subject)) return *failed;
  const check::CheckedContract& contract = subject.contract();
  const auto horizon = Horizon(contract);
  if (!horizon) {
    Complain(
        "nothing says until when a period that was settled may be restated, which late and corrected records ask\n"
        "put `decide restatement_horizon is 365 days` into the contract's header, or name conventions that decide it");
    return kContractErrors;
  }
  const ledger::PostingRules rules{subject.evaluate.as_of, contract.zone, *horizon};
  if (!options.dry_run && rules.as_of > Now()) {
    Complain(
        fmt::format("`--as-of {}` has not come yet, and a ledger can't be posted from what is not known; `--dry-run` "
                    "shows what would be posted",
                    options.as_of));
    return kUsage;
  }
  // What can be refused is refused before events are read; the ledger that is posted to is read again, under its lock.
  std::string text;
  ledger::LedgerFile file;
  bool missing = false;
  if (const std::string why = ReadLedgerFile(options.ledger, text, missing); !why.empty()) {
    Complain(why);
    return kInputRefused;
  }
  if (const auto failed = ReadFor(contract, options.ledger, text, rules.as_of, file)) return *failed;
  if (const auto failed = SettleSubject(options, subject)) return *failed;

  LedgerLock lock;
  if (!options.dry_run) {
    std::string again;
    if (const std::string why = lock.Open(options.ledger, again); !why.empty()) {
      Complain(why);
      return kInputRefused;
    }
    if (again != text) {  // another run posted meanwhile
      text = std::move(again);
      if (const auto failed = ReadFor(contract, options.ledger, text, rules.as_of, file)) return *failed;
    }
  }
  const ledger::Posted posted = ledger::Post(file.ledger, subject.result.ledger.rows, PartiesOf(*subject.plan), rules);
  if (!posted.problem.empty()) {
    Complain(fmt::format("{}: {}", options.ledger, posted.problem));
    return kInputRefused;
  }
  const std::size_t first = file.ledger.postings.size();
  const bool begun = !file.chain.empty();
  const std::string appended = ledger::Append(file, posted.postings);
  if (!options.dry_run && (!begun || !posted.postings.empty())) {
    if (const std::string why = lock.Replace(text + appended); !why.empty()) {
      Complain(why);
      return kInputRefused;
    }
  }
  const ledger::Run run{.ledger = file.ledger,
                        .first = first,
                        .not_restated = posted.not_restated,
                        .rules = rules,
                        .chain = file.chain,
                        .dry = options.dry_run};
  return Print(options.format == "json" ? ledger::RunJson(run) : ledger::RunTable(run)) ? kDone : kInputRefused;
}

}  // namespace

void AddPost(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "post", "Settle what is final and append it to a ledger: first results, then what late records change");
  AddEvaluationOptions(*verb, *o, "The moment of what is known (default: now)");
  verb->add_option("--ledger", o->ledger, "The ledger; made if there is none")
      ->required()
      ->type_name("FILE")
      ->check(NotEmpty());
  verb->add_flag("--dry-run", o->dry_run, "Show what would be posted, and write nothing");
  verb->add_option("--format", o->format, "How postings are printed")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  verb->footer(
      "Exit status: 0 posted, or nothing to post, 1 errors in the contract or binding, 2 wrong usage, 3 input or "
      "ledger refused, or ledger\n"
      "not written, 5 the ledger's lines are not those that were posted.");
  verb->callback([o, &run] { run = [o] { return Post(*o); }; });
}

}  // namespace slate::driver
