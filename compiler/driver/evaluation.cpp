#include "compiler/driver/evaluation.h"

#include <fmt/format.h>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <utility>

#include "compiler/driver/kernel_cache.h"
#include "compiler/driver/sources.h"
#include "stdlib/modules.h"

namespace slate::driver {
namespace {

std::string CsvField(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    if (c != '\0') out += c;
  }
  return out + '"';
}

std::string RejectsCsv(const std::vector<ingest::Reject>& rejects) {
  std::string out = "file,line,column,field,reason,text\r\n";
  for (const ingest::Reject& reject : rejects) {
    out += fmt::format("{},{},{},{},{},{}\r\n", CsvField(reject.path), reject.line,
                       reject.column == 0 ? "" : fmt::format("{}", reject.column), reject.field,
                       CsvField(reject.reason), CsvField(reject.text));
  }
  return out;
}

void ReportRejects(const std::vector<ingest::Reject>& rejects, bool written) {
  if (rejects.empty()) return;
  constexpr std::size_t kShown = 5;
  Complain(fmt::format("{} record{} rejected; the others are counted", rejects.size(),
                       rejects.size() == 1 ? " was" : "s were"));
  for (std::size_t i = 0; i < std::min(kShown, rejects.size()); ++i) {
    const ingest::Reject& reject = rejects[i];
    Complain(fmt::format("  {}:{}{}: {}{}", reject.path, reject.line,
                         reject.column == 0 ? "" : fmt::format(":{}", reject.column),
                         reject.field.empty() ? "" : reject.field + ": ", reject.reason));
  }
  if (rejects.size() > kShown && !written)
    Complain(fmt::format("  and {} more; `--rejects FILE` writes them all", rejects.size() - kShown));
}

// Two names of one file, whatever path leads to it.
bool SameFile(const std::string& a, const std::string& b) {
  struct stat first{}, second{};
  if (::stat(a.c_str(), &first) != 0 || ::stat(b.c_str(), &second) != 0) return a == b;
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino && S_ISREG(first.st_mode);
}

// Only whole periods are shown; says which the asked days cut.
void ReportCutPeriods(const plan::Plan& plan, const plan::Window& window) {
  std::set<std::string> cut;
  for (const PeriodGrid& grid : plan.grids) {
    if (grid.bucket > 0) continue;  // nothing is shown by buckets
    const auto name = [&](Date day) {
      const Date first = grid.StartOf(day), next = grid.NextAfter(day);
      const bool whole = first == PeriodStart(grid.period, day) && next == NextPeriod(grid.period, day);
      if (whole) return PeriodName(grid.period, day);
      return PieceName(std::max(first, plan.term_first), std::min(next, Date{plan.term_last.days + 1}));
    };
    if (grid.StartOf(window.from) < window.from && plan.term_first < window.from) cut.insert(name(window.from));
    if (window.through.days + 1 < grid.NextAfter(window.through).days && window.through < plan.term_last)
      cut.insert(name(window.through));
  }
  if (cut.empty()) return;
  std::string names;
  for (const std::string& name : cut) names += (names.empty() ? "" : ", ") + name;
  Complain(fmt::format("only whole periods are shown; the days from {} to {} cut {}", ToString(window.from),
                       ToString(window.through), names));
}

}  // namespace

void AddEvaluationOptions(CLI::App& verb, EvaluationOptions& o, const std::string& as_of) {
  verb.add_option("contract", o.contract, "The contract")->required()->type_name("CONTRACT");
  verb.add_option("--binding", o.binding, "Where events and charges come from")->required()->type_name("FILE");
  verb.add_option("--conventions", o.conventions, "Conventions of your own that the contract names")
      ->type_name("FILE")
      ->check(NotEmpty())
      ->expected(1)
      ->take_all();
  verb.add_option("--amendment", o.amendments, "Amendments that stand in a file of their own; again for further files")
      ->type_name("FILE")
      ->check(NotEmpty())
      ->expected(1)
      ->take_all();
  verb.add_option("--events", o.events, "Events of one type; again for further files; `-` is standard input")
      ->required()
      ->type_name("NAME=PATH")
      ->expected(1)
      ->take_all();
  verb.add_option("--as-of", o.as_of, as_of)->type_name("TIME")->check(NotEmpty());
  verb.add_option("--engine", o.engine, "Compiled code, the reference interpreter, or whichever is sooner done")
      ->check(CLI::IsMember({"auto", "jit", "interpret"}))
      ->capture_default_str();
  verb.add_option("--threads", o.threads, "Workers (default: one a processor)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  verb.add_option("--rejects", o.rejects, "Write rejected records here, as CSV")->type_name("PATH")->check(NotEmpty());
}

std::string WouldOverwrite(const EvaluationOptions& options,
                           std::vector<std::pair<std::string_view, std::string>> outputs) {
  std::vector<std::string> inputs{options.contract, options.binding};
  for (const std::string& argument : options.events)
    inputs.push_back(argument.substr(std::min(argument.size(), argument.find('=') + 1)));
  outputs.emplace_back("--rejects", options.rejects);
  std::erase_if(outputs, [](const auto& output) { return output.second.empty(); });
  for (const auto& [name, path] : outputs) {
    for (const std::string& input : inputs) {
      if (SameFile(path, input)) return fmt::format("`{} {}` would overwrite an input", name, path);
    }
  }
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    if (SameFile(outputs[0].second, outputs[i].second))
      return fmt::format("`{}` and `{}` are one file", outputs[0].first, outputs[i].first);
  }
  return {};
}

