#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "compiler/driver/cli.h"

namespace slate::driver {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
};

// From one day through another a clause says one thing: as agreed at first, or by one amendment.
struct Stretch {
  Date from, through;
  std::string value;
  const check::CheckedAmendment* by = nullptr;         // null: as agreed at first
  const check::CheckedAmendment* overridden = nullptr; // an earlier one that says something else for these days
};
struct Timeline {
  std::string clause, name;
  std::vector<Stretch> stretches;
};

const check::CheckedAmended* ChangeOf(const check::CheckedAmendment& amendment, const std::string& name) {
  for (const check::CheckedAmended& change : amendment.changes) {
    if (change.name == name) return &change;
  }
  return nullptr;
}

Timeline TimelineOf(const check::CheckedContract& contract, const check::CheckedAmended& changed) {
  std::set<Date> days{contract.term_first};
  for (const check::CheckedAmendment& amendment : contract.amendments) {
    if (ChangeOf(amendment, changed.name) == nullptr) continue;
    days.insert(amendment.from);
    if (amendment.last < contract.term_last) days.insert(Date{amendment.last.days + 1});
  }
  Timeline timeline{changed.clause, changed.name, {}};
  for (auto day = days.begin(); day != days.end(); ++day) {
    Stretch stretch{*day, std::next(day) == days.end() ? contract.term_last : Date{std::next(day)->days - 1}, changed.before};
    for (const check::CheckedAmendment& amendment : contract.amendments) {  // the later number holds
      const check::CheckedAmended* change = ChangeOf(amendment, changed.name);
      if (change == nullptr || *day < amendment.from || amendment.last < *day) continue;
      stretch.overridden = stretch.by;
      stretch.by = &amendment;
      stretch.value = change->now;
    }
    std::vector<Stretch>& all = timeline.stretches;
    if (!all.empty() && all.back().by == stretch.by && all.back().overridden == stretch.overridden) all.back().through = stretch.through;
    else all.push_back(std::move(stretch));
  }
  return timeline;
}

// In the order of the clauses.
std::vector<Timeline> TimelinesOf(const check::CheckedContract& contract) {
  std::vector<Timeline> all;
  std::set<std::string> seen;
  for (const check::CheckedAmendment& amendment : contract.amendments) {
    for (const check::CheckedAmended& change : amendment.changes) {
      if (seen.insert(change.name).second) all.push_back(TimelineOf(contract, change));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Timeline& a, const Timeline& b) { return a.clause < b.clause; });
  return all;
}

std::string NameOf(const check::CheckedAmendment& amendment) { return fmt::format("amendment {}", amendment.number); }

// A period of an obligation that an amendment splits where it begins, or behind its last day.
struct Split {
  std::string obligation, period;
  Date at;
};

std::vector<Split> SplitsOf(const check::CheckedContract& contract, const check::CheckedAmendment& amendment) {
  std::vector<Split> splits;
  if (!amendment.split) return splits;
  for (const check::CheckedObligation& obligation : contract.obligations) {
    for (const Date at : obligation.splits) {
      if (at == amendment.from || at == Date{amendment.last.days + 1}) splits.push_back({obligation.name, PeriodName(obligation.period, at), at});
    }
  }
  return splits;
}

class Text {
 public:
  Text(const SourceSet& sources, bool color) : sources_(sources), color_(color) {}

  std::string Of(const check::CheckedContract& contract) const {
    std::string out = fmt::format("contract \"{}\"{}, {} through {}\n", contract.title, contract.reference.empty() ? "" : fmt::format(" reference \"{}\"", contract.reference),
                                  ToString(contract.term_first), ToString(contract.term_last));
    if (contract.amendments.empty()) return out + "\nno amendments\n";
    for (const check::CheckedAmendment& amendment : contract.amendments) out += Of(contract, amendment);
    for (const Timeline& timeline : TimelinesOf(contract)) out += Of(timeline);
    return out;
  }

 private:
  std::string Bold(const std::string& text) const { return color_ ? "\033[1m" + text + "\033[0m" : text; }

