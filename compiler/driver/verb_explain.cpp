#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/check/suggest.h"
#include "compiler/driver/cli.h"

namespace slate::driver {
namespace {

// The lines of an example, the first behind its title.
std::string Lines(std::string_view title, std::string_view text) {
  std::string out = fmt::format("  {:9}", title);
  for (const char c : text) out += c == '\n' ? "\n           " : std::string(1, c);
  return out + "\n";
}

std::string Entry(DiagnosticKind kind) {
  const KindExample example = ExampleOf(kind);
  return fmt::format("{}: {}\n\n{}\n{}", KindName(kind), KindSummary(kind), Lines("mistake", example.mistake), Lines("mended", example.mending));
}

int Explain(const std::string& wanted) {
  std::string list;
  std::vector<std::string> names;
  for (const DiagnosticKind kind : AllKinds()) {
    names.emplace_back(KindName(kind));
    if (wanted == KindName(kind)) return Print(Entry(kind)) ? kDone : kInputRefused;
    list += fmt::format("{:28} {}\n", KindName(kind), KindSummary(kind));
  }
  if (wanted.empty()) return Print(list) ? kDone : kInputRefused;
  Complain(fmt::format("no kind of problem is called `{}`{}", wanted, check::DidYouMean(wanted, names)));
  return kUsage;
}

}  // namespace

void AddExplain(CLI::App& app, Run& run) {
  auto kind = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("explain", "Say what a kind of problem means, or list all kinds");
  verb->add_option("kind", *kind, "The word in brackets of a message")->type_name("KIND");
  verb->callback([kind, &run] { run = [kind] { return Explain(*kind); }; });
}

void AddCompletion(CLI::App& app, Run& run) {
  CLI::App* verb = app.add_subcommand("completion", "Print a completion script for bash: source <(slate completion)");
  verb->callback([&run] {
    run = [] {
      return Print(R"(_slate() {
  local word="${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "check decisions amendments eval post ledger agenda why test fmt explain completion help --help --version" -- "$word"))
    return
  fi
  case "${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD-1]}" in
    "eval --engine"|"post --engine"|"agenda --engine") COMPREPLY=($(compgen -W "auto jit interpret" -- "$word")); return;;
    "eval --format"|"ledger --format") COMPREPLY=($(compgen -W "table json csv" -- "$word")); return;;
    "post --format"|"agenda --format") COMPREPLY=($(compgen -W "table json" -- "$word")); return;;
    "check --format"|"decisions --format"|"amendments --format") COMPREPLY=($(compgen -W "text json" -- "$word")); return;;
    "check --dump") COMPREPLY=($(compgen -W "ast checked plan llvm" -- "$word")); return;;
  esac
  case "${COMP_WORDS[1]} $word" in
    "eval -"*) COMPREPLY=($(compgen -W "--binding --events --from --to --as-of --conventions --amendment --engine --threads --format --out --rejects --fail-on-miss" -- "$word"));;
    "post -"*) COMPREPLY=($(compgen -W "--binding --events --as-of --conventions --amendment --engine --threads --ledger --dry-run --format --rejects" -- "$word"));;
    "agenda -"*) COMPREPLY=($(compgen -W "--binding --events --as-of --conventions --amendment --engine --threads --forum --format --rejects" -- "$word"));;
    "ledger -"*) COMPREPLY=($(compgen -W "--chain --format" -- "$word"));;
    "why -"*) COMPREPLY=($(compgen -W "--binding --events --as-of --conventions --amendment --items" -- "$word"));;
    "test -"*) COMPREPLY=($(compgen -W "--filter" -- "$word"));;
    "decisions -"*) COMPREPLY=($(compgen -W "--format --json" -- "$word"));;
    "amendments -"*) COMPREPLY=($(compgen -W "--format" -- "$word"));;
    "check -"*) COMPREPLY=($(compgen -W "--format --dump" -- "$word"));;
    *) COMPREPLY=($(compgen -f -- "$word"));;
  esac
}
complete -o filenames -F _slate slate
)") ? kDone : kInputRefused;
    };
  });
}

}  // namespace slate::driver
