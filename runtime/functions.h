// Prototypes of functions.def. All total: no argument makes them fail.
#pragma once

#include <cstdint>

extern "C" {
std::int64_t slate_time_start_of_date(const void* zone, std::int64_t days);
std::int64_t slate_time_end_of_date(const void* zone, std::int64_t days);
std::int64_t slate_time_local_date(const void* zone, std::int64_t micros);
std::int64_t slate_time_add_days(const void* zone, std::int64_t micros, std::int64_t days);
std::int64_t slate_time_add_months(const void* zone, std::int64_t micros, std::int64_t months);
}
