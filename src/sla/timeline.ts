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

export const pauseReasons = ['waiting_for_client', 'support_suspended', 'in_development'] as const
export type PauseReason = (typeof pauseReasons)[number]

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

  let priority = first.priority
  let cycle = newCycle(1, openedAt, asOf, priority)
  const cycles = [cycle]
  let firstResponseAt: number | null = null
  let status: SlaStatus = 'registered'
  /** A question has been sent and not been answered. */
  let asked = false
  /** The client has written since support was suspended. */
  let answered = false
  let pause: PauseReason | null = null
  let pausedSince = openedAt
  let now = openedAt

  const setPause = (next: PauseReason | null) => {
    if (next === pause) return
    if (pause !== null && now > pausedSince)
      cycle.pauses.push({ from: pausedSince, to: now, reason: pause })
    pause = next
    pausedSince = now
  }
  const reopen = () => {
    cycle = newCycle(cycle.number + 1, now, asOf, priority)
    cycles.push(cycle)
    status = 'in_progress'
    asked = false
  }

  for (let i = 1; i < history.length; i++) {
    const event = history[i]
    if (event === undefined || event.at.getTime() > asOf) break
    now = Math.max(now, event.at.getTime())
    switch (event.kind) {
      case 'opened':
        throw new RangeError('a history has only one event opened')
      case 'status':
        if (isOutcome(event.status)) {
          if (cycle.outcome !== null) break
          setPause(null)
          cycle.end = now
          cycle.outcome = event.status
          break
        }
        if (cycle.outcome !== null) reopen()
        if (event.status === 'support_suspended' && status !== 'support_suspended') answered = false
        status = event.status
        break
      case 'priority':
        if (event.priority === priority) break
        priority = event.priority
        if (cycle.outcome === null) cycle.priorities.push({ at: now, priority })
        break
      case 'question_sent':
        asked = true
        break
      case 'client_replied':
        asked = false
        answered = true
        break
      case 'first_response':
        firstResponseAt ??= now
        break
      case 'reopened':
        if (cycle.outcome !== null) reopen()
        break
      case 'breach_recorded':
        cycle.recordedBreachAt ??= event.breachedAt.getTime()
        break
    }
    if (cycle.outcome === null) setPause(pauseOf(status, asked, answered))
  }
  cycle.pausedNow = pause
  now = asOf
  setPause(null)
  return { cycles, firstResponseAt }
}

function isOutcome(status: SlaStatus): status is SlaOutcome {
  return status === 'resolved' || status === 'closed' || status === 'refused' || status === 'merged'
}

/** Annex 1, 4.6: a late answer of the client is not our time. Nothing else stops the clock. */
function pauseOf(status: SlaStatus, asked: boolean, answered: boolean): PauseReason | null {
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
