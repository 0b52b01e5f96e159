import { expect, test } from 'vitest'
import { parseLocal } from './astana-time.ts'
import { compromiseClock, noticeTiming } from './compromise-clock.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'
import { zoneFaults } from './self-test.ts'
import { compromiseWarningsDue } from './warnings.ts'

const calendar = compiledSeedCalendar()
const at = (text: string) => parseLocal(text) ?? new Date(Number.NaN)

test.each([
  ['2026-12-31T22:15', '2027-01-01T22:15'],
  ['2026-11-28T02:00', '2026-11-29T02:00'],
  ['2026-11-27T18:01', '2026-11-28T18:01'],
])('a compromise received %s is due %s, holiday or not', (received, due) => {
  expect(compromiseClock(at(received), null, at(received)).due).toEqual(at(due))
})

test('a reaction at the last moment is in time, a later one is not', () => {
  const received = at('2026-12-31T22:15')
  const asOf = at('2027-01-05T10:00')
  expect(compromiseClock(received, at('2027-01-01T22:15'), asOf)).toMatchObject({
    state: 'stopped',
    share: 1,
    breachedAt: null,
  })
  expect(compromiseClock(received, at('2027-01-01T22:16'), asOf).breachedAt).toEqual(
    at('2027-01-01T22:15'),
  )
  expect(compromiseClock(received, null, asOf).breachedAt).toEqual(at('2027-01-01T22:15'))
})

test('the notice is late after the close of the working day that follows the day of learning', () => {
  const learned = at('2026-03-20T12:00') // Friday; 21–25 March are off
  expect(noticeTiming(learned, at('2026-03-26T18:00'), calendar)).toBe('in_time')
  expect(noticeTiming(learned, at('2026-03-26T18:01'), calendar)).toBe('late')
})

test('a date of learning that cannot be judged never stands in the way', () => {
  const received = at('2026-11-23T10:00')
  expect(noticeTiming(null, received, calendar)).toBe('unknown')
  expect(noticeTiming(at('2026-11-24T10:00'), received, calendar)).toBe('unknown')
  expect(noticeTiming(new Date(Number.NaN), received, calendar)).toBe('unknown')
  expect(noticeTiming(at('2001-01-01T10:00'), received, calendar)).toBe('late')
  expect(noticeTiming(at('2050-01-01T10:00'), at('2050-01-02T10:00'), calendar)).toBe('unknown')
})

test('warnings of a compromise go out at night, to the supervisor too', () => {
  const received = at('2026-11-28T02:00')
  const clock = (asOf: string) => compromiseClock(received, null, at(asOf))
  expect(compromiseWarningsDue(clock('2026-11-28T13:59'), [], true)).toEqual([])
  expect(compromiseWarningsDue(clock('2026-11-28T14:00'), [], true)).toEqual([
    { cycle: 1, kind: 'p50', recipients: ['assignee', 'supervisor'] },
  ])
  expect(
    compromiseWarningsDue(clock('2026-11-29T02:01'), [{ cycle: 1, kind: 'p50' }], false),
  ).toEqual([
    { cycle: 1, kind: 'p75', recipients: [] },
    { cycle: 1, kind: 'p90', recipients: [] },
    { cycle: 1, kind: 'breach', recipients: ['supervisor'] },
  ])
  const stopped = compromiseClock(received, at('2026-11-28T03:00'), at('2026-11-29T02:01'))
  expect(compromiseWarningsDue(stopped, [], true)).toEqual([])
})

test('the zone data of this runtime knows the change of 2024', () => {
  expect(zoneFaults()).toEqual([])
})

test('zone data older than the change is noticed', () => {
  expect(zoneFaults(() => 360).map((f) => f.at)).toEqual([
    '2024-02-29T18:00:00Z',
    '2024-03-02T00:00:00Z',
  ])
  expect(zoneFaults(() => null)).toHaveLength(4)
})
