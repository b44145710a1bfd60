#include <fmt/format.h>

#include <charconv>

#include "compiler/driver/cli.h"
#include "compiler/driver/reasons.h"
#include "compiler/driver/sources.h"

namespace slate::driver {
namespace {

struct Options {
  std::string row, contract, binding, as_of, digest;
  std::vector<std::string> events, conventions, amendments;
  std::size_t items = 10;
};

// NAME/PERIOD or NAME/GROUP/PERIOD; a group may itself hold slashes.
std::optional<RowName> ParseRow(const std::string& text) {
  const std::size_t first = text.find('/'), last = text.rfind('/');
  if (first == std::string::npos || first == 0 || last + 1 == text.size()) return std::nullopt;
  return RowName{text.substr(0, first), first == last ? "" : text.substr(first + 1, last - first - 1), text.substr(last + 1)};
}

std::optional<std::uint64_t> ParseDigest(const std::string& text) {
  std::uint64_t digest = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), digest, 16);
  return text.size() == 16 && read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(digest) : std::nullopt;
}

// Whether the row rests on its records, and on those of the digest that was paid on.
int CompareDigests(const Reasons& reasons, const std::optional<std::uint64_t>& paid) {
  if (reasons.digest != reasons.reproduced) {
    Complain(fmt::format("the row's digest is {}, but its records, read one by one, give {}: the row does not rest on them, and this should be reported as a fault of slate",
                         ledger::DigestText(reasons.digest), ledger::DigestText(reasons.reproduced)));
    return kOtherRecords;
  }
  if (paid && *paid != reasons.digest) {
    Complain(fmt::format("the records are no longer those that the row was settled on: their digest is {}, and `--digest` says {}; records came, went, or are counted otherwise since",
                         ledger::DigestText(reasons.digest), ledger::DigestText(*paid)));
    return kOtherRecords;
  }
  return kDone;
}

int Explain(const Options& options) {
  const auto row = ParseRow(options.row);
  if (!row) {
    Complain(fmt::format("`{}` names no row; write NAME/GROUP/PERIOD such as reliability/HAM/2025-03, or NAME/PERIOD where all groups are together", options.row));
    return kUsage;
  }
  const auto paid = ParseDigest(options.digest);
  if (!options.digest.empty() && !paid) {
    Complain(fmt::format("`--digest {}` is not a row's digest; those are 16 hexadecimal digits, as `slate eval --format json` prints them", options.digest));
    return kUsage;
  }
  Compilation compilation;
  std::vector<std::string> files{options.contract, options.binding};
  files.insert(files.end(), options.conventions.begin(), options.conventions.end());
  files.insert(files.end(), options.amendments.begin(), options.amendments.end());
  if (!AddFiles(compilation, files)) return kUsage;
  compilation.Check();
  PrintProblems(compilation);
  if (compilation.diagnostics().HasErrors()) return kContractErrors;
  if (compilation.contracts().size() != 1 || compilation.bindings().size() != 1) {
    Complain(fmt::format("one contract and one binding are needed; {} and {} are here", compilation.contracts().size(), compilation.bindings().size()));
    return kUsage;
  }
  const check::CheckedContract& contract = compilation.contracts().front();
  EvaluateOptions evaluate;
  evaluate.module_folder = ProgramFolder();
  evaluate.as_of = Now();
  if (!options.as_of.empty()) {
    const auto parsed = ParseAsOf(options.as_of, *contract.zone);
    if (!parsed) {
      Complain(fmt::format("`--as-of {}` is not one moment such as 2025-03-31 or 2025-03-31T10:30", options.as_of));
      return kUsage;
    }
    evaluate.as_of = *parsed;
  }
  const auto plan = compilation.Plan(plan::Window{contract.term_first, contract.term_last, evaluate.as_of});
  if (!plan) {
    PrintProblems(compilation);
    return kContractErrors;
  }
  Inputs inputs;
  if (const std::string why = inputs.Open(options.events, *plan); !why.empty()) {
    Complain(why);
    return kUsage;
  }
  evaluate.engine = SoonerDone(inputs);
  const Reasons reasons = Why(*row, options.items, *plan, contract, compilation.bindings().front(), inputs.by_event, compilation.sources(), evaluate);
  const Evaluated& result = reasons.evaluated;
  if (!result.input_errors.empty() || !result.missing.empty() || !result.engine_error.empty()) return Refuse(result);
  Tell(result.remarks);
  if (reasons.text.empty()) {
    Complain(reasons.problem);
    return kUsage;
  }
  return Print(reasons.text) ? CompareDigests(reasons, paid) : kInputRefused;
}

}  // namespace

void AddWhy(CLI::App& app, Run& run) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("why", "Trace a ledger row down to its clauses and records");
  verb->add_option("row", o->row, "The row: obligation or metric, group if any, period")->required()->type_name("NAME[/GROUP]/PERIOD");
  verb->add_option("contract", o->contract, "The contract")->required()->type_name("CONTRACT");
  verb->add_option("--binding", o->binding, "Where events and charges come from")->required()->type_name("FILE");
  verb->add_option("--events", o->events, "Events of one type; again for further files; `-` is standard input")->required()->type_name("NAME=PATH")->expected(1)->take_all();
  verb->add_option("--conventions", o->conventions, "Conventions of your own that the contract names")->type_name("FILE")->check(NotEmpty())->expected(1)->take_all();
  verb->add_option("--amendment", o->amendments, "Amendments that stand in a file of their own; again for further files")->type_name("FILE")->check(NotEmpty())->expected(1)->take_all();
  verb->add_option("--as-of", o->as_of, "The moment the ledger is seen from (default: now)")->type_name("TIME")->check(NotEmpty());
  verb->add_option("--digest", o->digest, "The row's digest in an earlier ledger: are the records still those?")->type_name("HEX")->check(NotEmpty());
  verb->add_option("--items", o->items, "How many records of a kind are listed")->check(CLI::Range(0, 1'000'000))->type_name("N")->capture_default_str();
  verb->footer("Exit status: 0 shown, 1 errors in the contract or binding, 2 wrong usage or no such row, 3 input refused,\n"
               "5 the records are not those of --digest.");
  verb->callback([o, &run] { run = [o] { return Explain(*o); }; });
}

}  // namespace slate::driver
