import { expect, test } from 'vitest'
import { parseLocal } from './astana-time.ts'
import {
  addWorkingMs,
  CalendarRangeError,
  endOfNthWorkingDay,
  isWorkingTime,
  nextWorkingMoment,
  workingIntervals,
  workingMsBetween,
} from './business-time.ts'
import { regulationSchedule, unconfirmedYear, WorkCalendar } from './calendar.ts'
import { compileCalendar } from './compile-calendar.ts'
import { compiledSeedCalendar, seedCalendar } from './seed-calendar.ts'

const calendar = compiledSeedCalendar()
const hour = 3_600_000

function at(text: string): number {
  const date = parseLocal(text)
  if (!date) throw new Error(text)
  return date.getTime()
}

function calendarWith(change: Partial<WorkCalendar>) {
  const data = WorkCalendar.parse({ ...seedCalendar(), version: 'changed', ...change })
  return compileCalendar(data, { first: 2026, last: 2027 })
}

test('opening is inside working time and 18:00:00 is outside', () => {
  expect(isWorkingTime(calendar, at('2026-11-23T09:00'))).toBe(true)
  expect(isWorkingTime(calendar, at('2026-11-23T09:00') - 1)).toBe(false)
  expect(isWorkingTime(calendar, at('2026-11-23T18:00') - 1)).toBe(true)
  expect(isWorkingTime(calendar, at('2026-11-23T18:00'))).toBe(false)
  expect(nextWorkingMoment(calendar, at('2026-11-23T18:00'))).toBe(at('2026-11-24T09:00'))
})

test('a moved Sunday works and the Friday it replaced does not', () => {
  expect(isWorkingTime(calendar, at('2025-01-05T12:00'))).toBe(true)
  expect(isWorkingTime(calendar, at('2025-01-03T12:00'))).toBe(false)
})

test('the change from +06 to +05 adds no working time and moves no opening', () => {
  expect(calendar.midnight[425]).toBe(at('2024-03-01T00:00'))
  expect((calendar.midnight[425] ?? 0) - (calendar.midnight[424] ?? 0)).toBe(25 * hour)
  expect(at('2024-02-29T09:00')).toBe(Date.UTC(2024, 1, 29, 3))
  expect(at('2024-03-01T09:00')).toBe(Date.UTC(2024, 2, 1, 4))
  expect(nextWorkingMoment(calendar, at('2024-02-29T18:00'))).toBe(Date.UTC(2024, 2, 1, 4))
  expect(workingMsBetween(calendar, at('2024-02-29T00:00'), at('2024-03-02T00:00'))).toBe(18 * hour)
  expect(addWorkingMs(calendar, at('2024-02-29T17:00'), 2 * hour)).toBe(at('2024-03-01T10:00'))
})

test('both passes of the repeated hour belong to 29 February 2024', () => {
  for (const utc of ['2024-02-29T17:30:00Z', '2024-02-29T18:30:00Z'])
    expect(endOfNthWorkingDay(calendar, Date.parse(utc), 1)).toBe(at('2024-03-01T18:00'))
})

test('round-the-clock hours count the repeated hour', () => {
  const allDay = [{ from: '00:00', to: '24:00' }]
  const week = Array.from({ length: 7 }, () => allDay)
  const data = WorkCalendar.parse({
    ...seedCalendar(),
    schedules: [{ from: null, week, workday: allDay }],
  })
  const compiled = compileCalendar(data, { first: 2024, last: 2024 })
  expect(workingMsBetween(compiled, at('2024-02-29T00:00'), at('2024-03-01T00:00'))).toBe(25 * hour)
})

test('hours after a change of the clock within the day keep their local time', () => {
  const nineToSix = [{ from: '09:00', to: '18:00' }]
  const data = WorkCalendar.parse({
    ...seedCalendar(),
    zone: 'America/New_York',
    schedules: [{ from: null, week: Array(7).fill(nineToSix), workday: nineToSix }],
  })
  const compiled = compileCalendar(data, { first: 2027, last: 2027 })
  expect(nextWorkingMoment(compiled, Date.parse('2027-03-14T06:00:00Z'))).toBe(
    Date.parse('2027-03-14T13:00:00Z'),
  )
})

test('several intervals a day leave the break out', () => {
  const withBreak = [
    { from: '09:00', to: '13:00' },
    { from: '14:00', to: '18:00' },
  ]
  const week = regulationSchedule.week.map((day) => (day.length > 0 ? withBreak : []))
  const c = calendarWith({ schedules: [{ from: null, week, workday: withBreak }] })
  expect(addWorkingMs(c, at('2026-11-23T12:00'), 2 * hour)).toBe(at('2026-11-23T15:00'))
  expect(addWorkingMs(c, at('2026-11-23T12:00'), hour)).toBe(at('2026-11-23T13:00'))
  expect(isWorkingTime(c, at('2026-11-23T13:30'))).toBe(false)
  expect(endOfNthWorkingDay(c, at('2026-11-23T12:00'), 1)).toBe(at('2026-11-24T18:00'))
})

