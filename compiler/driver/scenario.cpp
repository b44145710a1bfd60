#include "compiler/driver/scenario.h"

#include <algorithm>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/settle/words.h"

namespace slate::driver {
namespace {

std::string JsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\', out += c;
    else if (code < 0x20) out += fmt::format("\\u{:04x}", code);
    else out += c;
  }
  return out + '"';
}

std::string Numbered(const std::string& text, std::int64_t n) {
  const std::size_t at = text.find("{n}");
  return at == std::string::npos ? text : text.substr(0, at) + fmt::format("{}", n) + text.substr(at + 3);
}

void AddRecord(std::string& out, const std::vector<std::optional<std::string>>& values, const check::CheckedEvent& declared, std::int64_t n) {
  std::string line;
  for (std::size_t f = 0; f < values.size(); ++f) {
    if (values[f]) line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", JsonText(declared.fields[f].name), JsonText(Numbered(*values[f], n)));
  }
  out += "{" + line + "}\n";
}

void AddProbes(std::string& out, const check::GivenRecords& given, const check::CheckedEvent& declared) {
  const check::GivenProbes& probes = *given.probes;
  std::vector<std::optional<std::string>> values = given.values;
  for (Instant at = probes.from; at < probes.until; at.micros += probes.every) {
    values[probes.moment] = ToString(at);
    values[probes.state] = probes.otherwise;
    for (const check::GivenProbes::Seen& seen : probes.seen) {
      if (seen.from <= at && at < seen.until) values[probes.state] = seen.state;
    }
    AddRecord(out, values, declared, 1);
  }
}

// The records of one event, a JSON object a line.
std::string Records(const check::CheckedScenario& scenario, std::uint32_t event, const check::CheckedEvent& declared) {
  std::string out;
  for (const check::GivenRecords& given : scenario.records) {
    if (given.event != event) continue;
    if (given.probes) AddProbes(out, given, declared);
    for (std::int64_t n = 1; !given.probes && n <= given.count; ++n) AddRecord(out, given.values, declared, n);
  }
  return out;
}

// A file in memory, read from its start; closed at the end.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text) : fd_(::memfd_create("slate-scenario", MFD_CLOEXEC)) {
    std::size_t done = 0;
    while (fd_ >= 0 && done < text.size()) {
      const ssize_t count = ::write(fd_, text.data() + done, text.size() - done);
      if (count <= 0) break;
      done += static_cast<std::size_t>(count);
    }
    if (fd_ >= 0) ::lseek(fd_, 0, SEEK_SET);
  }
  ~MemoryFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

Evaluated RunOn(Engine engine, const plan::Plan& plan, const Compilation::Scenario& scenario, const std::string& module_folder) {
  std::vector<std::unique_ptr<MemoryFile>> files;
  std::map<std::string, std::vector<ingest::Input>> inputs;
  for (std::uint32_t e = 0; e < scenario.contract->events.size(); ++e) {
    const check::CheckedEvent& event = scenario.contract->events[e];
    if (event.folded != check::Folded::no) continue;
    files.push_back(std::make_unique<MemoryFile>(Records(scenario.checked, e, event)));
    inputs[event.name].push_back({"given " + event.name, files.back()->fd()});
  }
  EvaluateOptions options;
  options.as_of = plan.zone->StartOf(ToDate({9000, 1, 1}));  // everything is known and final
  options.engine = engine;
  options.module_folder = module_folder;
  options.case_clocks = true;
  // One that gives no acts is about what comes of its records, and not about who asks for it.
  options.all_claimed = scenario.contract->acts && std::none_of(scenario.checked.records.begin(), scenario.checked.records.end(), [&](const check::GivenRecords& given) { return given.event == *scenario.contract->acts; });
  return Evaluate(plan, *scenario.contract, scenario.checked.binding, inputs, options);
}

// Only what is expected needs its charges: the other obligations, groups and periods of a contract are none of the scenario's business.
std::string Trouble(const Evaluated& result, const check::CheckedScenario& scenario) {
  if (!result.engine_error.empty()) return result.engine_error;
  if (!result.input_errors.empty()) return result.input_errors.front().path + ": " + result.input_errors.front().message;
  if (!result.rejects.empty()) {
    const ingest::Reject& reject = result.rejects.front();
    return fmt::format("{}, record {}: {}{}", reject.path, reject.line, reject.field.empty() ? "" : reject.field + ": ", reject.reason);
  }
  const auto lacks_amount = [&](const settle::Row& row) {
    const bool lacks = (row.band && row.verdict != settle::Verdict::pending && !row.credit) || (row.bonus && !row.bonus->amount);
    return lacks && std::any_of(scenario.expectations.begin(), scenario.expectations.end(), [&](const auto& one) { return one.is_obligation && one.name == row.obligation && one.group == row.group && one.period == row.period; });
  };
  if (!result.missing.empty() && std::any_of(result.ledger.rows.begin(), result.ledger.rows.end(), lacks_amount)) {
    const auto expected = [&](const settle::MissingCharge& missing) {
      return std::any_of(scenario.expectations.begin(), scenario.expectations.end(), [&](const auto& one) { return one.period == missing.period && (missing.group.empty() || one.group == missing.group); });
    };
    const auto own = std::find_if(result.missing.begin(), result.missing.end(), expected);
    const settle::MissingCharge& missing = own == result.missing.end() ? result.missing.front() : *own;  // another one where a cap is shared
    return fmt::format("no charge is given: add `given {} {} AMOUNT{} in {}`", missing.charge, result.ledger.currency.code,
                       missing.group_field.empty() ? "" : fmt::format(" for {} \"{}\"", missing.group_field, missing.group), missing.period);
  }
  return {};
}

