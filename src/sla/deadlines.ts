import { addWorkingMs, endOfNthWorkingDay, workingMsBetween } from './business-time.ts'
import type { CompiledCalendar } from './compile-calendar.ts'
import type { SlaLimit, SlaPolicy, SlaPriority } from './policy.ts'
import {
  type Cycle,
  type PauseReason,
  type PauseSpan,
  readTimeline,
  type SlaEvent,
  type SlaOutcome,
} from './timeline.ts'

/** A stretch of a cycle in which the clock ran (`pausedBy` null) or stood still. */
type SlaInterval = { from: Date; to: Date; pausedBy: PauseReason | null; workingMs: number }

/** One cycle's limits. Spans are milliseconds of working time. */
export type CycleDeadlines = {
  cycle: number
  priority: SlaPriority
  startedAt: Date
  /** While the clock is paused, both are as if it went on at `asOf`. */
  target: Date
  due: Date
  /** Length of the target and of the deadline. */
  targetMs: number
  budgetMs: number
  /** `grossMs` = `netMs` + `pausedMs`. */
  grossMs: number
  netMs: number
  pausedMs: number
  pausedBy: Record<PauseReason, number>
  state: 'running' | 'paused' | 'stopped'
  stoppedAt: Date | null
  outcome: SlaOutcome | null
  /** First moment at which the limit then in force was exceeded; never withdrawn. */
  breachedAt: Date | null
  intervals: SlaInterval[]
}

type FirstResponse = {
  /** Null when the policy sets no goal for the priority. */
  goal: Date | null
  at: Date | null
  /** Working time until the answer, or so far. */
  workingMs: number
  late: boolean
}

/** The present cycle, with all of them beside. */
export type Deadlines = CycleDeadlines & {
  running: boolean
  cycles: CycleDeadlines[]
  firstResponse: FirstResponse
  asOf: Date
  calendarVersion: string
  policyVersion: string
}

/**
 * Where an unpaused limit ends that starts at `from` (epoch ms): earliest instant at which the
 * working hours have passed, or the policy's day rule (Annex 1, 3.8).
 * @throws CalendarRangeError
 */
function limitEnd(
  from: number,
  limit: SlaLimit,
  policy: SlaPolicy,
  calendar: CompiledCalendar,
): number {
  const lengthMs = workingLength(limit, policy)
  return lengthMs === null
    ? endOfNthWorkingDay(calendar, from, limit.value)
    : addWorkingMs(calendar, from, lengthMs)
}

/**
 * Target and deadline of a ticket just received (Annex 1, 3.8).
 * @throws CalendarRangeError outside the compiled years
 */
export function computeDeadline(input: {
  receivedAt: Date
  priority: SlaPriority
  policy: SlaPolicy
  calendar: CompiledCalendar
}): { target: Date; due: Date } {
  const range = input.policy.limits[input.priority]
  const from = input.receivedAt.getTime()
  return {
    target: new Date(limitEnd(from, range.target, input.policy, input.calendar)),
    due: new Date(limitEnd(from, range.deadline, input.policy, input.calendar)),
  }
}

/**
 * All limits of a ticket as of a moment, from nothing but its history.
 *
 * Every limit, in hours or in days, becomes a budget: the working time between the start of the
 * cycle and the end of the unpaused limit. The limit ends when so much working time outside pauses
 * has passed, so a pause moves it by exactly its own working time; a pause that begins at the end
 * or later moves nothing. A change of priority takes the new budget from the start of the cycle.
 * @throws CalendarRangeError outside the compiled years, RangeError for a history without `opened`
 */
export function deadlines(
  history: readonly SlaEvent[],
  policy: SlaPolicy,
  calendar: CompiledCalendar,
  asOf: Date,
): Deadlines {
  const { cycles, firstResponseAt } = readTimeline(history, asOf.getTime())
  const computed: CycleDeadlines[] = []
  for (const cycle of cycles) computed.push(cycleDeadlines(cycle, policy, calendar))
  const current = computed.at(-1)
  const first = cycles[0]
  if (!current || !first) throw new RangeError('a history has at least one cycle')
  // Written out because a spread of so many properties costs more than all the arithmetic.
  return {
    cycle: current.cycle,
    priority: current.priority,
    startedAt: current.startedAt,
    target: current.target,
    due: current.due,
    targetMs: current.targetMs,
    budgetMs: current.budgetMs,
    grossMs: current.grossMs,
    netMs: current.netMs,
    pausedMs: current.pausedMs,
    pausedBy: current.pausedBy,
    state: current.state,
    stoppedAt: current.stoppedAt,
    outcome: current.outcome,
    breachedAt: current.breachedAt,
    intervals: current.intervals,
    running: current.state === 'running',
    cycles: computed,
    firstResponse: firstResponse(first, firstResponseAt, policy, calendar, asOf.getTime()),
    asOf,
    calendarVersion: calendar.version,
    policyVersion: policy.version,
  }
}

/**
 * Earliest instant (epoch ms) at which `netMs` of working time outside the pauses has passed.
 * @throws CalendarRangeError
 */
