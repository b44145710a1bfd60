// What people do under a contract: claims, acknowledgements, plans, notices, approvals. In: records of the event `acts`. Out: the first act
// that answers what a row asks for. Whatever is not known by `as_of` has not been done.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/time/zone.h"

namespace slate::settle {

// In the order of the values of the field `kind`.
enum class ActKind : std::uint8_t { claimed, acknowledged, planned, noticed, approved, refused, completed, held };
inline constexpr std::string_view kActWords[] = {"claimed", "acknowledged", "planned", "noticed", "approved", "refused", "completed", "held"};

struct Act {
  Instant made;
  ActKind kind = ActKind::claimed;
  std::string concerns;  // an obligation, a forum, an improvement, a recalibration: by its name
  std::string party;     // who did it
  std::string group, period;  // of the row it is about; empty: of any
};

class Acts {
 public:
  Acts() = default;
  explicit Acts(std::vector<Act> acts);

  // The earliest that is about a row: of this kind, by this party, made at `from` or later.
  std::optional<Instant> First(ActKind kind, std::string_view concerns, std::string_view party, std::string_view group, std::string_view period, Instant from) const;

 private:
  std::vector<Act> acts_;  // by the moment they were made
};

}  // namespace slate::settle