class Comparison {
 public:
  Comparison(const check::CheckedExpectation& expected, const settle::Row& row, const Currency& currency) : expected_(expected), row_(row), currency_(currency) {}

  std::vector<std::string> Differences() {
    Value();
    if (expected_.verdict) {
      const std::string found(row_.verdict ? settle::Phrase(*row_.verdict) : "none");
      Compare("verdict", *expected_.verdict, found, found == *expected_.verdict);
    }
    if (expected_.band) Compare("band", *expected_.band, row_.band_text.empty() ? "none" : row_.band_text, row_.band_text.rfind(*expected_.band + " :", 0) == 0);
    if (expected_.credit) {
      Compare("credit", Money(*expected_.credit), row_.credit ? Money(*row_.credit) : "none", row_.credit == expected_.credit);
    }
    if (expected_.bonus) {
      const auto found = row_.bonus ? row_.bonus->amount : std::nullopt;
      Compare("bonus", Money(*expected_.bonus), found ? Money(*found) : "none", found == expected_.bonus);
    }
    if (expected_.earned_back) {
      const Int128 found = settle::EarnedBackIn(row_);
      Compare("earned back", Money(*expected_.earned_back), Money(found), found == *expected_.earned_back);
    }
    if (!lines_.empty()) Operands();
    return std::move(lines_);
  }

 private:
  std::string Money(Int128 minor) const { return fmt::format("{} {}", currency_.code, GroupedAmountText(minor, currency_)); }
  std::string Found() const {
    if (!row_.value) return "no data";
    const std::string shown = ledger::ValueText(row_);
    if (row_.form.kind == settle::ValueKind::quantity) return shown;
    if (row_.form.kind == settle::ValueKind::time_share) {
      return fmt::format("{}/{} {} ({})", ledger::PartText(row_.value->numerator, row_.form), ledger::PartText(row_.value->denominator, row_.form), row_.form.unit, shown);
    }
    return fmt::format("{}/{} ({})", ToString(row_.value->numerator), ToString(row_.value->denominator), shown);
  }
  void Compare(std::string_view what, const std::string& expected, const std::string& found, bool equal) {
    if (!equal) lines_.push_back(fmt::format("{}: expected {}, found {}", what, expected, found));
  }

  void Value() {
    const std::string written = expected_.value_written.substr(std::min(expected_.value_written.size(), expected_.value_written.find(':') + 2));
    if (expected_.no_value) Compare("value", "no data", Found(), !row_.value);
    if (expected_.fraction) {
      const bool equal = row_.value && row_.value->numerator == expected_.fraction->first && row_.value->denominator == expected_.fraction->second;
      Compare("value", written, Found(), equal);
    } else if (expected_.worth) {
      Compare("value", written, Found(), row_.value && slate::Compare(MakeRatio(row_.value->numerator, row_.value->denominator), *expected_.worth) == 0);
    }
  }

  void Operands() {
    const settle::Evidence& evidence = row_.evidence;
    const bool time = row_.form.kind == settle::ValueKind::time_share;
    const auto count = [&](std::uint64_t items) { return ledger::EvidenceText(items, row_.form); };
    std::string counts = fmt::format("{} {}", count(evidence.selected), time ? row_.form.unit : "items");
    for (const settle::Evidence::Excluded& excluded : evidence.excluded) counts += fmt::format(", {} excluded by {}", count(excluded.items), excluded.exclusion);
    const bool own_items = evidence.operands.empty() || row_.form.kind == settle::ValueKind::share;
    if (own_items) counts += fmt::format(", {} counted", count(evidence.denominator));
    if (own_items && row_.form.kind != settle::ValueKind::quantity) counts += fmt::format(", {} of them good", count(evidence.numerator));
    lines_.push_back(std::move(counts));
    for (const settle::Evidence::Operand& operand : evidence.operands) {
      lines_.push_back(fmt::format("{}{} in {}: {}", operand.metric, operand.group.empty() ? "" : " for " + operand.group, operand.period,
                                   operand.value ? ledger::ValueText(*operand.value, operand.form, nullptr) : "no value"));
    }
    if (row_.target) lines_.push_back(fmt::format("target {} {}", settle::Phrase(row_.target->direction), ledger::LevelText(row_.target->level, row_.form)));
    if (row_.minimum) lines_.push_back(fmt::format("minimum {} {}", settle::Phrase(row_.minimum->direction), ledger::LevelText(row_.minimum->level, row_.form)));
    if (!row_.verdict_reason.empty()) lines_.push_back("because " + row_.verdict_reason);
    if (!row_.band_text.empty()) lines_.push_back("band " + row_.band_text);
    if (row_.base) lines_.push_back("of " + Money(*row_.base));
    if (row_.gross) lines_.push_back("before limits " + Money(*row_.gross));
    if (const auto& one = row_.displaced) lines_.push_back(fmt::format("{}: the credit of {} counts, took {}", one->text, one->by, Money(one->taken)));
    for (const settle::CapTaken& cap : row_.caps) lines_.push_back(fmt::format("{} took {}", cap.text, Money(cap.taken)));
  }

