import { expect, test } from 'vitest'
import { workingMsBetween } from './business-time.ts'
import { compileCalendar, exceptionsByDate } from './compile-calendar.ts'
import { generatedYears, generateYear, kurbanAit } from './kz-year.ts'
import { compiledSeedCalendar, seedCalendar } from './seed-calendar.ts'

const days = (year: number) => generateYear(year).map((e) => `${e.date} ${e.kind}`)

test.each([2024, 2025, 2026, 2027])('the rule of the law gives the listed days of %i', (year) => {
  const listed = seedCalendar()
    .exceptions.filter((e) => e.date.startsWith(`${year}-`))
    .map((e) => `${e.date} ${e.kind}`)
  expect(days(year)).toEqual(listed)
})

test.each([
  [2025, 246],
  [2026, 247],
  [2027, 247],
])('%i has %i working days', (year, expected) => {
  const calendar = compileCalendar(seedCalendar(), { first: year, last: year })
  expect(calendar.workdayEnd.length).toBe(expected)
  expect(workingMsBetween(calendar, calendar.firstMs, calendar.endMs)).toBe(
    expected * 9 * 3_600_000,
  )
})

test('a substitute that meets another holiday or substitute moves on', () => {
  expect(days(2022)).toContain('2022-05-10 transfer') // 7 May, Saturday; Monday the 9th is a holiday
  expect(days(2033)).toContain('2033-05-10 transfer')
  expect(days(2032)).toContain('2032-03-24 transfer') // Sunday the 21st, then 22 and 23 March
  expect(days(2026)).toEqual(expect.arrayContaining(['2026-03-24 transfer', '2026-03-25 transfer']))
  expect(days(2029)).toContain('2029-12-17 transfer')
})

test('Christmas and Kurban Ait on a weekend are not transferred', () => {
  expect(days(2024)).toContain('2024-06-16 dayoff')
  expect(days(2024).filter((d) => d.startsWith('2024-06'))).toHaveLength(1)
  expect(days(2028).filter((d) => d.startsWith('2028-01-1'))).toEqual([])
})

test('Constitution Day is 30 August up to 2025, absent in 2026 and 15 March from 2027', () => {
  expect(days(2025)).toContain('2025-08-30 holiday')
  expect(days(2026).filter((d) => /-08-30|-03-15/.test(d))).toEqual([])
  expect(days(2027)).toContain('2027-03-15 holiday')
  expect(days(2028)).toContain('2028-03-15 holiday')
})

test('Kurban Ait is the tenth day of Dhu al-Hijja of the Umm al-Qura calendar', () => {
  const hijri = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'numeric',
  })
  expect(Object.keys(kurbanAit).map(Number)).toEqual(
    Array.from(
      { length: generatedYears.last - generatedYears.first + 1 },
      (_, i) => generatedYears.first + i,
    ),
  )
  for (const [year, day] of Object.entries(kurbanAit))
    expect(hijri.format(new Date(`${year}-${day}T12:00:00Z`))).toMatch(/^12\/10\b/)
})

test('a year without law or data is refused', () => {
  expect(() => generateYear(2021)).toThrow(RangeError)
  expect(() => generateYear(2039)).toThrow(RangeError)
  expect(() => compileCalendar(seedCalendar(), { first: 2035, last: 2039 })).toThrow(/2039/)
})

test('data about a single day amends a generated year', () => {
  const calendar = seedCalendar()
  calendar.exceptions.push({
    date: '2029-12-17',
    kind: 'workday',
    name: { ru: 'рабочий день', kk: 'жұмыс күні' },
  })
  const byDate = exceptionsByDate(calendar, { first: 2029, last: 2029 })
  expect(byDate.get('2029-12-17')?.kind).toBe('workday')
  expect(byDate.get('2029-12-16')?.kind).toBe('holiday')
})

test('the delivered calendar covers 2023 to 2035', () => {
  const { firstMs, endMs } = compiledSeedCalendar()
  expect(new Date(firstMs).toISOString()).toBe('2022-12-31T18:00:00.000Z')
  expect(new Date(endMs).toISOString()).toBe('2035-12-31T19:00:00.000Z')
})
