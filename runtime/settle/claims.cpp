#include "runtime/settle/claims.h"

namespace slate::settle {

void HoldUnclaimed(const std::vector<Row*>& rows, const Terms& terms, const Acts& acts, const Clockwork& clock) {
  if (!terms.claim) return;
  for (Row* row : rows) {
    if (!row->credit || DueSoFar(*row).sign() <= 0) continue;
    const Instant end = clock.zone->StartOf(row->end_day);
    Claimed claim{.by = terms.claim->by, .until = DeadlineAfterPeriod(row->end_day, terms.claim->within, *clock.zone), .made = {}, .state = ClaimState::open, .held = 0};
    claim.made = acts.First(ActKind::claimed, row->obligation, terms.claim->by, row->group, row->period, row->piece_of, end);
    if (claim.made && !(claim.until < *claim.made)) claim.state = ClaimState::claimed;
    else if (claim.until < clock.as_of) claim.state = ClaimState::lapsed;
    if (claim.state != ClaimState::claimed) {
      claim.held = *row->credit;
      row->credit = 0;
      if (row->line) row->line = Exact();
    }
    row->claim = std::move(claim);
  }
}

}  // namespace slate::settle
