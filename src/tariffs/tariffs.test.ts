import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  daysLeft,
  dueReminders,
  endOfDay,
  isOver,
  nextPeriodFrom,
  periodEnd,
} from './period.ts'
import { formatTenge, fromTiyn, isFree, lessPercent, Percent, Tenge, toTiyn } from './tenge.ts'
import { versionInForce } from './versions.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('tenge', () => {
  test.each([
    ['14 900', '14900.00'],
    ['14900,5', '14900.50'],
    ['0', '0.00'],
    ['999999999999.99', '999999999999.99'],
    ['1 000 ₸', '1000.00'],
  ])('%s is read as %s', (typed, kept) => expect(Tenge.parse(typed)).toBe(kept))

  test.each(['', '-1', '1.234', '1e3', 'сто', '1,2,3', '1000000000000'])('%s is refused', (typed) =>
    expect(Tenge.safeParse(typed).success).toBe(false),
  )

  test('every sum survives the way there and back', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (tiyn) => {
        expect(toTiyn(fromTiyn(tiyn))).toBe(tiyn)
      }),
    ))

  test('a discount is exact and rounds in favour of the client', () => {
    expect(lessPercent('14900.00', '10.00')).toBe('13410.00')
    expect(lessPercent('0.05', '50.00')).toBe('0.02')
    expect(lessPercent('100.00', '100.00')).toBe('0.00')
  })

  test.each(['0', '101', '-5', '1.234', ''])('%s per cent is refused', (typed) =>
    expect(Percent.safeParse(typed).success).toBe(false),
  )

  test('large sums are shown without losing a tiyn', () => {
    expect(plain(formatTenge('14900.00', 'ru'))).toBe('14 900 ₸')
    expect(plain(formatTenge('900719925474.07', 'ru'))).toBe('900 719 925 474,07 ₸')
    expect(isFree('0.00')).toBe(true)
    expect(isFree('0.01')).toBe(false)
  })
})

describe('a paid period', () => {
  test.each([
    ['2026-12-01', 1, '2026-12-31'],
    ['2026-11-15', 12, '2027-11-14'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-01-30', 1, '2027-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('of %s and %i months ends on %s', (from, months, to) =>
    expect(periodEnd(from, months)).toBe(to),
  )

  test('lasts to the end of its day in Astana', () => {
    expect(endOfDay('2026-12-31').toISOString()).toBe('2026-12-31T19:00:00.000Z')
    expect(isOver('2026-12-31', new Date('2026-12-31T18:59:59.999Z'))).toBe(false)
    expect(isOver('2026-12-31', new Date('2026-12-31T19:00:00Z'))).toBe(true)
    expect(isOver(null, new Date('2126-01-01T00:00:00Z'))).toBe(false)
  })

  test('follows the last one, unless there was a gap', () => {
    expect(nextPeriodFrom('2026-12-31', '2026-12-01', '2026-12-20')).toBe('2027-01-01')
    expect(nextPeriodFrom('2026-12-31', '2026-12-01', '2027-01-15')).toBe('2027-01-15')
    expect(nextPeriodFrom(null, '2026-12-01', '2026-12-20')).toBe('2026-12-01')
  })
})

describe('reminders', () => {
  const at = (day: string) => new Date(`${day}T05:00:00Z`)
  const due = (day: string, given: number[] = []) =>
    dueReminders('2026-12-31', at(day), [14, 7, 1], given)

  test('come 14, 7 and 1 days before, and never after the last day', () => {
    expect(due('2026-12-16')).toEqual([])
    expect(due('2026-12-17')).toEqual([14])
    expect(due('2026-12-24', [14])).toEqual([7])
    expect(due('2026-12-30', [14, 7])).toEqual([1])
    expect(due('2026-12-31', [14, 7, 1])).toEqual([])
    expect(due('2027-01-01')).toEqual([])
  })

  test('of several missed ones are due together', () =>
    expect(due('2026-12-30')).toEqual([14, 7, 1]))

  test('on any sequence of days each is given once', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (steps) => {
        const given: number[] = []
        for (const step of steps.toSorted((a, b) => a - b)) {
          const now = at(addDays('2026-11-25', step))
          const fresh = dueReminders('2026-12-31', now, [14, 7, 1], given)
          expect(fresh.every((days) => daysLeft('2026-12-31', now) <= days)).toBe(true)
          given.push(...fresh)
        }
        expect(new Set(given).size).toBe(given.length)
      }),
    ))
})

describe('the version of a tariff in force', () => {
  const version = (number: number, day: string) => ({
    version: number,
    effectiveAt: new Date(`${day}T00:00:00Z`),
  })
  const at = (day: string) => new Date(`${day}T12:00:00Z`)

  test('is the last to have taken effect', () => {
    const all = [version(1, '2026-01-01'), version(2, '2027-01-01'), version(3, '2026-06-01')]
    expect(versionInForce(all, at('2025-12-31'))).toBeNull()
    expect(versionInForce(all, at('2026-05-31'))?.version).toBe(1)
    expect(versionInForce(all, at('2026-12-31'))?.version).toBe(3)
    expect(versionInForce(all, at('2027-01-01'))?.version).toBe(2)
  })

  test('of two on one day is the later edit', () =>
    expect(
      versionInForce([version(2, '2026-01-01'), version(1, '2026-01-01')], at('2026-02-01'))
        ?.version,
    ).toBe(2))
})
