import type { SlaPriority } from './policy.ts'

export type SlaStatus =
  | 'registered'
  | 'in_progress'
  | 'waiting_for_client'
  | 'in_development'
  | 'support_suspended'
  | 'resolved'
  | 'closed'
  | 'refused'
  | 'merged'

export type SlaOutcome = Extract<SlaStatus, 'resolved' | 'closed' | 'refused' | 'merged'>

/** What happened to a ticket, in order; the first event is `opened`, at the actual receipt. */
export type SlaEvent = { at: Date } & (
  | { kind: 'opened'; priority: SlaPriority }
  | { kind: 'status'; status: SlaStatus }
  | { kind: 'priority'; priority: SlaPriority }
  /** A question to the client really left us; without one, waiting does not pause the clock. */
  | { kind: 'question_sent' }
  | { kind: 'client_replied' }
  | { kind: 'first_response' }
  | { kind: 'reopened' }
  /** A breach that was noticed and stored; later changes of calendar or priority keep it. */
  | { kind: 'breach_recorded'; breachedAt: Date }
)

export type PauseReason = Extract<
  SlaStatus,
  'waiting_for_client' | 'support_suspended' | 'in_development'
>

/** Epoch ms, half-open. */
export type PauseSpan = { from: number; to: number; reason: PauseReason }

/** From opening or reopening to the outcome; instants in epoch ms. */
export type Cycle = {
  number: number
  start: number
  /** The outcome's moment, or the moment asked about while there is none. */
  end: number
  outcome: SlaOutcome | null
  priorities: { at: number; priority: SlaPriority }[]
  pauses: PauseSpan[]
  /** Why the clock stands still at `end`; null when it runs or the cycle is over. */
  pausedNow: PauseReason | null
  recordedBreachAt: number | null
}

export type Timeline = { cycles: Cycle[]; firstResponseAt: number | null }

/**
 * Reads a history up to `asOf` (epoch ms) into cycles with their pauses. Later events are left out.
 * An event stamped before its predecessor counts at the predecessor's moment.
 * `reopened`, or an active status after an outcome, begins a new cycle; `reopened` while a cycle is
 * under way changes nothing.
 * @throws RangeError when the history does not begin with `opened` at or before `asOf`
 */
export function readTimeline(history: readonly SlaEvent[], asOf: number): Timeline {
  const first = history[0]
  if (first?.kind !== 'opened') throw new RangeError('a history begins with the event opened')
  const openedAt = first.at.getTime()
  if (!(openedAt <= asOf)) throw new RangeError('the history begins after the moment asked about')

  const cycle = newCycle(1, openedAt, asOf, first.priority)
  const reader: Reader = {
    asOf,
    now: openedAt,
    priority: first.priority,
    status: 'registered',
    asked: false,
    answered: false,
    pause: null,
    pausedSince: openedAt,
    cycle,
    cycles: [cycle],
    firstResponseAt: null,
  }
  for (let i = 1; i < history.length; i++) {
    const event = history[i]
    if (event === undefined || event.at.getTime() > asOf) break
    reader.now = Math.max(reader.now, event.at.getTime())
    take(reader, event)
    if (reader.cycle.outcome === null) setPause(reader, pauseOf(reader))
  }
  reader.cycle.pausedNow = reader.pause
  reader.now = asOf
  setPause(reader, null)
  return { cycles: reader.cycles, firstResponseAt: reader.firstResponseAt }
}

type Reader = {
  asOf: number
  now: number
  priority: SlaPriority
  status: SlaStatus
  /** A question has been sent and not been answered. */
  asked: boolean
  /** The client has written since support was suspended. */
  answered: boolean
  pause: PauseReason | null
  pausedSince: number
  cycle: Cycle
  cycles: Cycle[]
  firstResponseAt: number | null
}

function take(r: Reader, event: SlaEvent): void {
  switch (event.kind) {
    case 'opened':
      throw new RangeError('a history has only one event opened')
    case 'status':
      takeStatus(r, event.status)
      break
    case 'priority':
      if (event.priority === r.priority) break
      r.priority = event.priority
      if (r.cycle.outcome === null) r.cycle.priorities.push({ at: r.now, priority: r.priority })
      break
    case 'question_sent':
      r.asked = true
      break
    case 'client_replied':
      r.asked = false
      r.answered = true
      break
    case 'first_response':
      r.firstResponseAt ??= r.now
      break
    case 'reopened':
      if (r.cycle.outcome !== null) reopen(r)
      break
    case 'breach_recorded':
      r.cycle.recordedBreachAt ??= event.breachedAt.getTime()
      break
  }
}

function takeStatus(r: Reader, status: SlaStatus): void {
  if (isOutcome(status)) {
    if (r.cycle.outcome !== null) return
    setPause(r, null)
    r.cycle.end = r.now
    r.cycle.outcome = status
    return
  }
  if (r.cycle.outcome !== null) reopen(r)
  if (status === 'support_suspended' && r.status !== 'support_suspended') r.answered = false
  r.status = status
}

function reopen(r: Reader): void {
  r.cycle = newCycle(r.cycle.number + 1, r.now, r.asOf, r.priority)
  r.cycles.push(r.cycle)
  r.status = 'in_progress'
  r.asked = false
}

function setPause(r: Reader, next: PauseReason | null): void {
  if (next === r.pause) return
  if (r.pause !== null && r.now > r.pausedSince)
    r.cycle.pauses.push({ from: r.pausedSince, to: r.now, reason: r.pause })
  r.pause = next
  r.pausedSince = r.now
}

function isOutcome(status: SlaStatus): status is SlaOutcome {
  return status === 'resolved' || status === 'closed' || status === 'refused' || status === 'merged'
}

/** Annex 1, 4.6: a late answer of the client is not our time. Nothing else stops the clock. */
function pauseOf({ status, asked, answered }: Reader): PauseReason | null {
  if (status === 'waiting_for_client') return asked ? status : null
  if (status === 'support_suspended') return answered ? null : status
  return status === 'in_development' ? status : null
}

function newCycle(number: number, start: number, asOf: number, priority: SlaPriority): Cycle {
  return {
    number,
    start,
    end: asOf,
    outcome: null,
    priorities: [{ at: start, priority }],
    pauses: [],
    pausedNow: null,
    recordedBreachAt: null,
  }
}
