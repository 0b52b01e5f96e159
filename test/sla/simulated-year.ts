import type { SlaPriority } from '../../src/sla/policy.ts'
import { slaPriorities } from '../../src/sla/policy.ts'
import type { SlaEvent } from '../../src/sla/timeline.ts'
import {
  isOpen,
  nextStatus,
  type TicketEvent,
  type TicketStatus,
} from '../../src/tickets/status.ts'
import { localMinute, minute, type Walked, walk } from './minute-oracle.ts'

/** Numbers of a tickets' life; the same seed tells the same year. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

export type Step = { at: number } & (
  | { kind: 'priority'; priority: SlaPriority }
  | { kind: 'event'; event: TicketEvent; from: TicketStatus; to: TicketStatus }
)
/** In minutes since 1970. */
export type Life = { receivedAt: number; priority: SlaPriority; steps: Step[]; endsAt: number }

const happenings: readonly TicketEvent[] = [
  'taken',
  'answered',
  'answered',
  'question_sent',
  'question_sent',
  'client_wrote',
  'client_wrote',
  'client_wrote',
  'sent_to_development',
  'support_suspended',
  'resolved',
  'resolved',
  'refused',
  'closed',
  'staff_reopened',
]

/** A ticket received in 2026 and what befalls it, as far as its status allows. */
export function randomLife(random: (below: number) => number): Life {
  const receivedAt = Date.UTC(2026, 0, 1) / minute + random(365 * 1440)
  const priority = slaPriorities[random(5)] ?? 'low'
  const steps: Step[] = []
  let status: TicketStatus = 'registered'
  let at = receivedAt
  for (let left = 2 + random(12); left > 0; left -= 1) {
    at += random(3) === 0 ? random(3000) : random(240)
    if (random(8) === 0) {
      if (isOpen(status))
        steps.push({ at, kind: 'priority', priority: slaPriorities[random(5)] ?? 'low' })
      continue
    }
    const event = happenings[random(happenings.length)] ?? 'taken'
    const to = nextStatus(status, event)
    if (to === null) continue
    steps.push({ at, kind: 'event', event, from: status, to })
    status = to
  }
  return { receivedAt, priority, steps, endsAt: at + random(4000) }
}

/** What the regulation's clock hears of a life, written down apart from the product's own reading of its log. */
export function heard(life: Life): SlaEvent[] {
  const events: SlaEvent[] = [
    { at: new Date(life.receivedAt * minute), kind: 'opened', priority: life.priority },
  ]
  for (const step of life.steps) {
    const at = new Date(step.at * minute)
    if (step.kind === 'priority') {
      events.push({ at, kind: 'priority', priority: step.priority })
      continue
    }
    const { event, from, to } = step
    if (event === 'client_wrote') events.push({ at, kind: 'client_replied' })
    if (event === 'answered' || event === 'question_sent')
      events.push({ at, kind: 'first_response' })
    if (event === 'question_sent') events.push({ at, kind: 'question_sent' })
    if (event === 'staff_reopened') events.push({ at, kind: 'reopened' })
    if (from !== to) events.push({ at, kind: 'status', status: to })
  }
  return events
}

export type Told = { at: number; cycle: number; kind: string }

/**
 * The reference: minute after minute, a sweep in each. What is reached is told once, not by night and not while
 * the clock stands still.
 */
export function referenceYear(life: Life): { cycles: Walked[]; told: Told[] } {
  const told: Told[] = []
  const seen = new Set<string>()
  const numbers = new Map<Walked, number>()
  const { cycles } = walk(heard(life), life.endsAt, (m, cycle, still) => {
    if (!numbers.has(cycle)) numbers.set(cycle, numbers.size + 1)
    const hour = Math.floor((localMinute(m) % 1440) / 60)
    if (cycle.stop !== null || still || hour >= 22 || hour < 8) return
    const budget = cycle.budgets[cycle.priority]
    const reached = [
      ...(cycle.net * 100 >= budget * 50 ? ['p50'] : []),
      ...(cycle.net * 100 >= budget * 75 ? ['p75'] : []),
      ...(cycle.net * 100 >= budget * 90 ? ['p90'] : []),
      ...(cycle.breach !== null ? ['breach'] : []),
    ]
    const number = numbers.get(cycle) ?? 0
    for (const kind of reached) {
      if (seen.has(`${number} ${kind}`)) continue
      seen.add(`${number} ${kind}`)
      told.push({ at: m, cycle: number, kind })
    }
  })
  return { cycles, told }
}

/** A cycle as both sides say it: minutes. */
export function cycleOf(cycle: Walked) {
  return {
    start: cycle.start,
    stop: cycle.stop,
    priority: cycle.priority,
    net: cycle.net,
    waiting: cycle.paused.waiting_for_client ?? 0,
    suspended: cycle.paused.support_suspended ?? 0,
    development: cycle.paused.in_development ?? 0,
    breach: cycle.breach,
  }
}
