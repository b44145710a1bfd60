// DuckDB reads the file with its own threads, and hands each vector of rows to a scalar function of ours in the query itself:
// so no row is copied into a result first.
#include "runtime/ingest/parquet_module.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <optional>

namespace slate::ingest::parquet {
namespace {

static_assert(sizeof(Text) == sizeof(duckdb_string_t));

class Result {
 public:
  ~Result() { duckdb_destroy_result(&result_); }
  bool Run(duckdb_connection connection, const std::string& query, std::string& error) {
    if (duckdb_query(connection, query.c_str(), &result_) == DuckDBSuccess) return true;
    const char* why = duckdb_result_error(&result_);
    error = why == nullptr ? "DuckDB says no reason" : why;
    return false;
  }
  idx_t rows() { return duckdb_row_count(&result_); }
  std::string Word(idx_t column, idx_t row) {
    char* text = duckdb_value_varchar(&result_, column, row);
    const std::string word = text == nullptr ? "" : text;
    duckdb_free(text);
    return word;
  }
  std::uint64_t Number(idx_t column, idx_t row) { return duckdb_value_uint64(&result_, column, row); }

 private:
  duckdb_result result_{};
};

Storage DecimalStorage(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_SMALLINT: return Storage::int16;
    case DUCKDB_TYPE_INTEGER: return Storage::int32;
    case DUCKDB_TYPE_BIGINT: return Storage::int64;
    default: return Storage::int128;
  }
}

struct Known {
  duckdb_type type;
  const char* name;
  ValueType value;
};

const Known kTypes[] = {
    {DUCKDB_TYPE_VARCHAR, "VARCHAR", {Meaning::text, Storage::text}},
    {DUCKDB_TYPE_BLOB, "BLOB", {Meaning::text, Storage::text}},  // older programs write texts as bytes; whether they are UTF-8 is asked of each
    {DUCKDB_TYPE_BOOLEAN, "BOOLEAN", {Meaning::boolean, Storage::boolean}},
    {DUCKDB_TYPE_TINYINT, "TINYINT", {Meaning::number, Storage::int8}},
    {DUCKDB_TYPE_SMALLINT, "SMALLINT", {Meaning::number, Storage::int16}},
    {DUCKDB_TYPE_INTEGER, "INTEGER", {Meaning::number, Storage::int32}},
    {DUCKDB_TYPE_BIGINT, "BIGINT", {Meaning::number, Storage::int64}},
    {DUCKDB_TYPE_HUGEINT, "HUGEINT", {Meaning::number, Storage::int128}},
    {DUCKDB_TYPE_UTINYINT, "UTINYINT", {Meaning::number, Storage::uint8}},
    {DUCKDB_TYPE_USMALLINT, "USMALLINT", {Meaning::number, Storage::uint16}},
    {DUCKDB_TYPE_UINTEGER, "UINTEGER", {Meaning::number, Storage::uint32}},
    {DUCKDB_TYPE_UBIGINT, "UBIGINT", {Meaning::number, Storage::uint64}},
    {DUCKDB_TYPE_DATE, "DATE", {Meaning::date, Storage::int32}},
    {DUCKDB_TYPE_TIMESTAMP_S, "TIMESTAMP_S", {Meaning::local_time, Storage::int64, 0}},
    {DUCKDB_TYPE_TIMESTAMP_MS, "TIMESTAMP_MS", {Meaning::local_time, Storage::int64, 3}},
    {DUCKDB_TYPE_TIMESTAMP, "TIMESTAMP", {Meaning::local_time, Storage::int64, 6}},
    {DUCKDB_TYPE_TIMESTAMP_NS, "TIMESTAMP_NS", {Meaning::local_time, Storage::int64, 9}},
    {DUCKDB_TYPE_TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE", {Meaning::instant, Storage::int64, 6}},
    {DUCKDB_TYPE_FLOAT, "FLOAT", {Meaning::binary_float}},
    {DUCKDB_TYPE_DOUBLE, "DOUBLE", {Meaning::binary_float}},
    {DUCKDB_TYPE_LIST, "LIST", {Meaning::nested}},
    {DUCKDB_TYPE_STRUCT, "STRUCT", {Meaning::nested}},
    {DUCKDB_TYPE_MAP, "MAP", {Meaning::nested}},
    {DUCKDB_TYPE_ARRAY, "ARRAY", {Meaning::nested}},
    {DUCKDB_TYPE_UNION, "UNION", {Meaning::nested}},
    {DUCKDB_TYPE_TIME, "TIME", {}},
    {DUCKDB_TYPE_TIME_TZ, "TIME WITH TIME ZONE", {}},
    {DUCKDB_TYPE_INTERVAL, "INTERVAL", {}},
    // Read as the texts that DuckDB writes for them.
    {DUCKDB_TYPE_ENUM, "ENUM", {Meaning::text, Storage::text}},
    {DUCKDB_TYPE_UUID, "UUID", {Meaning::text, Storage::text}},
};

void SetType(duckdb_logical_type type, Column& column) {
  const duckdb_type id = duckdb_get_type_id(type);
  column.type_name = "of a type that is not known here";
  if (id == DUCKDB_TYPE_DECIMAL) {
    column.type = {Meaning::number, DecimalStorage(duckdb_decimal_internal_type(type)), duckdb_decimal_scale(type)};
    column.type_name = fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
    return;
  }
  for (const Known& known : kTypes) {
    if (known.type != id) continue;
    column.type = known.value;
    column.type_name = known.name;
  }
}

constexpr const char* kEnded = "reading ends here";

// What the function in the query works with; a query at a time.
struct Taking {
  const std::function<bool(const Chunk&)>* take = nullptr;
  std::atomic<bool> ended = false;
};

void Take(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto& taking = *static_cast<Taking*>(duckdb_scalar_function_get_extra_info(info));
  const idx_t rows = duckdb_data_chunk_get_size(input), columns = duckdb_data_chunk_get_column_count(input) - 1;
  thread_local std::vector<Vector> vectors;
  vectors.resize(columns);
  for (idx_t i = 0; i < columns; ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(input, i);
    vectors[i] = {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
  }
  const auto* numbers = static_cast<const std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, columns)));
  std::memset(duckdb_vector_get_data(output), 0, rows);
  if (!taking.ended && rows > 0 && !(*taking.take)({rows, vectors.data(), numbers})) taking.ended = true;
  if (taking.ended) duckdb_scalar_function_set_error(info, kEnded);
}

