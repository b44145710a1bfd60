// Prototypes of functions.def. All total: no argument makes them fail.
#pragma once

#include <cstdint>

extern "C" {
std::int64_t slate_time_start_of_date(const void* zone, std::int64_t days);
std::int64_t slate_time_end_of_date(const void* zone, std::int64_t days);
std::int64_t slate_time_local_date(const void* zone, std::int64_t micros);
std::int64_t slate_time_add_days(const void* zone, std::int64_t micros, std::int64_t days);
std::int64_t slate_time_add_months(const void* zone, std::int64_t micros, std::int64_t months);
std::int64_t slate_time_business_time_between(const void* calendar, std::int64_t from, std::int64_t to);
std::int64_t slate_time_add_business_time(const void* calendar, std::int64_t from, std::int64_t micros);
std::int64_t slate_time_business_days_between(const void* calendar, std::int64_t from, std::int64_t to);
std::int64_t slate_time_add_business_days(const void* calendar, std::int64_t from, std::int64_t days);
std::int64_t slate_time_business_day_of(const void* calendar, std::int64_t at, std::int64_t cutoff);
std::int64_t slate_time_shift_business_day(const void* calendar, std::int64_t from, std::int64_t days);
}
