import { expect, test } from 'vitest'
import { compiledSeedCalendar } from '../sla/seed-calendar.ts'
import { requireMonth, requirePeriod } from './period.ts'

const calendar = compiledSeedCalendar()
const dates = (from: string, to: string, by: 'day' | 'week' | 'month' | 'priority') =>
  requirePeriod({ from, to, by }, calendar).buckets.map(({ date }) => date)
const refused = (key: string) => expect.objectContaining({ code: 'invalid', key })

test('days begin at midnight in Astana, also on the day the zone moved', () => {
  const { buckets } = requirePeriod({ from: '2024-02-29', to: '2024-03-01', by: 'day' }, calendar)
  expect(buckets.map(({ from, to }) => [from.toISOString(), to.toISOString()])).toEqual([
    ['2024-02-28T18:00:00.000Z', '2024-02-29T19:00:00.000Z'],
    ['2024-02-29T19:00:00.000Z', '2024-03-01T19:00:00.000Z'],
  ])
})

test('weeks begin on Monday, months on the first; the period cuts the outer ones', () => {
  expect(dates('2026-11-25', '2026-12-08', 'week')).toEqual([
    '2026-11-25',
    '2026-11-30',
    '2026-12-07',
  ])
  expect(dates('2026-11-25', '2027-01-01', 'month')).toEqual([
    '2026-11-25',
    '2026-12-01',
    '2027-01-01',
  ])
  expect(dates('2026-11-25', '2026-12-08', 'priority')).toEqual(['2026-11-25'])
})

test('what the calendar does not cover is refused by name', () => {
  expect(() => dates('2035-12-01', '2036-01-01', 'month')).toThrow(refused('periodOutside'))
  expect(() => dates('2022-12-31', '2023-01-02', 'day')).toThrow(refused('periodOutside'))
  expect(dates('2035-12-31', '2035-12-31', 'day')).toEqual(['2035-12-31'])
  expect(() => requireMonth('2036-01', calendar)).toThrow(refused('periodOutside'))
})

test('backwards, too fine, malformed', () => {
  expect(() => dates('2026-11-02', '2026-11-01', 'day')).toThrow(refused('periodBackwards'))
  expect(() => dates('2024-01-01', '2026-01-01', 'day')).toThrow(refused('periodTooLong'))
  expect(() => dates('2026-02-30', '2026-03-01', 'day')).toThrow('dateMalformed')
  expect(() => requireMonth('2026-13', calendar)).toThrow(refused('monthMalformed'))
})

test('a month is whole', () => {
  expect(requireMonth('2028-02', calendar)).toMatchObject({ from: '2028-02-01', to: '2028-02-29' })
})
