import fc from 'fast-check'
import { expect, test } from 'vitest'
import seed from '../../db/seed/kz-calendar.json' with { type: 'json' }
import {
  addWorkingMs,
  isWorkingTime,
  nextWorkingMoment,
  workingMsBetween,
} from './business-time.ts'
import { computeDeadline, deadlines } from './deadlines.ts'
import { regulationPolicy, type SlaPriority, slaPriorities } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'
import type { SlaEvent, SlaStatus } from './timeline.ts'
import {
  defaultWarningSettings,
  type WarningKind,
  type WarningMark,
  warningsDue,
} from './warnings.ts'

// The oracle knows nothing of the code under test: one byte per minute of 2024–2027, walked one by
// one. The offset of the zone is written down here, not looked up.
const minute = 60_000
const originMinute = Date.UTC(2023, 11, 31) / minute
const minutes = Date.UTC(2027, 11, 31) / minute - originMinute
const clockChange = Date.UTC(2024, 1, 29, 18) / minute
const localMinute = (m: number) => m + (m < clockChange ? 360 : 300)
const localDay = (m: number) => Math.floor(localMinute(m) / 1440)

const kinds = new Map<string, string>(
  Object.values(seed.years).flatMap((y) => y.exceptions.map((e) => [e.date, e.kind] as const)),
)
const workingDays = new Map<number, boolean>()
const working = new Uint8Array(minutes)
for (let i = 0; i < minutes; i++) {
  const m = originMinute + i
  const day = localDay(m)
  let works = workingDays.get(day)
  if (works === undefined) {
    const date = new Date(day * 86_400_000)
    const kind = kinds.get(date.toISOString().slice(0, 10))
    works = kind ? kind === 'workday' : date.getUTCDay() % 6 !== 0
    workingDays.set(day, works)
  }
  const hour = Math.floor((localMinute(m) % 1440) / 60)
  working[i] = works && hour >= 9 && hour < 18 ? 1 : 0
}

function oracleHours(fromMs: number, hours: number): number {
  let left = hours * 3_600_000
  let at = fromMs
  for (let i = Math.floor(fromMs / minute) - originMinute; i < minutes; i++) {
    const end = (originMinute + i + 1) * minute
    if (working[i] === 1) {
      if (left <= end - at) return at + left
      left -= end - at
    }
    at = end
  }
  throw new Error('past the oracle')
}

function oracleDays(fromMs: number, days: number): number {
  let i = Math.floor(fromMs / minute) - originMinute
  const received = localDay(originMinute + i)
  let counted = 0
  let day = received
  for (; i < minutes; i++) {
    if (working[i] === 0) {
      if (counted === days && working[i - 1] === 1) return (originMinute + i) * minute
      continue
    }
    const today = localDay(originMinute + i)
    if (today === day) continue
    day = today
    counted++
  }
  throw new Error('past the oracle')
}

const limitsOf: Record<SlaPriority, [number, number, 'h' | 'd']> = {
  critical: [2, 8, 'h'],
  high: [3, 12, 'h'],
  medium: [6, 24, 'h'],
  low: [1, 3, 'd'],
  suggestion: [7, 30, 'd'],
}
const oracleEnd = (from: number, value: number, unit: 'h' | 'd') =>
  unit === 'h' ? oracleHours(from, value) : oracleDays(from, value)

const calendar = compiledSeedCalendar()
const firstMs = Date.UTC(2024, 0, 1)
const lastMs = Date.UTC(2027, 8, 15)
const deterministic = { seed: 20261123 }

test('target and deadline equal the minute-by-minute walk in 100,000 random cases', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: firstMs, max: lastMs }),
      fc.constantFrom(...slaPriorities),
      (ms, priority) => {
        const { target, due } = computeDeadline({
          receivedAt: new Date(ms),
          priority,
          policy: regulationPolicy,
          calendar,
        })
        const [low, high, unit] = limitsOf[priority]
        return (
          target.getTime() === oracleEnd(ms, low, unit) &&
          due.getTime() === oracleEnd(ms, high, unit)
        )
      },
    ),
    { ...deterministic, numRuns: 100_000 },
  )
}, 60_000)

test('working time, its length and the next opening equal the walk', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: firstMs, max: lastMs }),
      fc.integer({ min: 0, max: 12 * 86_400_000 }),
      (from, length) => {
        let sum = 0
        let next: number | undefined
        for (let at = from; at < from + length; ) {
          const end = Math.min((Math.floor(at / minute) + 1) * minute, from + length)
          if (working[Math.floor(at / minute) - originMinute] === 1) {
            sum += end - at
            next ??= at
          }
          at = end
        }
        expect(isWorkingTime(calendar, from)).toBe(
          working[Math.floor(from / minute) - originMinute] === 1,
        )
        expect(workingMsBetween(calendar, from, from + length)).toBe(sum)
        if (next !== undefined) expect(nextWorkingMoment(calendar, from)).toBe(next)
        expect(workingMsBetween(calendar, from, addWorkingMs(calendar, from, sum))).toBe(sum)
      },
    ),
    { ...deterministic, numRuns: 5_000 },
  )
})