  const check::CheckedExpectation& expected_;
  const settle::Row& row_;
  const Currency& currency_;
  std::vector<std::string> lines_;
};

std::string TimeText(std::int64_t micros, const BusinessCalendar* calendar) {
  return fmt::format("{} {}hours", ledger::ExactText(MakeRatio(micros, 3600 * kMicrosPerSecond)), calendar == nullptr ? "" : calendar->rules().name + " ");
}

std::string VerdictOf(const CaseClockResult& found) {
  if (found.left_out) return "not assessed";
  return found.result.undecided ? "pending" : found.result.kept ? "met" : "missed";
}

std::vector<std::string> DifferencesOf(const check::CheckedCaseExpectation& expected, const Evaluated& evaluated) {
  const CaseClockResult* found = nullptr;  // the last, where a case was opened again too late
  for (const CaseClockResult& one : evaluated.case_clocks) {
    if (one.case_name == expected.case_name && one.key == expected.key && one.clock == expected.clock) found = &one;
  }
  if (found == nullptr) return {fmt::format("there is no `{}` \"{}\"", expected.case_name, expected.key)};
  std::vector<std::string> lines;
  if (expected.used && (*expected.used != found->result.used || expected.calendar != found->unit)) {
    lines.push_back(fmt::format("{}: expected {}, found {}", expected.clock, expected.written, TimeText(found->result.used, found->unit)));
  }
  if (expected.verdict && *expected.verdict != VerdictOf(*found)) lines.push_back(fmt::format("verdict: expected {}, found {}", *expected.verdict, VerdictOf(*found)));
  return lines;
}

const settle::Row* FindRow(const ledger::Ledger& ledger, const check::CheckedExpectation& expected) {
  for (const settle::Row& row : ledger.rows) {
    const bool named = expected.is_obligation ? row.obligation == expected.name : row.obligation.empty() && row.metric == expected.name;
    if (named && row.group == expected.group && row.period == expected.period) return &row;
  }
  // A metric that only an obligation measures has its value there.
  if (expected.is_obligation) return nullptr;
  for (const settle::Row& row : ledger.rows) {
    if (row.metric == expected.name && row.group == expected.group && row.period == expected.period) return &row;
  }
  return nullptr;
}

}  // namespace

ScenarioResult RunScenario(const Compilation::Scenario& scenario, Diagnostics& diagnostics, const std::string& module_folder) {
  ScenarioResult result;
  const check::CheckedContract& contract = *scenario.contract;
  const plan::Plan plan = plan::FromChecked(contract, &scenario.checked.binding, {contract.term_first, contract.term_last}, diagnostics);
  const Evaluated evaluated = RunOn(Engine::interpret, plan, scenario, module_folder);
  result.trouble = Trouble(evaluated, scenario.checked);
  if (!result.trouble.empty()) return result;
  const Evaluated compiled = RunOn(Engine::jit, plan, scenario, module_folder);
  if (!compiled.engine_error.empty() || ledger::WriteJson(evaluated.ledger) != ledger::WriteJson(compiled.ledger)) {
    result.trouble = "interpreter and compiled code disagree; this is a defect of Slate: " + compiled.engine_error;
    return result;
  }
  for (const check::CheckedExpectation& expected : scenario.checked.expectations) {
    const settle::Row* row = FindRow(evaluated.ledger, expected);
    if (row == nullptr) {
      result.mismatches.push_back({expected.span, {fmt::format("`{}` has no row for {}{}: no such group exists then", expected.name, expected.group.empty() ? "" : expected.group + " in ", expected.period)}});
      continue;
    }
    std::vector<std::string> lines = Comparison(expected, *row, contract.currency).Differences();
    if (!lines.empty()) result.mismatches.push_back({expected.span, std::move(lines)});
  }
  for (const check::CheckedCaseExpectation& expected : scenario.checked.case_expectations) {
    std::vector<std::string> lines = DifferencesOf(expected, evaluated);
    if (!lines.empty()) result.mismatches.push_back({expected.span, std::move(lines)});
  }
  return result;
}

}  // namespace slate::driver