void Code(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& coder = *static_cast<const Coder*>(duckdb_scalar_function_get_extra_info(info));
  duckdb_vector texts = duckdb_data_chunk_get_vector(input, 0);
  const Vector vector{duckdb_vector_get_data(texts), duckdb_vector_get_validity(texts)};
  auto* codes = static_cast<std::uint32_t*>(duckdb_vector_get_data(output));
  if (!coder(vector, duckdb_data_chunk_get_size(input), codes)) duckdb_scalar_function_set_error(info, kEnded);
}

// A function of one query.
enum class Takes { one, any_number };

bool Register(duckdb_connection connection, const std::string& name, Takes takes, duckdb_type result, void* extra,
              duckdb_scalar_function_t call) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_logical_type any = duckdb_create_logical_type(DUCKDB_TYPE_ANY), to = duckdb_create_logical_type(result);
  duckdb_scalar_function_set_name(function, name.c_str());
  if (takes == Takes::any_number) {
    duckdb_scalar_function_set_varargs(function, any);
    duckdb_scalar_function_set_volatile(function);  // every row once, however alike they are
  } else {
    duckdb_scalar_function_add_parameter(function, any);  // bytes are not made texts first
  }
  duckdb_scalar_function_set_return_type(function, to);
  duckdb_scalar_function_set_special_handling(function);  // missing values are handed over too
  duckdb_scalar_function_set_extra_info(function, extra, nullptr);
  duckdb_scalar_function_set_function(function, call);
  const bool registered = duckdb_register_scalar_function(connection, function) == DuckDBSuccess;
  duckdb_destroy_logical_type(&any);
  duckdb_destroy_logical_type(&to);
  duckdb_destroy_scalar_function(&function);
  return registered;
}

class DuckDb final : public Reader {
 public:
  ~DuckDb() override {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }

