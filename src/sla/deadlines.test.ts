import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { computeDeadline } from './deadlines.ts'
import { regulationPolicy, type SlaPolicy, slaPriorities } from './policy.ts'
import { compiledSeedCalendar } from './seed-calendar.ts'

const calendar = compiledSeedCalendar()

const astana = (text: string) =>
  new Date(
    Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime('Asia/Almaty')
      .epochMilliseconds,
  )

// received, critical 8 h, high 12 h, medium 24 h, low 3 days, suggestion 30 days, low as 27 h
const vectors = `
2026-11-23 10:00 | 2026-11-23 18:00 | 2026-11-24 13:00 | 2026-11-25 16:00 | 2026-11-26 18:00 | 2027-01-08 18:00 | 2026-11-26 10:00
2026-11-27 17:30 | 2026-11-30 16:30 | 2026-12-01 11:30 | 2026-12-02 14:30 | 2026-12-02 18:00 | 2027-01-14 18:00 | 2026-12-02 17:30
2026-11-28 12:00 | 2026-11-30 17:00 | 2026-12-01 12:00 | 2026-12-02 15:00 | 2026-12-02 18:00 | 2027-01-14 18:00 | 2026-12-02 18:00
2026-11-23 08:59 | 2026-11-23 17:00 | 2026-11-24 12:00 | 2026-11-25 15:00 | 2026-11-26 18:00 | 2027-01-08 18:00 | 2026-11-25 18:00
2026-11-23 18:00 | 2026-11-24 17:00 | 2026-11-25 12:00 | 2026-11-26 15:00 | 2026-11-26 18:00 | 2027-01-08 18:00 | 2026-11-26 18:00
2026-12-15 17:00 | 2026-12-17 16:00 | 2026-12-18 11:00 | 2026-12-21 14:00 | 2026-12-21 18:00 | 2027-02-01 18:00 | 2026-12-21 17:00
2026-03-20 16:00 | 2026-03-26 15:00 | 2026-03-27 10:00 | 2026-03-30 13:00 | 2026-03-30 18:00 | 2026-05-08 18:00 | 2026-03-30 16:00
2026-10-23 17:30 | 2026-10-27 16:30 | 2026-10-28 11:30 | 2026-10-29 14:30 | 2026-10-29 18:00 | 2026-12-07 18:00 | 2026-10-29 17:30
2026-12-31 17:00 | 2027-01-05 16:00 | 2027-01-06 11:00 | 2027-01-08 14:00 | 2027-01-08 18:00 | 2027-02-16 18:00 | 2027-01-08 17:00
2027-03-12 15:00 | 2027-03-16 14:00 | 2027-03-16 18:00 | 2027-03-18 12:00 | 2027-03-18 18:00 | 2027-04-29 18:00 | 2027-03-18 15:00
2027-03-19 17:59 | 2027-03-25 16:59 | 2027-03-26 11:59 | 2027-03-29 14:59 | 2027-03-29 18:00 | 2027-05-06 18:00 | 2027-03-29 17:59
2025-01-04 12:00 | 2025-01-05 17:00 | 2025-01-06 12:00 | 2025-01-08 15:00 | 2025-01-08 18:00 | 2025-02-14 18:00 | 2025-01-08 18:00
2024-05-03 17:00 | 2024-05-04 16:00 | 2024-05-06 11:00 | 2024-05-10 14:00 | 2024-05-10 18:00 | 2024-06-18 18:00 | 2024-05-10 17:00
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))

test.each(vectors)('received %s: the deadlines of the regulation', (received, ...dues) => {
  const receivedAt = astana(received ?? '')
  const got = slaPriorities.map(
    (priority) => computeDeadline({ receivedAt, priority, policy: regulationPolicy, calendar }).due,
  )
  expect(got).toEqual(dues.slice(0, 5).map(astana))
})

test.each(vectors)('received %s: three days counted as 27 hours', (received, ...dues) => {
  const policy: SlaPolicy = { ...regulationPolicy, dayRule: 'hours_per_day' }
  const due = computeDeadline({
    receivedAt: astana(received ?? ''),
    priority: 'low',
    policy,
    calendar,
  }).due
  expect(due).toEqual(astana(dues[5] ?? ''))
})

test('the lower bounds of the ranges are the targets', () => {
  const receivedAt = astana('2026-11-23 10:00')
  const got = slaPriorities.map(
    (priority) =>
      computeDeadline({ receivedAt, priority, policy: regulationPolicy, calendar }).target,
  )
  expect(got).toEqual(
    [
      '2026-11-23 12:00',
      '2026-11-23 13:00',
      '2026-11-23 16:00',
      '2026-11-24 18:00',
      '2026-12-02 18:00',
    ].map(astana),
  )
})
