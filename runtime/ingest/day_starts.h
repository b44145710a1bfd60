// When days begin, by their number: two starts a day, in the zone of a column and in UTC. In: days that were checked. Out: micros, 0 where
// a day was not met, or has no one offset from midnight to midnight (or begins at 1970-01-01T00:00:00Z, which is read another way).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace slate::ingest {

class DayStarts {
 public:
  static constexpr std::uint64_t kFirstYear = 1900, kYears = 256;
  static constexpr std::uint64_t kYear = 512, kMonth = 32;  // more than there are, so that no day has the place of another
  static constexpr std::uint64_t kDays = kYears * kYear;

  // A day's place; kDays and more: it has none.
  static std::uint64_t Place(std::uint64_t year, std::uint64_t month, std::uint64_t day) { return (year - kFirstYear) * kYear + month * kMonth + day; }

  const std::int64_t* data() const { return starts_.get(); }
  void Set(std::uint64_t place, std::int64_t local, std::int64_t utc) {
    if (starts_ == nullptr || place >= kDays) return;
    starts_.get()[2 * place] = local;
    starts_.get()[2 * place + 1] = utc;
  }

 private:
  struct Free {
    void operator()(std::int64_t* memory) const { std::free(memory); }
  };
  // Zeros that cost nothing until a year is used.
  std::unique_ptr<std::int64_t, Free> starts_{static_cast<std::int64_t*>(std::calloc(2 * kDays, sizeof(std::int64_t)))};
};

}  // namespace slate::ingest
