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
  std::string key;       // as recorded, for messages
  Instant made;
  ActKind kind = ActKind::claimed;
  std::string concerns;  // an obligation, a forum, an improvement, a recalibration: by its name
  std::string party;     // who did it
  std::string group, period;  // of the row it is about; empty: of any
  std::string action;         // of an improvement, by its text; empty: of any
};

class Acts {
 public:
  Acts() = default;
  // `all_claimed`: every credit counts as claimed once its period has ended.
  explicit Acts(std::vector<Act> acts, bool all_claimed = false);

  // The earliest that is about a row: of this kind, by this party, made at `from` or later. What names a whole period is about its parts too, where it is split.
  std::optional<Instant> First(ActKind kind, std::string_view concerns, std::string_view party, std::string_view group, std::string_view period, std::string_view piece_of, Instant from) const;

  // The earliest that is about an action of an improvement, or with `action` empty about its goal. One that names no action is about
  // any, unless it must name it.
  struct OfAction {
    ActKind kind = ActKind::completed;
    std::string_view concerns, party, action;
    bool must_name_action = false;
    Instant from;
  };
  std::optional<Instant> FirstOf(const OfAction& asked) const;
  // The latest.
  std::optional<Instant> Last(ActKind kind, std::string_view concerns, std::string_view party) const;

 private:
  std::vector<Act> acts_;  // by the moment they were made
  bool all_claimed_ = false;
};

}  // namespace slate::settle