  bool Start(int threads, std::string& error) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    // It reads what it is given and nothing else: no extension is looked for, nothing is put on a disk.
    for (const auto& [name, value] : {std::pair<const char*, std::string>{"threads", std::to_string(threads)},
                                      {"autoinstall_known_extensions", "false"},
                                      {"autoload_known_extensions", "false"},
                                      {"temp_directory", ""},
                                      {"preserve_insertion_order", "false"}}) {
      duckdb_set_config(config, name, value.c_str());
    }
    char* why = nullptr;
    const bool opened = duckdb_open_ext(nullptr, &database_, config, &why) == DuckDBSuccess &&
                        duckdb_connect(database_, &connection_) == DuckDBSuccess;
    if (!opened) error = why == nullptr ? "no reason is given" : why;
    duckdb_free(why);
    duckdb_destroy_config(&config);
    return opened;
  }

  bool Columns(const std::string& path, std::vector<Column>& columns, std::uint64_t& rows, std::string& error) override {
    // The names as the file has them; a query names those alike anew.
    Result schema, counts;
    if (!schema.Run(connection_, fmt::format("SELECT name, num_children FROM parquet_schema('{}')", path), error)) return false;
    if (!counts.Run(connection_, fmt::format("SELECT num_rows FROM parquet_file_metadata('{}')", path), error)) return false;
    rows = counts.rows() == 0 ? 0 : counts.Number(0, 0);
    idx_t next = 1;
    while (next < schema.rows()) {
      columns.push_back({schema.Word(0, next), {}, {}});
      for (std::uint64_t inside = 1; inside > 0 && next < schema.rows(); --inside, ++next) inside += schema.Number(1, next);
    }
    return SetTypes(path, columns, error);
  }

  bool Read(const std::string& path, const std::vector<Wanted>& wanted, const std::function<bool(const Chunk&)>& take,
            std::string& error) override {
    const std::uint64_t query = ++queries_;  // a function can't be taken away again, so each query has names of its own
    std::string names, arguments;
    for (std::size_t i = 0; i < as_text_.size(); ++i) names += fmt::format("c{}, ", i);
    Taking taking{&take};
    const std::string take_name = fmt::format("slate_take_{}", query);
    bool registered = Register(connection_, take_name, Takes::any_number, DUCKDB_TYPE_BOOLEAN, &taking, Take);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      std::string column = fmt::format("c{}", wanted[i].column);
      if (as_text_[wanted[i].column]) column = fmt::format("CAST({} AS VARCHAR)", column);
      if (wanted[i].coder) {
        const std::string name = fmt::format("slate_code_{}_{}", query, i);
        auto* coder = const_cast<Coder*>(&wanted[i].coder);
        registered = registered && Register(connection_, name, Takes::one, DUCKDB_TYPE_UINTEGER, coder, Code);
        column = fmt::format("{}({})", name, column);
      }
      arguments += column + ", ";
    }
    if (!registered) {
      error = "it takes no functions";
      return false;
    }
    Result result;
    const std::string from = fmt::format("{} AS t({}number)", Source(path), names);
    return result.Run(connection_, fmt::format("SELECT count({}({}number)) FROM {}", take_name, arguments, from), error);
  }

 private:
  static std::string Source(const std::string& path) {
    return fmt::format("read_parquet('{}', file_row_number = true, hive_partitioning = false, union_by_name = false)", path);
  }

  bool SetTypes(const std::string& path, std::vector<Column>& columns, std::string& error) {
    duckdb_prepared_statement statement = nullptr;
    const bool prepared = duckdb_prepare(connection_, fmt::format("SELECT * FROM {}", Source(path)).c_str(), &statement) == DuckDBSuccess;
    if (!prepared) {
      const char* why = duckdb_prepare_error(statement);
      error = why == nullptr ? "DuckDB says no reason" : why;
    } else if (duckdb_prepared_statement_column_count(statement) != columns.size() + 1) {  // one is the row's number
      error = "its schema and its columns do not agree";
    } else {
      as_text_.assign(columns.size(), false);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        duckdb_logical_type type = duckdb_prepared_statement_column_logical_type(statement, i);
        SetType(type, columns[i]);
        as_text_[i] = duckdb_get_type_id(type) == DUCKDB_TYPE_ENUM || duckdb_get_type_id(type) == DUCKDB_TYPE_UUID;
        duckdb_destroy_logical_type(&type);
      }
    }
    duckdb_destroy_prepare(&statement);
    return error.empty();
  }

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  std::uint64_t queries_ = 0;
  std::vector<bool> as_text_;  // of the columns of the file that were asked for last: read by DuckDB's text for the value
};

Reader* Make(int threads, std::string& error) {
  auto reader = std::make_unique<DuckDb>();
  return reader->Start(threads, error) ? reader.release() : nullptr;
}

}  // namespace
}  // namespace slate::ingest::parquet

extern "C" const slate::ingest::parquet::ModuleEntry* slate_parquet_module_entry() {
  static const slate::ingest::parquet::ModuleEntry entry{slate::ingest::parquet::kModuleStamp, slate::ingest::parquet::Make};
  return &entry;
}