std::optional<int> OpenSubject(const EvaluationOptions& options, Subject& subject) {
  Compilation& compilation = subject.compilation;
  plan::Window& window = subject.window;
  std::vector<std::string> files{options.contract, options.binding};
  files.insert(files.end(), options.conventions.begin(), options.conventions.end());
  files.insert(files.end(), options.amendments.begin(), options.amendments.end());
  if (!AddFiles(compilation, files)) return kUsage;
  compilation.Check();
  if (compilation.contracts().size() != 1 || compilation.bindings().size() != 1) {
    PrintProblems(compilation);
    if (compilation.diagnostics().HasErrors()) return kContractErrors;
    Complain(fmt::format("one contract and one binding are needed; {} and {} are here", compilation.contracts().size(),
                         compilation.bindings().size()));
    return kUsage;
  }
  if (compilation.diagnostics().HasErrors()) {
    PrintProblems(compilation);
    return kContractErrors;
  }
  const check::CheckedContract& contract = compilation.contracts().front();
  window = {contract.term_first, contract.term_last};
  for (const auto& [text, name, date] :
       {std::tuple{&options.from, "--from", &window.from}, std::tuple{&options.to, "--to", &window.through}}) {
    if (text->empty()) continue;
    const auto parsed = ParseDate(*text);
    if (!parsed) {
      Complain(fmt::format("`{} {}` is not a date such as 2025-03-31", name, *text));
      return kUsage;
    }
    *date = *parsed;
  }
  if (window.through < window.from || contract.term_last < window.from || window.through < contract.term_first) {
    Complain(fmt::format("no day from {} to {} lies in the term, {} to {}", ToString(window.from),
                         ToString(window.through), ToString(contract.term_first), ToString(contract.term_last)));
    return kUsage;
  }
  EvaluateOptions& evaluate = subject.evaluate;
  evaluate.as_of = Now();
  if (!options.as_of.empty()) {
    const auto parsed = ParseAsOf(options.as_of, *contract.zone);
    if (!parsed) {
      Complain(
          fmt::format("`--as-of {}` is not one moment such as 2025-03-31, 2025-03-31T10:30 or 2025-03-31T10:30:00Z (a "
                      "time that {}'s clocks skip or repeat needs its offset)",
                      options.as_of, contract.zone->name()));
      return kUsage;
    }
    evaluate.as_of = *parsed;
  }
  window.as_of = evaluate.as_of;
  return std::nullopt;
}

namespace {

// Contract, binding, conventions and amendments; the library belongs to the version.
std::vector<std::string_view> TextsOf(const Compilation& compilation) {
  std::vector<std::string_view> texts;
  const auto library = static_cast<std::uint32_t>(LibraryModules().size());
  for (std::uint32_t i = 0; i < compilation.documents().size(); ++i) texts.push_back(compilation.sources().Text(FileId{library + i}));
  return texts;
}

}  // namespace

std::optional<int> SettleSubject(const EvaluationOptions& options, Subject& subject) {
  Compilation& compilation = subject.compilation;
  EvaluateOptions& evaluate = subject.evaluate;
  subject.plan = compilation.Plan(subject.window);
  const std::optional<plan::Plan>& plan = subject.plan;
  if (!plan) {
    PrintProblems(compilation);
    return kContractErrors;
  }
  PrintProblems(compilation);  // warnings
  ReportCutPeriods(*plan, subject.window);

  evaluate.threads =
      options.threads > 0 ? options.threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  evaluate.module_folder = ProgramFolder();
  Inputs inputs;
  if (const std::string why = inputs.Open(options.events, *plan); !why.empty()) {
    Complain(why);
    return kUsage;
  }
  evaluate.engine = options.engine == "jit"         ? Engine::jit
                    : options.engine == "interpret" ? Engine::interpret
                                                    : SoonerDone(inputs);
  std::optional<KernelCache> kernels;
  if (const std::string folder = evaluate.engine == Engine::jit ? KernelFolder() : std::string(); !folder.empty()) {
    kernels.emplace(folder, KernelCircumstances(TextsOf(compilation), evaluate.module_folder));
    evaluate.kernels = &*kernels;
  }
  std::optional<ProgressLine> progress(std::in_place);
  evaluate.progress = [&](const std::string& path, std::uint64_t bytes) { progress->Show(path, bytes); };
  subject.result = Evaluate(*plan, subject.contract(), compilation.bindings().front(), inputs.by_event, evaluate);
  const Evaluated& result = subject.result;
  progress.reset();
  evaluate.kernels = nullptr;
  std::string error;
  if (!options.rejects.empty() && !WriteFile(options.rejects, RejectsCsv(result.rejects), error)) {
    Complain(error);
    return kInputRefused;
  }
  ReportRejects(result.rejects, !options.rejects.empty());
  if (!result.input_errors.empty() || !result.missing.empty() || !result.engine_error.empty()) return Refuse(result);
  Tell(result.remarks);
  return std::nullopt;
}

}  // namespace slate::driver
