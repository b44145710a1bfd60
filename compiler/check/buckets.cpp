// `mean of error_rate over each 5 minutes`, `share of error_rate at most 1% over each 1 minute`: another metric, measured over
// each stretch of a day. In: the tree of the metric made of it. Out: a metric over rows that are folded from those measurements.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/pieces.h"
#include "runtime/measure/aggregate.h"

namespace slate::check {
namespace {

constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;

// A dimension by which the metric can be told apart in each bucket, whether a record with it is there or not.
bool Groups(const CheckedMetric& metric, const CheckedField& field, std::uint32_t index) {
  return field.dimension && field.groups != GroupsKind::seen_in_period && (!field.type.optional || field.otherwise || metric.selected_with.contains(index));
}

void CheckEmpty(Scope& scope, const syntax::Buckets& source, const CheckedMetric& metric, bool rate, CheckedBuckets& checked) {
  const bool never = measure::DefinedWhenEmpty(metric.aggregate.kind);
  if (never && source.empty_stated) {
    scope.Report(DiagnosticKind::dead_decision, source.span, "`empty` can't occur: a count or a sum of nothing is zero").help = "take it out";
  } else if (!never && !source.empty_stated) {
    scope.Report(DiagnosticKind::undecided, source.span, fmt::format("nothing says what a bucket without anything to measure counts as: `{}` has no value there", metric.name))
        .help = fmt::format("choose one:\n  , empty {}        // it counts with this value\n  , empty left out  // it does not count at all", rate ? "0%" : LevelExample(metric.measured));
  }
  if (!source.empty) return;
  checked.empty = metric.measured.kind == TypeKind::ratio ? CheckRatio(scope, *source.empty, nullptr) : CheckLevel(scope, *source.empty, metric.measured, nullptr);
  if (checked.empty && metric.measured.kind == TypeKind::ratio && Compare(Ratio{1, 1}, *checked.empty) < 0) {
    scope.Report(DiagnosticKind::number_out_of_range, source.empty->span, "a ratio of items is never above 100%");
  }
}

CheckedEvent RowsOf(const Scope& scope, const CheckedMetric& metric, const std::string& name, bool rate, Span span) {
  const CheckedEvent& event = scope.contract.events[metric.event];
  CheckedEvent rows{.name = name, .title = {}, .clause = scope.clause, .span = span, .kind = "metric", .folded = Folded::buckets,
                    .folded_from = static_cast<std::uint32_t>(scope.contract.buckets.size())};
  rows.no_key = true;
  for (std::uint32_t i = 0; i < event.fields.size(); ++i) {
    if (!Groups(metric, event.fields[i], i)) continue;
    rows.fields.push_back(event.fields[i]);
    rows.fields.back().type.optional = false;
    rows.fields.back().otherwise.reset();
  }
  rows.fields.push_back(FieldOf("start", TypeKind::instant, span));  // BucketField
  rows.fields.push_back(FieldOf("part", rate ? TypeKind::number : TypeKind::count, span));
  if (rate) rows.fields.back().type.scale = 12;  // measure::kWholeRate
  rows.fields.push_back(FieldOf("good", TypeKind::boolean, span));
  rows.fields.push_back(FieldOf("undecided", TypeKind::boolean, span));
  return rows;
}

void Refuse(Scope& scope, const syntax::Metric& metric) {
  const auto refuse = [&](bool stated, Span span, std::string_view what) {
    if (stated) {
      scope.Report(DiagnosticKind::dead_decision, span, fmt::format("a metric made of another has no {} of its own", what)).help = fmt::format("write it into `{}`", metric.derivation->metric.text);
    }
  };
  refuse(metric.where.has_value(), metric.where ? metric.where->span : Span{}, "`where`");
  refuse(metric.numerator.has_value(), metric.numerator ? metric.numerator->span : Span{}, "numerator");
  refuse(metric.value.has_value(), metric.value ? metric.value->span : Span{}, "value");
  refuse(!metric.exclusions.empty(), metric.exclusions.empty() ? Span{} : metric.exclusions.front().span, "exclusion");
}

}  // namespace

std::optional<std::int64_t> CheckBucketWidth(Scope& scope, const syntax::Quantity& quantity) {
  const auto width = CheckElapsed(scope, quantity);
  if (!width) return std::nullopt;
  const std::int64_t days = scope.contract.term_last.days - scope.contract.term_first.days + 1;
  if (*width < kMinute || *width > kMicrosPerDay || kMicrosPerDay % *width != 0) {
    scope.Report(DiagnosticKind::number_out_of_range, quantity.span, "a day is cut into buckets of equal length, of a minute or more").help = "write a length that divides 24 hours, such as `5 minutes`";
    return std::nullopt;
  }
  if (days * (kMicrosPerDay / *width) > 12'000'000) {
    scope.Report(DiagnosticKind::number_out_of_range, quantity.span, "the term has more than twelve million such buckets").help = "measure longer ones";
    return std::nullopt;
  }
  return width;
}

std::optional<std::uint32_t> FindMeasured(Scope& scope, const syntax::Identifier& name) {
  Declaration* declaration = scope.Find(name, NameKind::metric);
  if (declaration == nullptr) return std::nullopt;
  const auto* source = std::get_if<syntax::Metric>(declaration->body);
  if (source != nullptr && source->derivation && !source->derivation->buckets) {
    scope.Report(DiagnosticKind::wrong_kind_of_name, name.span, fmt::format("`{}` is calculated from other metrics, so it can't be measured over buckets", name.text))
        .help = "name a metric of an event";
    return std::nullopt;
  }
  if (declaration->index == UINT32_MAX) return std::nullopt;
  CheckedMetric& metric = scope.contract.metrics[declaration->index];
  const Folded folded = scope.contract.events[metric.event].folded;
  if (IsTimeline(folded) || folded == Folded::buckets) {
    scope.Report(DiagnosticKind::wrong_kind_of_name, name.span, fmt::format("`{}` is measured from stretches of time already, so it can't be measured over buckets", name.text))
        .help = "name a metric of an event";
    return std::nullopt;
  }
  metric.measured_over_buckets = true;
  return declaration->index;
}

bool CheckOverBuckets(Scope& scope, const syntax::Metric& metric, CheckedMetric& checked) {
  const syntax::Derivation& source = *metric.derivation;
  Refuse(scope, metric);
  const auto index = FindMeasured(scope, source.metric);
  const auto width = CheckBucketWidth(scope, source.buckets->each);
  if (!index || !width) return false;
  const CheckedMetric& of = scope.contract.metrics[*index];
  CheckedBuckets buckets{.metric = *index, .width = *width, .threshold = {}, .empty = {}};
  const bool rate = source.kind == syntax::DerivationKind::mean_over_buckets;
  if (rate && of.measured.kind != TypeKind::ratio) {
    scope.Report(DiagnosticKind::type_mismatch, source.metric.span, fmt::format("`{}` is no ratio, and a mean is taken of rates only", of.name))
        .help = fmt::format("write `share of {} at most {} over each ...`, or measure its items with `average of`", of.name, LevelExample(of.measured));
    return false;
  }
  if (source.level) {
    buckets.threshold = CheckTarget(scope, *source.level, of.measured);
    if (!buckets.threshold) return false;
  }
  CheckEmpty(scope, *source.buckets, of, rate, buckets);
  if (rate && Ask(scope, "bucket_rate", source.span) == nullptr) {
    scope.Report(DiagnosticKind::undecided, source.span, "the rates of all buckets can't be added up exactly, and nothing says to how many places each is kept")
        .help = "put `decide bucket_rate is twelve_places` into the header, or name conventions that decide it";
  }
  checked.event = AddEvent(scope, RowsOf(scope, of, checked.name, rate, source.span));
  scope.contract.buckets.push_back(std::move(buckets));
  const CheckedEvent& rows = scope.contract.events[checked.event];
  checked.by = FieldValue(rows, IndexOf(rows, BucketField::start), source.span);
  checked.value = FieldValue(rows, IndexOf(rows, BucketField::part), source.span);
  checked.numerator = FieldValue(rows, IndexOf(rows, BucketField::good), source.span);
  checked.aggregate.kind = measure::AggregateKind::time_share;
  checked.measured.of_time = true;
  checked.measured.per_bucket = rate ? measure::kWholeRate : 1;
  return true;
}

}  // namespace slate::check
