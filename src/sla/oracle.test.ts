import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isOracleWorking,
  limitsOf,
  oracleEnd,
  receipts,
  walkedBetween,
} from '../../test/sla/minute-oracle.ts'
import {
  addWorkingMs,
  isWorkingTime,
  nextWorkingMoment,
  workingMsBetween,
} from './business-time.ts'
import { computeDeadline } from './deadlines.ts'
import { regulationPolicy, slaPriorities } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'

const calendar = compiledSeedCalendar()
const { firstMs, lastMs } = receipts
const deterministic = { seed: 20261123 }

test('target and deadline equal the minute-by-minute walk in 100,000 random cases', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: firstMs, max: lastMs }),
        fc.integer({ min: firstMs / 900_000, max: lastMs / 900_000 }).map((q) => q * 900_000),
      ),
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
        const { sum, next } = walkedBetween(from, from + length)
        expect(isWorkingTime(calendar, from)).toBe(isOracleWorking(from))
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
