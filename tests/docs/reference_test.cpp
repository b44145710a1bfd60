// The examples of docs/language_reference.md, put together in their order: header, clauses by schedule, amendments, bindings, conventions.
// They check without a problem, its scenario holds, and both engines settle the same ledger with them.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "compiler/diagnostics/console.h"
#include "compiler/driver/evaluate.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/scenario.h"

namespace {

std::vector<std::string> Examples(const std::string& path) {
  std::vector<std::string> examples;
  std::ifstream stream(path);
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```sla";
      if (inside) examples.emplace_back();
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  return examples;
}

// A semicolon list that fits the reference's binding.
std::string Events() {
  std::string text = "order_no;site;class;promised_at;confirmed;delivered;y;m;d;ordered;received;weight;goods;driver;cause_code;depot;notified;accepted\n";
  for (int i = 0; i < 240; ++i) {
    const int month = 1 + i % 3, day = 1 + i % 27;
    const std::string site = month == 1 || i % 2 == 0 ? "HAM" : "BRE";
    text += fmt::format("A-{};{};{};2025-{:02}-{:02} 10:00;?;{};2025;{};{};5;{};{}.5;{}.25;D{};{};{};{};?\n", i, site, i % 4 == 0 ? "express" : "standard", month, day,
                        i % 9 == 0 ? "?" : fmt::format("{:02}/{:02}/2025 1{}:{:02}", day, month, i % 5, i % 60), month, day, i % 7 == 0 ? "" : "5", 10 + i % 9, i, i % 13,
                        i % 20 == 0 ? "W" : i % 20 == 1 ? "S" : "", i % 11 == 0 ? "?" : "North", i % 20 == 1 ? fmt::format("{:02}/{:02}/2025 11:30", day, month) : "?");
  }
  return text;
}

// Records of the reference's sources, by name.
std::map<std::string, std::string> Sources() {
  return {{"delivery", Events()},
          {"db_state", "database,start,end,state\ndb-1,2025-02-03 10:00,2025-02-03 10:20,down\ndb-2,2025-03-31 23:00,,down\n"},
          {"maintenance", "database,start,end,notified\ndb-1,2025-02-03 10:00,2025-02-03 10:10,2025-02-01 09:00\n"},
          {"line_state", "line,moment,status,duty\nL1,2025-01-10 00:00,OK,main\nL1,2025-03-30 00:00,SLOW,main\nL1,2025-03-30 12:00,DOWN,spare\n"},
          {"request", "region,sent,failed\neu,2025-01-10 00:00,true\neu,2025-01-10 00:01,true\neu,2025-01-10 00:06,false\n"},
          {"web_state", "website,moment,state\nw,2025-01-10 00:00,up\nw,2025-01-10 00:01,down\nw,2025-01-10 00:02,down\n"},
          {"acts", "act,made,kind,concerns,party,group,period,action\n1,2025-04-02 10:00,claimed,claimed,acme,,2025-Q1,\n2,2025-04-03 10:00,noticed,ladder,acme,express,,\n3,2025-03-30 10:00,completed,earlier_planning,baltic,,,Slot planner live\n"},
          {"incident", "ticket,priority,state,sys_updated_at\nI-1,p1,New,2025-03-10 09:00\nI-1,p1,Awaiting User Info,2025-03-10 10:00\nI-1,p1,Active,2025-03-10 14:00\nI-1,p1,resolved,2025-03-10 15:00\n"
                       "I-2,p3,New,2025-03-10 09:00\n"}};
}

}  // namespace

int main() {
  using namespace slate;
  std::string header, conventions, amendments, scenarios;
  std::vector<std::string> bindings;
  std::map<char, std::string> schedules;
  const std::vector<std::string> examples = Examples(SLATE_SOURCE_DIR "/docs/language_reference.md");
  for (const std::string& example : examples) {
    if (example.rfind("contract", 0) == 0) header = example;
    else if (example.rfind("binding", 0) == 0) bindings.push_back(example);
    else if (example.rfind("conventions", 0) == 0) conventions = example;
    else if (example.rfind("amendment", 0) == 0) amendments += example;
    else if (example.rfind("scenario", 0) == 0) scenarios += example;
    else schedules[example[0]] += example;
  }
  std::string contract = header;
  for (const auto& [letter, clauses] : schedules) contract += fmt::format("schedule {} {{\n{}}}\n", letter, clauses);
  contract += amendments + scenarios;

  int failures = examples.size() >= 10 ? 0 : 1;
  std::vector<std::string> ledgers;
  for (std::size_t b = 0; b < bindings.size(); ++b) {
    driver::Compilation compilation;
    compilation.Add("reference.sla", contract);
    compilation.Add("binding.sla", bindings[b]);
    compilation.Add("conventions.sla", conventions);
    compilation.Check();
    const auto plan = compilation.Plan(std::nullopt);
    fmt::print("{}", RenderConsole(compilation.diagnostics().Sorted(), compilation.sources(), false));
    failures += compilation.diagnostics().Sorted().empty() && plan ? 0 : 1;
    if (!plan) continue;
    for (const driver::Compilation::Scenario& scenario : compilation.scenarios()) {
      const driver::ScenarioResult result = driver::RunScenario(scenario, compilation.diagnostics(), SLATE_BUILD_DIR);
      failures += result.mismatches.empty() && result.trouble.empty() ? 0 : 1;
      if (!result.trouble.empty()) fmt::print("FAIL {}: {}\n", scenario.checked.title, result.trouble);
      for (const driver::Mismatch& mismatch : result.mismatches) fmt::print("FAIL {}: {}\n", scenario.checked.title, fmt::join(mismatch.lines, "; "));
    }
    if (b > 0) continue;  // the events below are for the first binding
    for (const driver::Engine engine : {driver::Engine::interpret, driver::Engine::jit}) {
      std::vector<std::FILE*> files;
      std::map<std::string, std::vector<ingest::Input>> inputs;
      for (const auto& [name, text] : Sources()) {
        files.push_back(std::tmpfile());
        std::fwrite(text.data(), 1, text.size(), files.back());
        std::fflush(files.back());
        ::lseek(::fileno(files.back()), 0, SEEK_SET);
        inputs[name].push_back({name + ".csv", ::fileno(files.back())});
      }
      const driver::EvaluateOptions options{.as_of = Instant{1'900'000'000'000'000}, .engine = engine, .threads = 2, .module_folder = SLATE_BUILD_DIR};
      const auto result = driver::Evaluate(*plan, compilation.contracts().front(), compilation.bindings().front(), inputs, options);
      for (std::FILE* file : files) std::fclose(file);
      const bool whole = result.input_errors.empty() && result.missing.empty() && result.engine_error.empty() && result.rejects.empty();
      if (!whole) fmt::print("FAIL not evaluated: {} rejects, {} {}\n", result.rejects.size(), result.engine_error, result.rejects.empty() ? "" : result.rejects[0].reason);
      failures += whole ? 0 : 1;
      ledgers.push_back(ledger::WriteJson(result.ledger));
    }
  }
  if (ledgers.size() != 2 || ledgers[0] != ledgers[1]) {
    fmt::print("FAIL the engines differ\n");
    ++failures;
  }
  fmt::print("{} examples, {} failed\n", examples.size(), failures);
  return failures == 0 ? 0 : 1;
}
