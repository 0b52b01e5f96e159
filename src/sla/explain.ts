import { isoLocal } from './astana-time.ts'
import { dayIndex, workingIntervals, workingMsBetween } from './business-time.ts'
import type { CalendarException, WorkCalendar } from './calendar.ts'
import { type CompiledCalendar, exceptionsByDate } from './compile-calendar.ts'
import type { CycleDeadlines, Deadlines } from './deadlines.ts'
import type { SlaLimit, SlaPolicy, SlaPriority } from './policy.ts'
import type { PauseReason } from './timeline.ts'

/** A piece of working time before the due moment, a pause, or all the time after the due moment. */
export type ExplainedInterval = {
  from: string
  to: string
  kind: 'counted' | 'paused' | 'overdue'
  reason: PauseReason | null
  workingMs: number
  /** Under the rule of whole days: 0 on the day of receipt, then the number of the working day. */
  workingDay: number | null
}

/** Why a limit is what it is, as JSON: instants are ISO 8601 with the zone's offset. */
export type Explanation = {
  cycle: number
  startedAt: string
  asOf: string
  priority: SlaPriority
  rule: {
    target: SlaLimit
    deadline: SlaLimit
    /** Null when both are in hours. */
    dayRule: SlaPolicy['dayRule'] | null
    hoursPerDay: number
  }
  policyVersion: string
  calendarVersion: string
  zone: string
  target: string
  due: string
  state: CycleDeadlines['state']
  stoppedAt: string | null
  breachedAt: string | null
  grossMs: number
  netMs: number
  pausedMs: number
  intervals: ExplainedInterval[]
  /** Days between start and due on which the calendar departs from the weekly pattern. */
  exceptions: CalendarException[]
}

/**
 * Every counted and paused interval of a cycle with the rule and the versions used
 * (Annex 1, 3.1 and 3.8). `calendar` must be the version that `compiled` came from.
 * @throws CalendarRangeError
 */
export function explainLimits(
  limits: Deadlines,
  policy: SlaPolicy,
  calendar: WorkCalendar,
  compiled: CompiledCalendar,
  cycleNumber: number = limits.cycle,
): Explanation {
  const cycle = limits.cycles.find((c) => c.cycle === cycleNumber)
  if (!cycle) throw new RangeError(`the ticket has no cycle ${cycleNumber}`)
  const iso = (at: Date) => isoLocal(at, compiled.zone)
  const range = policy.limits[cycle.priority]
  const inDays = range.target.unit === 'days' || range.deadline.unit === 'days'
  const byDays = range.deadline.unit === 'days' && policy.dayRule === 'end_of_nth_day'
  return {
    cycle: cycle.cycle,
    startedAt: iso(cycle.startedAt),
    asOf: iso(limits.asOf),
    priority: cycle.priority,
    rule: {
      ...range,
      dayRule: inDays ? policy.dayRule : null,
      hoursPerDay: policy.hoursPerDay,
    },
    policyVersion: policy.version,
    calendarVersion: compiled.version,
    zone: compiled.zone,
    target: iso(cycle.target),
    due: iso(cycle.due),
    state: cycle.state,
    stoppedAt: cycle.stoppedAt && iso(cycle.stoppedAt),
    breachedAt: cycle.breachedAt && iso(cycle.breachedAt),
    grossMs: cycle.grossMs,
    netMs: cycle.netMs,
    pausedMs: cycle.pausedMs,
    intervals: explainedIntervals(cycle, limits.asOf, compiled, byDays),
    exceptions: exceptionsBetween(calendar, iso(cycle.startedAt), iso(cycle.due)),
  }
}

function explainedIntervals(
  cycle: CycleDeadlines,
  asOf: Date,
  calendar: CompiledCalendar,
  byDays: boolean,
): ExplainedInterval[] {
  const due = cycle.due.getTime()
  const end = (cycle.stoppedAt ?? asOf).getTime()
  const list: ExplainedInterval[] = []
  const dayOfReceipt = dayIndex(calendar, cycle.startedAt.getTime())
  const workingDay = (at: number) => {
    const day = dayIndex(calendar, at)
    if (day === dayOfReceipt) return 0
    return (calendar.dayOrdinal[day + 1] ?? 0) - (calendar.dayOrdinal[dayOfReceipt + 1] ?? 0)
  }
  const push = (
    from: number,
    to: number,
    kind: ExplainedInterval['kind'],
    reason: PauseReason | null,
    workingMs: number,
  ) =>
    list.push({
      from: isoLocal(new Date(from), calendar.zone),
      to: isoLocal(new Date(to), calendar.zone),
      kind,
      reason,
      workingMs,
      workingDay: byDays && kind === 'counted' ? workingDay(from) : null,
    })
  const count = (from: number, to: number) => {
    for (const piece of workingIntervals(calendar, from, Math.min(to, due)))
      push(piece.from, piece.to, 'counted', null, piece.to - piece.from)
    const over = Math.max(from, due)
    if (to > over) push(over, to, 'overdue', null, workingMsBetween(calendar, over, to))
  }
  for (const i of cycle.intervals) {
    if (i.pausedBy === null) count(i.from.getTime(), i.to.getTime())
    else push(i.from.getTime(), i.to.getTime(), 'paused', i.pausedBy, i.workingMs)
  }
  // What is still to come, unless the outcome has stopped the clock.
  if (cycle.state !== 'stopped' && due > end) count(end, due)
  return list
}

function exceptionsBetween(
  calendar: WorkCalendar,
  fromIso: string,
  toIso: string,
): CalendarException[] {
  const from = fromIso.slice(0, 10)
  const to = toIso.slice(0, 10)
  const years = { first: Number(from.slice(0, 4)), last: Number(to.slice(0, 4)) }
  return [...exceptionsByDate(calendar, years).values()]
    .filter((e) => e.date >= from && e.date <= to)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
}