test('new hours hold from their date and leave earlier days alone', () => {
  const short = [{ from: '10:00', to: '16:00' }]
  const week = regulationSchedule.week.map((day) => (day.length > 0 ? short : []))
  const c = calendarWith({
    schedules: [regulationSchedule, { from: '2026-12-01', week, workday: short }],
  })
  expect(workingMsBetween(c, at('2026-11-30T00:00'), at('2026-12-01T00:00'))).toBe(9 * hour)
  expect(workingMsBetween(c, at('2026-12-01T00:00'), at('2026-12-02T00:00'))).toBe(6 * hour)
})

test('a working Saturday may have hours of its own', () => {
  const c = calendarWith({
    exceptions: [
      ...seedCalendar().exceptions,
      {
        date: '2026-11-28',
        kind: 'workday',
        name: { ru: '', kk: '' },
        intervals: [{ from: '10:00', to: '14:00' }],
      },
    ],
  })
  expect(workingMsBetween(c, at('2026-11-28T00:00'), at('2026-11-29T00:00'))).toBe(4 * hour)
  expect(endOfNthWorkingDay(c, at('2026-11-27T12:00'), 1)).toBe(at('2026-11-28T14:00'))
})

test('a closure is not working time, and a day closed throughout is no working day', () => {
  const c = calendarWith({
    closures: [
      { from: '2026-11-23T13:00:00+05:00', to: '2026-11-23T15:00:00+05:00', reason: 'авария' },
      {
        from: '2026-11-23T14:00:00+05:00',
        to: '2026-11-23T14:30:00+05:00',
        reason: 'внутри первой',
      },
      { from: '2026-11-24T00:00:00+05:00', to: '2026-11-25T00:00:00+05:00', reason: 'переезд' },
    ],
  })
  expect(workingMsBetween(c, at('2026-11-23T00:00'), at('2026-11-24T00:00'))).toBe(7 * hour)
  expect(addWorkingMs(c, at('2026-11-23T12:00'), 2 * hour)).toBe(at('2026-11-23T16:00'))
  expect(endOfNthWorkingDay(c, at('2026-11-23T12:00'), 1)).toBe(at('2026-11-25T18:00'))
})

test('working intervals are cut to the span asked about', () => {
  expect(workingIntervals(calendar, at('2026-11-27T17:30'), at('2026-11-30T09:15'))).toEqual([
    { from: at('2026-11-27T17:30'), to: at('2026-11-27T18:00') },
    { from: at('2026-11-30T09:00'), to: at('2026-11-30T09:15') },
  ])
})

test('instants and limits beyond the compiled years are refused by name', () => {
  const beyond = [
    () => isWorkingTime(calendar, calendar.firstMs - 1),
    () => workingMsBetween(calendar, calendar.firstMs, calendar.endMs + 1),
    () => addWorkingMs(calendar, at('2035-12-31T17:00'), 9 * hour),
    () => endOfNthWorkingDay(calendar, at('2035-12-31T17:00'), 1),
    () => nextWorkingMoment(calendar, at('2035-12-31T18:00')),
    () => addWorkingMs(calendar, Number.NaN, hour),
  ]
  for (const call of beyond) expect(call).toThrow(CalendarRangeError)
  expect(beyond[0]).toThrow(/kz-seed-2024-2027/)
  expect(() => addWorkingMs(calendar, calendar.firstMs, -1)).toThrow(RangeError)
  expect(() => endOfNthWorkingDay(calendar, calendar.firstMs, 0)).toThrow(RangeError)
})

test('no span of working time ends where it begins', () => {
  expect(addWorkingMs(calendar, at('2026-11-28T12:00'), 0)).toBe(at('2026-11-28T12:00'))
})

test('calendar data with overlapping or backward hours is refused', () => {
  const bad = (day: { from: string; to: string }[]) =>
    WorkCalendar.safeParse({
      ...seedCalendar(),
      schedules: [{ from: null, week: Array.from({ length: 7 }, () => day), workday: day }],
    }).success
  expect(bad([{ from: '09:00', to: '18:00' }])).toBe(true)
  expect(bad([{ from: '18:00', to: '09:00' }])).toBe(false)
  expect(
    bad([
      { from: '09:00', to: '14:00' },
      { from: '13:00', to: '18:00' },
    ]),
  ).toBe(false)
  expect(bad([{ from: '9:00', to: '18:00' }])).toBe(false)
})

test('an unconfirmed next year is reported from 1 December', () => {
  const data = seedCalendar()
  expect(unconfirmedYear(data, '2026-11-30')).toBeNull()
  expect(unconfirmedYear(data, '2026-12-01')).toBe(2027)
  expect(unconfirmedYear({ ...data, confirmedYears: [2027] }, '2026-12-31')).toBeNull()
})
