// Text to plan, as a library: no files are opened and nothing is printed here. In: sources by path and text. Out: checked
// contracts, bindings and their problems.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/check.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/plan/from_checked.h"
#include "compiler/plan/plan.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/ast.h"

namespace slate::driver {

class Compilation {
 public:
  Compilation();

  void Add(std::string path, std::string text);  // parses; problems go to diagnostics()
  void Check();                                  // every contract, then every binding against its contract

  const SourceSet& sources() const { return sources_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  const std::deque<syntax::Document>& library();  // all of it; checking reads no more of it than is asked for
  const std::deque<syntax::Document>& documents() const { return documents_; }
  const std::deque<check::CheckedContract>& contracts() const { return contracts_; }
  const std::deque<check::CheckedBinding>& bindings() const { return bindings_; }

  struct Scenario {
    const check::CheckedContract* contract;
    check::CheckedScenario checked;
  };
  const std::deque<Scenario>& scenarios() const { return scenarios_; }

  // The plan of the only contract with the only binding, over the term or a part of it; reports what stands in the way.
  std::optional<plan::Plan> Plan(std::optional<plan::Window> window);

 private:
  const syntax::Contract* OnlyContract() const;  // null where there are several, or none
  std::vector<const syntax::Amendment*> AmendmentsOf(const syntax::Contract& contract) const;

  struct Module {
    std::string_view path;
    FileId file;
  };
  void ReadLibrary(std::string_view folder);
  void ReadLibraryInUse();

  SourceSet sources_;
  Diagnostics diagnostics_;
  std::vector<Module> unread_;            // of the library
  std::deque<syntax::Document> library_;
  std::deque<syntax::Document> documents_;
  std::deque<check::CheckedContract> contracts_;
  std::deque<check::CheckedBinding> bindings_;
  std::deque<Scenario> scenarios_;
};

}  // namespace slate::driver
