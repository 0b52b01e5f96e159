import { Temporal } from 'temporal-polyfill'
import type { CalendarException, DayInterval, WorkCalendar } from './calendar.ts'
import { generatedYears, generateYear } from './kz-year.ts'

/**
 * A calendar unrolled into tables of epoch milliseconds, so that arithmetic needs no zone library.
 * Plain data: share it freely, never change it.
 */
export type CompiledCalendar = {
  version: string
  zone: string
  /** Instants covered: first inclusive, last exclusive. */
  firstMs: number
  endMs: number
  /** Local midnights, one more than there are days; a day may last 25 hours. */
  midnight: Float64Array
  /** Working intervals in order, half-open, and the working time before each (one more entry). */
  start: Float64Array
  end: Float64Array
  before: Float64Array
  /** Per day: index of the first interval that begins on it or later (one more entry). */
  dayInterval: Int32Array
  /** Per day: how many working days lie before it (one more entry). */
  dayOrdinal: Int32Array
  /** Per working day: where its last interval ends. */
  workdayEnd: Float64Array
}

const dayMs = 86_400_000

/**
 * Unrolls the calendar for whole local years, both inclusive.
 * @throws RangeError when a year is neither listed in the data nor known to the holiday rule
 */
export function compileCalendar(
  calendar: WorkCalendar,
  years: { first: number; last: number } = { first: 2023, last: 2035 },
): CompiledCalendar {
  const days = localDays(years)
  const midnight = Float64Array.from(days, (d) => startOfDayMs(d, calendar.zone))
  const exceptions = exceptionsByDate(calendar, years)
  const closures = calendar.closures
    .map((c) => ({ from: Date.parse(c.from), to: Date.parse(c.to) }))
    .sort((a, b) => a.from - b.from)

  const start: number[] = []
  const end: number[] = []
  const before = [0]
  const workdayEnd: number[] = []
  const dayCount = days.length - 1
  const dayInterval = new Int32Array(dayCount + 1)
  const dayOrdinal = new Int32Array(dayCount + 1)

  for (let d = 0; d < dayCount; d++) {
    const date = days[d] ?? ''
    const from = midnight[d] ?? 0
    const length = (midnight[d + 1] ?? 0) - from
    dayInterval[d] = start.length
    dayOrdinal[d] = workdayEnd.length
    for (const interval of hoursOf(date, calendar, exceptions.get(date))) {
      let open = instantMs(date, interval.from, from, length, calendar.zone)
      const close = instantMs(date, interval.to, from, length, calendar.zone)
      const push = (a: number, b: number) => {
        if (b <= a) return
        start.push(a)
        end.push(b)
        before.push((before.at(-1) ?? 0) + b - a)
      }
      for (const c of closures) {
        if (c.to <= open || c.from >= close) continue
        push(open, c.from)
        open = Math.max(open, c.to)
      }
      push(open, close)
    }
    const last = end.at(-1)
    if (start.length > (dayInterval[d] ?? 0) && last !== undefined) workdayEnd.push(last)
  }
  dayInterval[dayCount] = start.length
  dayOrdinal[dayCount] = workdayEnd.length
  return {
    version: calendar.version,
    zone: calendar.zone,
    firstMs: midnight[0] ?? 0,
    endMs: midnight[dayCount] ?? 0,
    midnight,
    start: Float64Array.from(start),
    end: Float64Array.from(end),
    before: Float64Array.from(before),
    dayInterval,
    dayOrdinal,
    workdayEnd: Float64Array.from(workdayEnd),
  }
}

/** Days off and working days in force in the years: the law's rule, then the data over it. */
export function exceptionsByDate(
  calendar: WorkCalendar,
  years: { first: number; last: number },
): Map<string, CalendarException> {
  const byDate = new Map<string, CalendarException>()
  for (let year = years.first; year <= years.last; year++) {
    if (calendar.listedYears.includes(year)) continue
    if (!isKnownYear(calendar, year))
      throw new RangeError(`the calendar ${calendar.version} has no data for the year ${year}`)
    for (const e of generateYear(year)) byDate.set(e.date, e)
  }
  for (const e of calendar.exceptions) byDate.set(e.date, e)
  return byDate
}

/** True when the days off of the year are in the data or follow from the law's rule. */
export function isKnownYear(calendar: WorkCalendar, year: number): boolean {
  return (
    calendar.listedYears.includes(year) ||
    (year >= generatedYears.first && year <= generatedYears.last)
  )
}

/** Working hours of a local date: exception, else weekly pattern of the schedule in force. */
export function hoursOf(
  date: string,
  calendar: WorkCalendar,
  exception: CalendarException | undefined,
): readonly DayInterval[] {
  if (exception && exception.kind !== 'workday') return []
  const schedule =
    calendar.schedules.findLast((s) => s.from === null || s.from <= date) ?? calendar.schedules[0]
  const usual = schedule?.week[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? []
  if (!exception) return usual
  return exception.intervals ?? (usual.length > 0 ? usual : (schedule?.workday ?? []))
}

function localDays(years: { first: number; last: number }): string[] {
  const days: string[] = []
  const stop = Date.UTC(years.last + 1, 0, 1)
  for (let ms = Date.UTC(years.first, 0, 1); ms <= stop; ms += dayMs)
    days.push(new Date(ms).toISOString().slice(0, 10))
  return days
}

function startOfDayMs(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
}

function instantMs(date: string, time: string, from: number, length: number, zone: string): number {
  const sinceMidnight = (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000
  if (time === '24:00') return from + length
  if (length === dayMs) return from + sinceMidnight
  // The clock was moved on this date: only the zone data knows where the hour lies.
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds
}
