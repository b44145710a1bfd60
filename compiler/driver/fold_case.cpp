#include "compiler/driver/fold_case.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace slate::driver {
namespace {

// The columns that records of every case begin with.
enum RecordColumn : std::size_t { kStep = 0, kAt = 1 };

struct Record {
  const ingest::Rows* part = nullptr;
  std::size_t row = 0;
  std::int64_t Value(std::size_t column) const { return part->Value(column, row); }
};

class CaseFolding {
 public:
  CaseFolding(const plan::Scan& scan, const std::vector<Kept>& kept, Instant as_of, bool with_results)
      : scan_(scan), fold_(*scan.case_fold), kept_(kept[fold_.records]), as_of_(as_of), with_results_(with_results) {
    folded_.table = std::make_unique<ingest::TableSpec>(TableOfFold(scan));
    folded_.rows.emplace(*folded_.table);
    for (const plan::CaseClock& clock : fold_.clocks) folded_.clocks.push_back({.case_name = scan.event, .clock = clock.name, .clause = clock.origin.clause});
  }

  FoldedCases Run() {
    ReadRecords();
    for (std::size_t begin = 0, end = 0; begin < records_.size(); begin = end) {
      while (end < records_.size() && SameKey(records_[begin], records_[end])) ++end;
      Key(begin, end);
    }
    for (ledger::ClockAccount& account : folded_.clocks) {
      std::stable_sort(account.at_risk.begin(), account.at_risk.end(), [](const ledger::RunningClock& a, const ledger::RunningClock& b) {
        return std::tuple(!a.passes.has_value(), a.passes) < std::tuple(!b.passes.has_value(), b.passes);
      });
    }
    return std::move(folded_);
  }

 private:
  const ingest::Dictionary* DictionaryOf(std::uint32_t column) const { return kept_.table.columns[column].dictionary.get(); }

  // Sorted by the texts of their keys, by time and by the order of steps. What has not happened yet is not there.
  void ReadRecords() {
    for (const ingest::Rows& part : kept_.parts) {
      for (std::size_t row = 0; row < part.size(); ++row) {
        if (as_of_.micros < part.Value(kAt, row)) ++folded_.not_yet;
        else records_.push_back({&part, row});
      }
    }
    // Texts compare by their bytes: by the place of their id among all of them.
    std::vector<std::vector<std::uint32_t>> places(fold_.key.size());
    for (std::size_t k = 0; k < fold_.key.size(); ++k) {
      const ingest::Dictionary* texts = DictionaryOf(fold_.key[k]);
      if (texts == nullptr) continue;
      std::vector<std::uint32_t> ids(texts->size());
      std::iota(ids.begin(), ids.end(), 0u);
      std::sort(ids.begin(), ids.end(), [&](std::uint32_t a, std::uint32_t b) { return texts->Text(a) < texts->Text(b); });
      places[k].resize(ids.size());
      for (std::uint32_t place = 0; place < ids.size(); ++place) places[k][ids[place]] = place;
    }
    std::sort(records_.begin(), records_.end(), [&](const Record& a, const Record& b) {
      for (std::size_t k = 0; k < fold_.key.size(); ++k) {
        std::int64_t left = a.Value(fold_.key[k]), right = b.Value(fold_.key[k]);
        if (!places[k].empty()) left = places[k][static_cast<std::size_t>(left)], right = places[k][static_cast<std::size_t>(right)];
        if (left != right) return left < right;
      }
      return std::tuple(a.Value(kAt), a.Value(kStep)) < std::tuple(b.Value(kAt), b.Value(kStep));
    });
  }

  bool SameKey(const Record& a, const Record& b) const {
    return std::all_of(fold_.key.begin(), fold_.key.end(), [&](std::uint32_t column) { return a.Value(column) == b.Value(column); });
  }

