#include "compiler/driver/intake.h"

#include <fmt/format.h>

namespace slate::driver {
namespace {

ingest::ColumnType TypeOf(const plan::Column& column) {
  if (column.hashed) return ingest::ColumnType::hashed;
  switch (column.type) {
    case plan::FieldType::boolean: return ingest::ColumnType::boolean;
    case plan::FieldType::text:
    case plan::FieldType::enumeration: return ingest::ColumnType::symbol;
    case plan::FieldType::date: return ingest::ColumnType::date;
    case plan::FieldType::instant: return ingest::ColumnType::instant;
    default: return ingest::ColumnType::integer;
  }
}

}  // namespace

ingest::TableSpec TableOf(const plan::Scan& scan, const check::CheckedEvent& event, const check::CheckedEventBinding& binding) {
  ingest::TableSpec table;
  table.event = scan.event;
  table.format = binding.format == "ndjson" ? ingest::FileFormat::ndjson : binding.format == "parquet" ? ingest::FileFormat::parquet : ingest::FileFormat::csv;
  table.key = scan.key;
  table.identity = scan.identity;
  table.revision = scan.revision;
  table.withdrawn = scan.withdrawn;
  table.recorded = scan.recorded;
  table.unique_by_key = scan.unique_by_key;
  table.delimiter = binding.delimiter;
  for (const plan::Column& column : scan.columns) {
    const check::CheckedFieldBinding* source = nullptr;
    for (const check::CheckedFieldBinding& field : binding.fields) {
      if (event.fields[field.field].name == column.field) source = &field;
    }
    ingest::ColumnSpec spec;
    spec.field = column.field;
    spec.source = source->column;
    spec.joined = source->joined;
    spec.type = TypeOf(column);
    spec.optional = column.optional;
    spec.missing = source->missing;
    spec.trimmed = source->trimmed;
    spec.scale = column.scale;
    spec.non_negative = column.non_negative;
    spec.format = source->format;
    spec.zone = source->zone;
    spec.repeated = static_cast<ingest::RepeatedTime>(binding.repeated);
    spec.skipped = binding.skipped_shifted ? ingest::SkippedTime::shifted : ingest::SkippedTime::rejected;
    spec.mappings = source->mappings;
    if (spec.type == ingest::ColumnType::symbol) {
      spec.dictionary = std::make_shared<ingest::Dictionary>();
      for (const std::string& symbol : column.symbols) spec.dictionary->Intern(symbol);
      spec.closed = column.closed;
      spec.missing_symbol = column.missing_symbol;
      spec.closed_reason = "is not in " + column.closed_by;
    }
    table.columns.push_back(std::move(spec));
  }
  return table;
}

}  // namespace slate::driver
