#include "compiler/driver/pipeline.h"

#include <fmt/format.h>

#include <map>

#include "compiler/plan/verify.h"
#include "compiler/syntax/parse.h"
#include "stdlib/modules.h"

namespace slate::driver {

Compilation::Compilation() {
  for (const LibraryModule& module : LibraryModules()) unread_.push_back({module.path, sources_.Add(std::string(module.path), std::string(module.text))});
}

void Compilation::ReadLibrary(std::string_view folder) {
  std::erase_if(unread_, [&](const Module& module) {
    if (!module.path.starts_with(folder)) return false;
    library_.push_back(syntax::Parse(sources_, module.file, diagnostics_));
    return true;
  });
}

const std::deque<syntax::Document>& Compilation::library() {
  ReadLibrary("");
  return library_;
}

void Compilation::Add(std::string path, std::string text) {
  const FileId file = sources_.Add(std::move(path), std::move(text));
  documents_.push_back(syntax::Parse(sources_, file, diagnostics_));
}

const syntax::Contract* Compilation::OnlyContract() const {
  const syntax::Contract* only = nullptr;
  for (const syntax::Document& document : documents_) {
    for (const syntax::Contract& contract : document.contracts) {
      if (only != nullptr) return nullptr;
      only = &contract;
    }
  }
  return only;
}

// Those that stand behind it in its file, before another contract; and of the only contract those in files without one.
std::vector<const syntax::Amendment*> Compilation::AmendmentsOf(const syntax::Contract& contract) const {
  std::vector<const syntax::Amendment*> amendments;
  for (const syntax::Document& document : documents_) {
    for (const syntax::Amendment& amendment : document.amendments) {
      const syntax::Contract* of = amendment.contracts_before == 0 ? OnlyContract() : &document.contracts[amendment.contracts_before - 1];
      if (of == &contract) amendments.push_back(&amendment);
    }
  }
  return amendments;
}

// A contract's conventions and calendars are checked among all of their kind: two of one name, or none of a name, are told.
void Compilation::ReadLibraryInUse() {
  bool conventions = false, calendars = false;
  for (const syntax::Document& document : documents_) {
    conventions = conventions || !document.conventions.empty();
    calendars = calendars || !document.calendars.empty();
    for (const syntax::Contract& contract : document.contracts) {
      conventions = conventions || contract.conventions;
      calendars = calendars || !contract.calendars.empty();
    }
  }
  if (conventions) ReadLibrary("stdlib/conventions/");
  if (calendars) ReadLibrary("stdlib/calendars/");
}

void Compilation::Check() {
  ReadLibraryInUse();
  check::Library library;
  for (const auto* documents : {&library_, &documents_}) {
    for (const syntax::Document& document : *documents) {
      for (const syntax::Conventions& module : document.conventions) library.conventions.push_back(&module);
      for (const syntax::Calendar& module : document.calendars) library.calendars.push_back(&module);
    }
  }
  std::vector<std::string> used;
  for (const syntax::Document& document : documents_) {
    for (const syntax::Contract& contract : document.contracts) {
      if (contract.conventions && !contract.conventions->parts.empty()) used.push_back(contract.conventions->parts.front().text);
    }
  }
  check::CheckConventionsOf(library, used, sources_, diagnostics_);
  std::map<std::string, Span> calendars;
  for (const syntax::Calendar* module : library.calendars) {
    const auto [first, fresh] = calendars.emplace(module->name.text, module->name.span);
    if (fresh || module->name.text.empty()) continue;
    diagnostics_.Report(DiagnosticKind::duplicate_name, module->name.span, fmt::format("calendar `{}` is declared twice", module->name.text)).notes.push_back({first->second, "the other one"});
  }
  for (const syntax::Document& document : documents_) {
    if (!document.calendars.empty() && !document.bindings.empty()) {
      diagnostics_.Report(DiagnosticKind::binding_invalid, document.calendars.front().span, "a file with a binding holds a calendar as well")
          .help = "calendars decide what the contract means; keep them with the contract, in a file the parties sign";
    }
    if (!document.conventions.empty() && !document.bindings.empty()) {
      diagnostics_.Report(DiagnosticKind::binding_invalid, document.conventions.front().span, "a file with a binding holds conventions as well")
          .help = "conventions decide what the contract means; keep them with the contract, in a file the parties sign";
    }
  }
  for (const syntax::Document& document : documents_) {
    for (const syntax::Amendment& amendment : document.amendments) {
      if (amendment.contracts_before > 0 || OnlyContract() != nullptr) continue;
      diagnostics_.Report(DiagnosticKind::amendment_out_of_order, amendment.head, "the contract of this amendment is not among the files, or several are")
          .help = "give the contract's file as well, or write the amendment behind its contract, into one file";
    }
  }
  std::map<std::string, Span> references;
  std::vector<bool> sound;  // by contract
  for (const syntax::Document& document : documents_) {
    for (const syntax::Contract& contract : document.contracts) {
      if (!contract.reference) continue;
      const auto [first, fresh] = references.emplace(contract.reference->value, contract.reference->span);
      if (fresh) continue;
      diagnostics_.Report(DiagnosticKind::duplicate_name, contract.reference->span, fmt::format("two contracts have the reference \"{}\"", contract.reference->value))
          .notes.push_back({first->second, "the other one"});
    }
    for (const syntax::Contract& contract : document.contracts) {
      const std::size_t errors = diagnostics_.ErrorCount();
      contracts_.push_back(check::CheckContract(contract, AmendmentsOf(contract), library, sources_, diagnostics_));
      sound.push_back(!contracts_.back().unread && diagnostics_.ErrorCount() == errors);
    }
  }
  std::map<std::pair<std::string, std::string>, Span> titles;
  for (const syntax::Document& document : documents_) {
    for (const syntax::Binding& binding : document.bindings) {
      const auto [first, fresh] = titles.emplace(std::pair(binding.reference ? binding.reference->value : "", binding.title.value), binding.title.span);
      if (!fresh) {
        Diagnostic& problem = diagnostics_.Report(DiagnosticKind::duplicate_name, binding.title.span, fmt::format("the binding \"{}\" is given twice", binding.title.value));
        problem.notes.push_back({first->second, "the other one"});
        problem.help = "give its file once; two bindings of one contract need two titles";
        continue;
      }
      const check::CheckedContract* contract = contracts_.size() == 1 ? &contracts_.front() : nullptr;
      for (const check::CheckedContract& candidate : contracts_) {
        if (binding.reference && binding.reference->value == candidate.reference) contract = &candidate;
      }
      if (contract == nullptr) {
        diagnostics_.Report(DiagnosticKind::binding_for_other_contract, binding.title.span, "the contract of this binding is not among the files")
            .help = "give the contract's file as well; a binding is checked against it";
        continue;
      }
      if (binding.unread || contract->unread) continue;  // reported there
      bindings_.push_back(check::CheckBinding(binding, *contract, sources_, diagnostics_));
    }
  }
  std::size_t first = 0;  // contract of the file
  for (const syntax::Document& document : documents_) {
    for (const syntax::Scenario& scenario : document.scenarios) {
      const std::size_t own = scenario.contracts_before == 0 ? SIZE_MAX : first + scenario.contracts_before - 1;
      const check::CheckedContract* contract = own < contracts_.size() ? &contracts_[own] : contracts_.size() == 1 ? &contracts_.front() : nullptr;
      if (contract == nullptr) {
        diagnostics_.Report(DiagnosticKind::scenario_invalid, scenario.title.span, "the contract of this scenario is not among the files").help = "give the contract's file as well";
        continue;
      }
      // What a scenario gives and expects is told by what the contract means: no word about it before that is known.
      if (scenario.unread || !sound[own < contracts_.size() ? own : 0]) continue;
      scenarios_.push_back({contract, check::CheckScenario(scenario, *contract, sources_, diagnostics_)});
    }
    first += document.contracts.size();
  }
  if (diagnostics_.HasErrors()) return;
  // What only lowering can see is an error of the contract too.
  for (const check::CheckedContract& contract : contracts_) {
    plan::FromChecked(contract, nullptr, {contract.term_first, contract.term_last}, diagnostics_);
  }
}

std::optional<plan::Plan> Compilation::Plan(std::optional<plan::Window> window) {
  if (diagnostics_.HasErrors() || contracts_.empty()) return std::nullopt;
  const check::CheckedContract& contract = contracts_.front();
  plan::Window part = window.value_or(plan::Window{contract.term_first, contract.term_last});
  part.from = std::max(part.from, contract.term_first);
  part.through = std::min(part.through, contract.term_last);
  plan::Plan plan = plan::FromChecked(contract, bindings_.empty() ? nullptr : &bindings_.front(), part, diagnostics_);
  for (const std::string& broken : plan::Verify(plan)) {
    diagnostics_.Report(DiagnosticKind::plan_unsound, contract.span, "the plan breaks a rule of the engine: " + broken)
        .help = "this is a defect of Slate, not of the contract; nothing was evaluated";
  }
  if (diagnostics_.HasErrors()) return std::nullopt;
  return plan;
}

}  // namespace slate::driver