  std::string KeyText(const Record& record) const {
    std::string text;
    for (const std::uint32_t column : fold_.key) {
      const std::int64_t value = record.Value(column);
      const ingest::Dictionary* texts = DictionaryOf(column);
      text += (text.empty() ? "" : ", ") + (texts != nullptr ? std::string(texts->Text(static_cast<std::uint32_t>(value))) : std::to_string(value));
    }
    return text;
  }

  void Key(std::size_t begin, std::size_t end) {
    std::vector<measure::StepRecord> steps;
    for (std::size_t i = begin; i < end; ++i) {
      measure::StepRecord step{.at = {records_[i].Value(kAt)}, .step = static_cast<std::uint32_t>(records_[i].Value(kStep)), .classes = {}};
      for (const plan::CaseClock& clock : fold_.clocks) step.classes.push_back(clock.class_column ? static_cast<std::uint32_t>(records_[i].Value(*clock.class_column)) : 0);
      steps.push_back(std::move(step));
    }
    for (const measure::CaseResult& one : measure::FoldCases(steps, fold_.rules, as_of_)) {
      for (std::size_t c = 0; c < one.clocks.size(); ++c) Account(one, c, records_[begin]);
      if (one.left_out) folded_.left_out += one.last - one.first + 1;
      else Row(begin, one);
    }
  }

  void Row(std::size_t begin, const measure::CaseResult& one) {
    const Record& latest = records_[begin + one.last];
    values_.clear();
    recorded_.clear();
    const auto add = [&](std::int64_t value, bool recorded = true) {
      values_.push_back(value);
      recorded_.push_back(recorded ? 1 : 0);
    };
    for (const std::uint32_t column : fold_.carried) CarryValue(kept_.table, *latest.part, column, latest.row, *folded_.table, values_, recorded_);
    std::vector<std::optional<std::int64_t>> moments(fold_.steps.size());
    for (std::size_t i = one.first; i <= one.last; ++i) moments[static_cast<std::size_t>(records_[begin + i].Value(kStep))] = records_[begin + i].Value(kAt);
    for (const auto& moment : moments) add(moment.value_or(0), moment.has_value());
    for (const measure::ClockResult& clock : one.clocks) {
      add(clock.kept ? 0 : 1);  // kept, missed
      add(clock.decided.micros);
      add(clock.total);
      add(clock.undecided ? 1 : 0);
      add(clock.unmeasured ? 1 : 0);
    }
    folded_.rows->Append(values_, recorded_);
  }

  std::string UnitOf(const BusinessCalendar* calendar) const { return calendar == nullptr ? "hours" : calendar->rules().name + " hours"; }

  void Account(const measure::CaseResult& one, std::size_t c, const Record& first) {
    const measure::ClockResult& clock = one.clocks[c];
    const measure::TimeAmount& limit = fold_.rules.clocks[c].limits[clock.limit].most;
    ledger::ClockAccount& account = folded_.clocks[c];
    ++account.cases;
    ++(one.left_out ? account.left_out
       : !clock.started ? account.not_started
       : !clock.undecided ? (clock.kept ? account.kept : account.missed)
       : clock.stopped ? account.resumable : account.running);
    if (with_results_) folded_.results.push_back({scan_.event, KeyText(first), fold_.clocks[c].name, one.left_out, clock, limit.calendar});
    if (one.left_out || !clock.started || !clock.undecided || clock.stopped) return;
    account.at_risk.push_back({.key = KeyText(first), .paused = clock.paused, .used = clock.used, .limit = limit.micros, .unit = UnitOf(limit.calendar), .passes = clock.passes});
  }

  const plan::Scan& scan_;
  const plan::CaseFold& fold_;
  const Kept& kept_;
  Instant as_of_;
  bool with_results_;
  std::vector<Record> records_;
  std::vector<std::int64_t> values_;
  std::vector<std::uint8_t> recorded_;
  FoldedCases folded_;
};

}  // namespace

FoldedCases FoldCases(const plan::Scan& scan, const std::vector<Kept>& kept, Instant as_of, bool with_results) {
  return CaseFolding(scan, kept, as_of, with_results).Run();
}

}  // namespace slate::driver