test('a later receipt or a longer limit never ends earlier', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: firstMs, max: lastMs }),
      fc.integer({ min: 0, max: 4 * 86_400_000 }),
      fc.integer({ min: 0, max: 200 * 3_600_000 }),
      fc.integer({ min: 0, max: 3_600_000 }),
      (from, later, length, longer) => {
        const end = addWorkingMs(calendar, from, length)
        expect(addWorkingMs(calendar, from + later, length)).toBeGreaterThanOrEqual(end)
        expect(addWorkingMs(calendar, from, length + longer)).toBeGreaterThanOrEqual(end)
        for (const priority of slaPriorities) {
          const of = (ms: number) =>
            computeDeadline({
              receivedAt: new Date(ms),
              priority,
              policy: regulationPolicy,
              calendar,
            })
          expect(of(from + later).due.getTime()).toBeGreaterThanOrEqual(of(from).due.getTime())
        }
      },
    ),
    { ...deterministic, numRuns: 10_000 },
  )
})

const statuses: SlaStatus[] = [
  'registered',
  'in_progress',
  'waiting_for_client',
  'in_development',
  'support_suspended',
  'resolved',
  'closed',
  'refused',
  'merged',
]
const ended: string[] = ['resolved', 'closed', 'refused', 'merged']

type Happening = Exclude<SlaEvent, { kind: 'opened' }>
type DropAt<E> = E extends unknown ? Omit<E, 'at'> : never
const happening: fc.Arbitrary<DropAt<Happening>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(...statuses).map((status) => ({ kind: 'status' as const, status })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...slaPriorities)
      .map((priority) => ({ kind: 'priority' as const, priority })),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'question_sent' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'client_replied' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopened' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'first_response' as const }) },
)

/** A history on whole minutes, with events in the same minute, and the moment asked about. */
const histories = fc
  .record({
    start: fc.integer({ min: firstMs / minute, max: Date.UTC(2027, 2, 1) / minute }),
    priority: fc.constantFrom(...slaPriorities),
    steps: fc.array(
      fc.tuple(
        fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4000 })),
        happening,
      ),
      {
        maxLength: 14,
      },
    ),
    rest: fc.integer({ min: 0, max: 6000 }),
  })
  .map(({ start, priority, steps, rest }) => {
    let at = start
    const history: SlaEvent[] = [{ kind: 'opened', at: new Date(start * minute), priority }]
    for (const [gap, event] of steps) {
      at += gap
      history.push({ ...event, at: new Date(at * minute) } as SlaEvent)
    }
    return { history, asOf: at + rest }
  })

type Walked = {
  start: number
  net: number
  paused: Record<string, number>
  stop: number | null
  breach: number | null
  priority: SlaPriority
  budgets: Record<SlaPriority, number>
  reached: Partial<Record<SlaPriority, number>>
}

/** Working minutes of each deadline, had it never been paused. */
function budgetsFrom(start: number): Record<SlaPriority, number> {
  const budget = (priority: SlaPriority) => {
    const [, value, unit] = limitsOf[priority]
    if (unit === 'h') return value * 60
    const end = oracleDays(start * minute, value) / minute
    let sum = 0
    for (let m = start; m < end; m++) sum += working[m - originMinute] ?? 0
    return sum
  }
  return {
    critical: budget('critical'),
    high: budget('high'),
    medium: budget('medium'),
    low: budget('low'),
    suggestion: budget('suggestion'),
  }
}

