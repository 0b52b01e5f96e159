import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dueOf,
  localMinute,
  minute,
  receipts,
  type Walked,
  walk,
} from '../../test/sla/minute-oracle.ts'
import { deadlines } from './deadlines.ts'
import { regulationPolicy, slaPriorities } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'
import type { SlaEvent, SlaStatus } from './timeline.ts'
import {
  defaultWarningSettings,
  type WarningKind,
  type WarningMark,
  warningsDue,
} from './warnings.ts'

const calendar = compiledSeedCalendar()
const { firstMs } = receipts
const deterministic = { seed: 20261123 }

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
