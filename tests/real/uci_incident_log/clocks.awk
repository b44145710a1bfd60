# Clocks of the incident log, without anything of Slate: awk -v now=MINUTES -f clocks.awk incident_event_log.csv
# Per incident: minutes from the first `New` to the first `Resolved` behind it, with and without the time from waiting for a user
# or a vendor until the next `Active`; in time where they are no more than the priority allows, at every moment from then on.
function day_number(d, m, y,    a) { a = int((14 - m) / 12); y = y + 4800 - a; m = m + 12 * a - 3; return d + int((153 * m + 2) / 5) + 365 * y + int(y / 4) - int(y / 100) + int(y / 400) - 32045 - 2440588 }
function minutes(text,    p, d, t) { split(text, p, " "); split(p[1], d, "/"); split(p[2], t, ":"); return (day_number(d[1], d[2], d[3]) * 24 + t[1]) * 60 + t[2] }
BEGIN {
  FS = ","
  split("New|Awaiting User Info|Awaiting Vendor|Awaiting Problem|Awaiting Evidence|Active|Resolved|Closed|-100", names, "|")
  for (i in names) order[names[i]] = i
  most["1 - Critical"] = 1440; most["2 - High"] = 2880; most["3 - Moderate"] = 4320; most["4 - Low"] = 14400
}
NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
{
  key = $column["number"] SUBSEP minutes($column["sys_updated_at"]) SUBSEP order[$column["incident_state"]]
  priority = $column["priority"]
  if (key in seen && seen[key] != priority) contradicted[key] = 1
  seen[key] = priority
  ++rows[key]
}
END {
  for (key in seen) {
    if (key in contradicted) { rejected += rows[key]; continue }
    duplicates += rows[key] - 1
    split(key, p, SUBSEP)
    n = ++count[p[1]]
    at[p[1], n] = p[2] * 10 + p[3]  # moment, then the order of states
    class_of[p[1], p[2] * 10 + p[3]] = seen[key]
  }
  for (number in count) {
    n = count[number]
    for (i = 1; i <= n; ++i) list[i] = at[number, i]
    for (i = 2; i <= n; ++i) { v = list[i]; for (j = i - 1; j >= 1 && list[j] > v; --j) list[j + 1] = list[j]; list[j + 1] = v }
    started = stopped = 0; user = vendor = 0; net = gross = 0; late = 0; before = ""
    for (i = 1; i <= n && !stopped; ++i) {
      moment = int(list[i] / 10); state = list[i] % 10
      if (started) {
        if (!user && !vendor) { net += moment - last }
        gross += moment - last
        if (net > most[class]) late = 1  # under the class in force until then
      }
      last = moment
      if (i == 1 || moment != int(list[i - 1] / 10)) {  # the class that the moment ends with comes first
        for (j = i; j < n && int(list[j + 1] / 10) == moment; ++j);
        class = class_of[number, list[j]]
      }
      if (state == 1 && !started) started = 1
      if (started && net > most[class]) late = 1
      if (state == 6) user = vendor = 0
      if (state == 2) user = 1
      if (state == 3) vendor = 1
      if (state == 7 && started) stopped = 1
    }
    if (!started) { ++not_started; continue }
    if (!stopped && !user && !vendor && net + now - last > most[class]) late = 1
    if (late) ++missed
    else if (stopped) ++kept
    else ++running
    if (stopped) { work += net; all += gross }
  }
  printf "kept %d\nmissed %d\nrunning %d\nnot_started %d\nwork %d\nall %d\nduplicates %d\nrejected %d\n", kept, missed, running, not_started, work, all, duplicates, rejected
}