/** The reference: one minute after another, the state as a reader of the regulation would keep it. */
function walk(history: SlaEvent[], asOf: number, eachMinute?: (m: number, c: Walked) => void) {
  const first = history[0]
  if (first?.kind !== 'opened') throw new Error('no opening')
  let priority = first.priority
  let status: string = 'registered'
  let openQuestion = false
  let heardSinceSuspension = false
  const begin = (m: number): Walked => ({
    start: m,
    net: 0,
    paused: { waiting_for_client: 0, support_suspended: 0, in_development: 0 },
    stop: null,
    breach: null,
    priority,
    budgets: budgetsFrom(m),
    reached: {},
  })
  const start = first.at.getTime() / minute
  const cycles = [begin(start)]
  let cycle = cycles[0] as Walked
  const startAgain = (m: number) => {
    cycle = begin(m)
    cycles.push(cycle)
    openQuestion = false
    status = 'in_progress'
  }
  const standsStill = () =>
    (status === 'waiting_for_client' && openQuestion) ||
    (status === 'support_suspended' && !heardSinceSuspension) ||
    status === 'in_development'
  let next = 1
  for (let m = start; m <= asOf; m++) {
    for (let e = history[next]; e && e.at.getTime() / minute <= m; e = history[++next]) {
      if (e.kind === 'question_sent') openQuestion = true
      if (e.kind === 'client_replied') {
        openQuestion = false
        heardSinceSuspension = true
      }
      if (e.kind === 'priority') priority = e.priority
      if (e.kind === 'reopened' && cycle.stop !== null) startAgain(m)
      if (e.kind === 'status' && ended.includes(e.status)) cycle.stop ??= m
      else if (e.kind === 'status') {
        if (cycle.stop !== null) startAgain(m)
        if (e.status === 'support_suspended' && status !== e.status) heardSinceSuspension = false
        status = e.status
      }
      if (cycle.stop === null) cycle.priority = priority
    }
    eachMinute?.(m, cycle)
    if (m === asOf || cycle.stop !== null) continue
    if (cycle.breach === null && cycle.reached[priority] !== undefined) cycle.breach = m
    if (working[m - originMinute] === 0) continue
    if (standsStill()) {
      cycle.paused[status] = (cycle.paused[status] ?? 0) + 1
      continue
    }
    cycle.net++
    for (const p of slaPriorities) if (cycle.net >= cycle.budgets[p]) cycle.reached[p] ??= m + 1
  }
  return { cycles, paused: cycle.stop === null && standsStill() }
}

/** When the deadline ends if the clock runs on from `asOf`. */
function dueOf(cycle: Walked, asOf: number): number {
  const reached = cycle.reached[cycle.priority]
  if (reached !== undefined) return reached
  let net = cycle.net
  for (let m = cycle.stop ?? asOf; ; m++) {
    net += working[m - originMinute] ?? Number.NaN
    if (net >= cycle.budgets[cycle.priority]) return m + 1
    if (Number.isNaN(net)) throw new Error('past the oracle')
  }
}

test('limits, pauses, breaches and cycles of random histories equal the reference', () => {
  fc.assert(
    fc.property(histories, ({ history, asOf }) => {
      const got = deadlines(history, regulationPolicy, calendar, new Date(asOf * minute))
      const expected = walk(history, asOf)
      expect(
        got.cycles.map((c) => ({
          start: c.startedAt.getTime() / minute,
          priority: c.priority,
          net: c.netMs / minute,
          gross: c.grossMs / minute,
          paused: c.pausedBy,
          due: c.due.getTime() / minute,
          stop: c.stoppedAt && c.stoppedAt.getTime() / minute,
          breach: c.breachedAt && c.breachedAt.getTime() / minute,
        })),
      ).toEqual(
        expected.cycles.map((c) => ({
          start: c.start,
          priority: c.priority,
          net: c.net,
          gross: c.net + Object.values(c.paused).reduce((a, b) => a + b, 0),
          paused: Object.fromEntries(Object.entries(c.paused).map(([k, v]) => [k, v * minute])),
          due: dueOf(c, asOf),
          stop: c.stop,
          breach: c.breach,
        })),
      )
      expect(got.state === 'paused').toBe(expected.paused)
    }),
    { ...deterministic, numRuns: 5_000 },
  )
}, 60_000)

test('warnings go out once, in the sweep after they are reached, and never at night', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 7, max: 120 }), ({ history, asOf }, step) => {
      const start = (history[0]?.at.getTime() ?? 0) / minute
      const expected: string[] = []
      const seen = new Set<string>()
      const numbers = new Map<Walked, number>()
      walk(history, asOf, (m, c) => {
        if (!numbers.has(c)) numbers.set(c, numbers.size + 1)
        const hour = Math.floor((localMinute(m) % 1440) / 60)
        if ((m - start) % step !== 0 || c.stop !== null || hour >= 22 || hour < 8) return
        const reached: WarningKind[] = []
        for (const [kind, percent] of [
          ['p50', 50],
          ['p75', 75],
          ['p90', 90],
        ] as const)
          if (c.net * 100 >= c.budgets[c.priority] * percent) reached.push(kind)
        if (c.breach !== null) reached.push('breach')
        for (const kind of reached) {
          const key = `${numbers.get(c)} ${kind}`
          if (!seen.has(key)) expected.push(`${m} ${key}`)
          seen.add(key)
        }
      })
      const got: string[] = []
      const sent: WarningMark[] = []
      for (let m = start; m <= asOf; m += step) {
        const now = new Date(m * minute)
        const limits = deadlines(history, regulationPolicy, calendar, now)
        for (const w of warningsDue({
          limits,
          sent,
          assigned: true,
          now,
          calendar,
          settings: defaultWarningSettings,
        })) {
          sent.push({ cycle: w.cycle, kind: w.kind })
          got.push(`${m} ${w.cycle} ${w.kind}`)
        }
      }
      expect(got).toEqual(expected)
    }),
    { ...deterministic, numRuns: 250 },
  )
}, 60_000)
