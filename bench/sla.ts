import { computeDeadline, deadlines } from '../src/sla/deadlines.ts'
import { regulationPolicy, slaPriorities } from '../src/sla/policy.ts'
import { compiledSeedCalendar } from '../src/sla/seed-calendar.ts'
import type { SlaEvent } from '../src/sla/timeline.ts'

const rounds = 5
const perRound = 50_000

/** Time limits per second on one core: of new tickets, and of tickets with pauses and a new priority. */
export async function run(): Promise<void> {
  const compileStart = performance.now()
  const calendar = compiledSeedCalendar()
  print('calendar of 13 years compiled', `${(performance.now() - compileStart).toFixed(0)} ms`)

  const first = Date.UTC(2024, 0, 1)
  const span = Date.UTC(2034, 0, 1) - first
  const received = Array.from(
    { length: perRound },
    (_, i) => new Date(first + ((i * 7_919_993) % span)),
  )
  const floor = rate((i) => new Date((received[i] ?? new Date(0)).getTime() + 28_800_000).getTime())
  const fresh = rate((i) => {
    const receivedAt = received[i] ?? new Date(first)
    const priority = slaPriorities[i % slaPriorities.length] ?? 'low'
    return computeDeadline({
      receivedAt,
      priority,
      policy: regulationPolicy,
      calendar,
    }).due.getTime()
  })
  const histories = received.map(withPauses)
  const withHistory = rate((i) => {
    const history = histories[i] ?? []
    const asOf = new Date((history[0]?.at.getTime() ?? first) + 5 * 86_400_000)
    return deadlines(history, regulationPolicy, calendar, asOf).due.getTime()
  })
  print('floor: add eight clock hours', perSecond(floor))
  print('target and deadline of a new ticket', perSecond(fresh), floor / fresh)
  print('all limits of a history of six events', perSecond(withHistory), floor / withHistory)
}

function withPauses(at: Date, i: number): SlaEvent[] {
  const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000)
  return [
    { at, kind: 'opened', priority: slaPriorities[i % slaPriorities.length] ?? 'low' },
    { at: later(1), kind: 'first_response' },
    { at: later(2), kind: 'question_sent' },
    { at: later(2), kind: 'status', status: 'waiting_for_client' },
    { at: later(20), kind: 'client_replied' },
    {
      at: later(26),
      kind: 'priority',
      priority: slaPriorities[(i + 1) % slaPriorities.length] ?? 'low',
    },
  ]
}

/** Best of several rounds, in calls a second. */
function rate(call: (i: number) => number): number {
  let best = 0
  let sum = 0
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    for (let i = 0; i < perRound; i++) sum += call(i)
    best = Math.max(best, perRound / ((performance.now() - start) / 1000))
  }
  if (!Number.isFinite(sum)) throw new Error('a limit was not computed')
  return best
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`
}

function print(what: string, value: string, floorRatio?: number): void {
  const ratio = floorRatio === undefined ? '' : `  ${floorRatio.toFixed(1)} x floor`
  process.stdout.write(`sla  ${what.padEnd(40)} ${value.padStart(14)}${ratio}\n`)
}