  std::string Of(const check::CheckedContract& contract, const check::CheckedAmendment& amendment) const {
    const Location at = sources_.Begin(amendment.span);
    std::string out = fmt::format("\n{}{} at {}:{}\n", Bold(NameOf(amendment)), amendment.title.empty() ? "" : fmt::format(" \"{}\"", amendment.title), at.path, at.line);
    for (const check::CheckedApproval& approval : amendment.approvals) out += fmt::format("  approved by {} on {}\n", approval.party, ToString(approval.on));
    out += fmt::format("  effective {} through {}{}\n", ToString(amendment.from), ToString(amendment.last), amendment.retroactive ? ", retroactive" : "");
    std::map<std::pair<Date, std::string>, std::string> splits;  // obligations, by day and period
    for (const Split& split : SplitsOf(contract, amendment)) {
      std::string& of = splits[{split.at, split.period}];
      of += (of.empty() ? "" : ", ") + split.obligation;
    }
    for (const auto& [split, of] : splits) out += fmt::format("  splits {} at {} for {}\n", split.second, ToString(split.first), of);
    for (const std::string& items : amendment.items) out += fmt::format("  for {}\n", items);
    return out;
  }

  std::string Of(const Timeline& timeline) const {
    std::string out = fmt::format("\n{} {}\n", timeline.clause, Bold(timeline.name));
    std::size_t width = 0;
    for (const Stretch& stretch : timeline.stretches) width = std::max(width, stretch.value.size());
    for (const Stretch& stretch : timeline.stretches) {
      std::string by = stretch.by == nullptr ? "as agreed at first" : "by " + NameOf(*stretch.by);
      if (stretch.overridden != nullptr) by += ", overriding " + NameOf(*stretch.overridden);
      out += fmt::format("  {} through {}  {:{}}  {}\n", ToString(stretch.from), ToString(stretch.through), stretch.value, width, by);
    }
    return out;
  }

  const SourceSet& sources_;
  bool color_;
};

Json JsonOf(const check::CheckedContract& contract, const SourceSet& sources) {
  Json amendments = Json::array(), clauses = Json::array();
  for (const check::CheckedAmendment& amendment : contract.amendments) {
    Json approvals = Json::array();
    for (const check::CheckedApproval& approval : amendment.approvals) approvals.push_back({{"by", approval.party}, {"on", ToString(approval.on)}});
    Json splits = Json::array();
    for (const Split& split : SplitsOf(contract, amendment)) splits.push_back({{"obligation", split.obligation}, {"period", split.period}, {"at", ToString(split.at)}});
    const Location at = sources.Begin(amendment.span);
    amendments.push_back({{"number", amendment.number}, {"title", amendment.title}, {"approved", std::move(approvals)}, {"from", ToString(amendment.from)}, {"through", ToString(amendment.last)},
                          {"retroactive", amendment.retroactive}, {"for", amendment.items}, {"splits", std::move(splits)}, {"file", at.path}, {"line", at.line}, {"column", at.column}});
  }
  for (const Timeline& timeline : TimelinesOf(contract)) {
    Json stretches = Json::array();
    const auto number = [](const check::CheckedAmendment* amendment) { return amendment == nullptr ? Json(nullptr) : Json(amendment->number); };
    for (const Stretch& stretch : timeline.stretches) {
      stretches.push_back({{"from", ToString(stretch.from)}, {"through", ToString(stretch.through)}, {"value", stretch.value}, {"amendment", number(stretch.by)}, {"overrides", number(stretch.overridden)}});
    }
    clauses.push_back({{"clause", timeline.clause}, {"name", timeline.name}, {"in_force", std::move(stretches)}});
  }
  return {{"contract", contract.title}, {"reference", contract.reference}, {"amendments", std::move(amendments)}, {"clauses", std::move(clauses)}};
}

int Amendments(const Options& options) {
  Compilation compilation;
  if (!AddFiles(compilation, options.files)) return kUsage;
  compilation.Check();
  PrintProblems(compilation);
  if (compilation.diagnostics().HasErrors()) return kContractErrors;
  if (compilation.contracts().empty()) {
    Complain("there is no contract among the files, so there is nothing to amend");
    return kUsage;
  }
  std::string text;
  Json list = Json::array();
  for (const check::CheckedContract& contract : compilation.contracts()) {
    if (options.format == "json") list.push_back(JsonOf(contract, compilation.sources()));
    else text += (text.empty() ? "" : "\n") + Text(compilation.sources(), ColorOn(STDOUT_FILENO)).Of(contract);
  }
  if (options.format == "json") text = list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return Print(text) ? kDone : kInputRefused;
}

}  // namespace

void AddAmendments(CLI::App& app, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("amendments", "List what amendments change, from when until when, and who approved them");
  verb->add_option("files", options->files, "Contracts, and files of amendments agreed on later")->required()->type_name("FILE");
  verb->add_option("--format", options->format, "How they are listed")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  verb->footer("Exit status: 0 no errors, 1 errors in a contract or an amendment, 2 wrong usage.");
  verb->callback([options, &run] { run = [options] { return Amendments(*options); }; });
}

}  // namespace slate::driver