export function instantAtNet(
  calendar: CompiledCalendar,
  start: number,
  pauses: readonly { from: number; to: number }[],
  netMs: number,
): number {
  let from = start
  let left = netMs
  for (const pause of pauses) {
    const counted = workingMsBetween(calendar, from, pause.from)
    if (counted >= left) break
    left -= counted
    from = pause.to
  }
  return addWorkingMs(calendar, from, left)
}

const hourMs = 3_600_000

function cycleDeadlines(
  cycle: Cycle,
  policy: SlaPolicy,
  calendar: CompiledCalendar,
): CycleDeadlines {
  const { start, end, pauses } = cycle
  const priority = cycle.priorities.at(-1)?.priority ?? 'low'
  const target = pausedEnd(cycle, policy.limits[priority].target, policy, calendar)
  const deadline = pausedEnd(cycle, policy.limits[priority].deadline, policy, calendar)

  let breachedAt = cycle.recordedBreachAt
  for (let i = 0; breachedAt === null && i < cycle.priorities.length; i++) {
    const held = cycle.priorities[i]
    if (held === undefined) break
    const until = cycle.priorities[i + 1]?.at ?? end
    const due =
      held.priority === priority
        ? deadline
        : pausedEnd(cycle, policy.limits[held.priority].deadline, policy, calendar)
    const moment = Math.max(due.at, held.at)
    if (moment < until) breachedAt = moment
  }

  const intervals = intervalsOf(start, end, pauses, calendar)
  const pausedBy = { waiting_for_client: 0, support_suspended: 0, in_development: 0 }
  let netMs = 0
  for (const i of intervals) {
    if (i.pausedBy === null) netMs += i.workingMs
    else pausedBy[i.pausedBy] += i.workingMs
  }
  const pausedMs =
    pausedBy.waiting_for_client + pausedBy.support_suspended + pausedBy.in_development
  return {
    cycle: cycle.number,
    priority,
    startedAt: new Date(start),
    target: new Date(target.at),
    due: new Date(deadline.at),
    targetMs: target.budgetMs,
    budgetMs: deadline.budgetMs,
    grossMs: netMs + pausedMs,
    netMs,
    pausedMs,
    pausedBy,
    state: cycle.outcome !== null ? 'stopped' : cycle.pausedNow !== null ? 'paused' : 'running',
    stoppedAt: cycle.outcome === null ? null : new Date(end),
    outcome: cycle.outcome,
    breachedAt: breachedAt === null ? null : new Date(breachedAt),
    intervals,
  }
}

/** A limit of a cycle: its length, and where it ends with the cycle's pauses. */
function pausedEnd(
  cycle: Cycle,
  limit: SlaLimit,
  policy: SlaPolicy,
  calendar: CompiledCalendar,
): { budgetMs: number; at: number } {
  const { start, pauses } = cycle
  const lengthMs = workingLength(limit, policy)
  if (lengthMs !== null)
    return { budgetMs: lengthMs, at: instantAtNet(calendar, start, pauses, lengthMs) }
  const unpaused = limitEnd(start, limit, policy, calendar)
  const budgetMs = workingMsBetween(calendar, start, unpaused)
  if (pauses.length === 0) return { budgetMs, at: unpaused }
  return { budgetMs, at: instantAtNet(calendar, start, pauses, budgetMs) }
}

/** Working time of a limit; null for whole days, whose length depends on the day of receipt. */
function workingLength(limit: SlaLimit, policy: SlaPolicy): number | null {
  if (limit.unit === 'hours') return limit.value * hourMs
  return policy.dayRule === 'hours_per_day' ? limit.value * policy.hoursPerDay * hourMs : null
}

function intervalsOf(
  start: number,
  end: number,
  pauses: readonly PauseSpan[],
  calendar: CompiledCalendar,
): SlaInterval[] {
  const list: SlaInterval[] = []
  let from = start
  for (const pause of pauses) {
    if (pause.from > from) list.push(interval(calendar, from, pause.from, null))
    list.push(interval(calendar, pause.from, pause.to, pause.reason))
    from = pause.to
  }
  if (end > from) list.push(interval(calendar, from, end, null))
  return list
}

function interval(
  calendar: CompiledCalendar,
  from: number,
  to: number,
  pausedBy: PauseReason | null,
): SlaInterval {
  const workingMs = workingMsBetween(calendar, from, to)
  return { from: new Date(from), to: new Date(to), pausedBy, workingMs }
}

/** The goal of the priority held when it left, as every ticket comes in as `low`; the first answer is never paused. */
function firstResponse(
  cycle: Cycle,
  at: number | null,
  policy: SlaPolicy,
  calendar: CompiledCalendar,
  asOf: number,
): FirstResponse {
  const answeredAt = at ?? asOf
  const held = cycle.priorities.findLast((one) => one.at <= answeredAt)
  const limit = policy.firstResponse[held?.priority ?? 'low']
  const goal = limit ? limitEnd(cycle.start, limit, policy, calendar) : null
  return {
    goal: goal === null ? null : new Date(goal),
    at: at === null ? null : new Date(at),
    workingMs: workingMsBetween(calendar, cycle.start, answeredAt),
    late: goal !== null && answeredAt > goal,
  }
}
