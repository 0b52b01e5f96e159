import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarException } from './calendar.ts'
import { exceptionsFromCsv, exceptionsToCsv } from './csv-calendar.ts'
import { exceptionsFromIcs, exceptionsToIcs } from './ics-calendar.ts'
import { seedCalendar } from './seed-calendar.ts'

const stamp = new Date('2026-11-23T05:00:00Z')

const names = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((s) => s.trim())
  .filter((s) => !/[\p{Cc}\u2028\u2029]/u.test(s) && s.trim() === s)
const exception: fc.Arbitrary<CalendarException> = fc
  .record({
    day: fc.integer({ min: 0, max: 4000 }),
    off: fc.constantFrom(
      'holiday' as const,
      'dayoff' as const,
      'transfer' as const,
      'order' as const,
    ),
    worked: fc.boolean(),
    ru: names,
    kk: names,
    en: fc.option(
      names.filter((s) => s !== ''),
      { nil: undefined },
    ),
    hours: fc.option(
      fc.constantFrom(
        [{ from: '10:00', to: '14:00' }],
        [
          { from: '09:00', to: '13:00' },
          { from: '14:00', to: '24:00' },
        ],
      ),
      { nil: undefined },
    ),
  })
  .map(
    ({ day, off, worked, ru, kk, en, hours }): CalendarException => ({
      date: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
      kind: worked ? 'workday' : off,
      name: { ru, kk, ...(en === undefined ? {} : { en }) },
      ...(worked && hours ? { intervals: hours.map((h) => ({ ...h })) } : {}),
    }),
  )
const calendars = fc
  .uniqueArray(exception, { selector: (e) => e.date, maxLength: 12, minLength: 1 })
  .map((list) => list.sort((a, b) => (a.date < b.date ? -1 : 1)))

test('CSV written is CSV read', () => {
  fc.assert(
    fc.property(calendars, (list) => {
      expect(exceptionsFromCsv(exceptionsToCsv(list))).toEqual({ exceptions: list, faults: [] })
    }),
    { seed: 20261123, numRuns: 500 },
  )
})

test('ICS written is ICS read', () => {
  fc.assert(
    fc.property(calendars, (list) => {
      expect(exceptionsFromIcs(exceptionsToIcs(list, stamp))).toEqual({
        exceptions: list,
        faults: [],
      })
    }),
    { seed: 20261123, numRuns: 500 },
  )
})

test('the delivered calendar survives both formats', () => {
  const { exceptions } = seedCalendar()
  expect(exceptionsFromCsv(exceptionsToCsv(exceptions)).exceptions).toEqual(exceptions)
  expect(exceptionsFromIcs(exceptionsToIcs(exceptions, stamp)).exceptions).toEqual(exceptions)
})

test('no line of the ICS is longer than 75 octets', () => {
  const lines = exceptionsToIcs(seedCalendar().exceptions, stamp).split('\r\n')
  expect(Math.max(...lines.map((l) => Buffer.byteLength(l)))).toBeLessThanOrEqual(75)
  expect(lines.at(-1)).toBe('')
})

test('CSV from a spreadsheet is read with semicolons, a byte order mark and columns in any order', () => {
  const text = '\uFEFFKind;Date;name_ru\r\norder;2027-03-05;"перенос; приказ ""№ 1"""\r\n;;\r\n'
  expect(exceptionsFromCsv(text)).toEqual({
    exceptions: [
      { date: '2027-03-05', kind: 'order', name: { ru: 'перенос; приказ "№ 1"', kk: '' } },
    ],
    faults: [],
  })
})

test('every faulty CSV line is reported by number and good lines are kept', () => {
  const text = [
    'date,kind,intervals',
    '2027-02-30,holiday,',
    '2027-03-08,feast,',
    '2027-03-09,workday,18:00-09:00',
    '2027-03-10,holiday,,extra',
    '2027-03-11,holiday,',
    '2027-03-11,order,',
  ].join('\n')
  const { exceptions, faults } = exceptionsFromCsv(text)
  expect(exceptions).toEqual([{ date: '2027-03-11', kind: 'holiday', name: { ru: '', kk: '' } }])
  expect(faults.map((f) => `${f.line} ${f.code}`)).toEqual([
    '2 bad_value',
    '3 bad_value',
    '4 bad_value',
    '5 too_many_cells',
    '7 duplicate',
  ])
})

test('line numbers hold after a cell with a line break', () => {
  const { faults } = exceptionsFromCsv(
    'date,kind,name_ru\n2027-01-01,holiday,"a\nb"\nx,holiday,c\n',
  )
  expect(faults).toMatchObject([{ line: 4, code: 'bad_value' }])
})

test.each([
  ['', 'empty'],
  ['day,kind\n2027-01-01,holiday', 'missing_column'],
  ['date,kind,name_ru\n2027-01-01,holiday,"open', 'open_quote'],
])('CSV %j is refused as %s', (text, code) => {
  expect(exceptionsFromCsv(text)).toMatchObject({ exceptions: [], faults: [{ code }] })
})

test('a cell that a spreadsheet would run as a formula is defused', () => {
  const list: CalendarException[] = [
    { date: '2027-01-01', kind: 'holiday', name: { ru: '=1+1', kk: "'@" } },
  ]
  const text = exceptionsToCsv(list)
  expect(text).toContain(",'=1+1,''@,")
  expect(exceptionsFromCsv(text).exceptions).toEqual(list)
})

const event = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')

test("a stranger's event of several days becomes a holiday on each of them", () => {
  const text = event(
    'DTSTART;VALUE=DATE:20270321',
    'DTEND;VALUE=DATE:20270324',
    'SUMMARY:Nauryz\\, ',
    ' день',
  )
  expect(exceptionsFromIcs(text).exceptions).toEqual(
    ['2027-03-21', '2027-03-22', '2027-03-23'].map((date) => ({
      date,
      kind: 'holiday',
      name: { ru: 'Nauryz, день', kk: 'Nauryz, день' },
    })),
  )
})

test('the properties of an alarm do not overwrite those of its event', () => {
  const text = event(
    'DTSTART;VALUE=DATE:20270321',
    'SUMMARY:Nauryz',
    'BEGIN:VALARM',
    'SUMMARY:alarm',
    'END:VALARM',
  )
  expect(exceptionsFromIcs(text).exceptions).toMatchObject([{ name: { ru: 'Nauryz' } }])
})

test.each([
  [event('DTSTART:20270321T090000Z', 'SUMMARY:x'), 'not_all_day', 2],
  [event('SUMMARY:x'), 'not_all_day', 2],
  [event('DTSTART;VALUE=DATE:20270230'), 'not_all_day', 2],
  [event('DTSTART;VALUE=DATE:20270321', 'RRULE:FREQ=YEARLY'), 'recurring', 2],
  [event('DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20280101'), 'too_long', 2],
  [event('DTSTART;VALUE=DATE:20270101', 'X-KENSE-KIND:feast'), 'bad_value', 2],
  ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101', 'unfinished_event', 2],
  ['BEGIN:VCALENDAR\nEND:VCALENDAR', 'empty', 1],
])('ICS %j is reported as %s', (text, code, line) => {
  expect(exceptionsFromIcs(text)).toMatchObject({ exceptions: [], faults: [{ code, line }] })
})
