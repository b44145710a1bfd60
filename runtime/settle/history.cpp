#include "runtime/settle/history.h"

#include <algorithm>

namespace slate::settle {

void History::Add(std::size_t period, Verdict verdict) {
  if (!begun_) next_ = period;
  begun_ = true;
  for (std::size_t skipped = 0; next_ < period && skipped < missed_.size(); ++skipped) missed_[next_++ % missed_.size()] = false;
  last_missed_ = verdict == Verdict::missed;
  missed_[period % missed_.size()] = last_missed_;
  next_ = period + 1;
  if (last_missed_) ++in_a_row_;
  else if (verdict == Verdict::met) in_a_row_ = 0;
}

bool History::Holds(const MissCount& count) const {
  if (count.window == 0) return last_missed_ && in_a_row_ >= count.misses;
  std::uint32_t misses = 0;
  for (std::size_t back = 0; back < std::min<std::size_t>({count.window, missed_.size(), next_}); ++back) misses += missed_[(next_ - 1 - back) % missed_.size()] ? 1 : 0;
  return misses >= count.misses;
}

std::size_t LongestWindow(const Terms& terms) {
  std::size_t longest = 1;
  for (const Repeat& repeat : terms.repeats) longest = std::max<std::size_t>(longest, repeat.when.window);
  for (const Rung& rung : terms.rungs) longest = std::max<std::size_t>(longest, rung.when.window);
  return longest;
}

Verdict VerdictFor(const MissCount& count, Verdict verdict, std::optional<bool> below_minimum) {
  if (!count.below_minimum || verdict != Verdict::missed) return verdict;
  if (!below_minimum) return Verdict::not_assessed;
  return *below_minimum ? Verdict::missed : Verdict::met;
}

void Misses::Add(std::size_t period, Verdict verdict, std::optional<bool> below_minimum) {
  static const MissCount kOfMinimum{.misses = 1, .window = 0, .text = {}, .below_minimum = true};
  of_target_.Add(period, verdict);
  of_minimum_.Add(period, VerdictFor(kOfMinimum, verdict, below_minimum));
}

}  // namespace slate::settle
