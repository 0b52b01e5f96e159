import type { CompiledCalendar } from './compile-calendar.ts'

/** An instant, or the result of a computation, lies outside the compiled years. */
export class CalendarRangeError extends RangeError {
  readonly calendarVersion: string
  constructor(calendar: CompiledCalendar, what: string) {
    const day = (ms: number) => new Date(ms).toISOString()
    super(
      `${what} is outside the calendar ${calendar.version}, ` +
        `which covers ${day(calendar.firstMs)} to ${day(calendar.endMs)}`,
    )
    this.calendarVersion = calendar.version
  }
}

// All instants are epoch milliseconds and all spans milliseconds of working time (Annex 1, 3.1).

/** Index of the local day that holds the instant. @throws CalendarRangeError */
export function dayIndex(c: CompiledCalendar, at: number): number {
  if (!(at >= c.firstMs && at < c.endMs)) throw outside(c, at)
  let day = Math.floor((at - c.firstMs) / 86_400_000)
  // A change of the zone's offset moves later midnights by an hour or so.
  while ((c.midnight[day] ?? 0) > at) day--
  while ((c.midnight[day + 1] ?? 0) <= at) day++
  return day
}

/** Index of the first interval that ends after the instant. */
function intervalAt(c: CompiledCalendar, at: number): number {
  let i = c.dayInterval[dayIndex(c, at)] ?? 0
  while (i < c.end.length && (c.end[i] ?? 0) <= at) i++
  return i
}

/** True between opening (inclusive) and closing (exclusive): 18:00:00 is outside. */
export function isWorkingTime(c: CompiledCalendar, at: number): boolean {
  const i = intervalAt(c, at)
  return i < c.start.length && (c.start[i] ?? 0) <= at
}

/** The instant itself when it is working time, else the next opening. @throws CalendarRangeError */
export function nextWorkingMoment(c: CompiledCalendar, at: number): number {
  const i = intervalAt(c, at)
  const start = c.start[i]
  if (start === undefined) throw outside(c, at)
  return Math.max(start, at)
}

/** Working time from the beginning of the compiled range to the instant. @throws CalendarRangeError */
function workingMsBefore(c: CompiledCalendar, at: number): number {
  if (at === c.endMs) return c.before[c.start.length] ?? 0
  const i = intervalAt(c, at)
  const start = c.start[i]
  const before = c.before[i] ?? 0
  return start === undefined || at <= start ? before : before + at - start
}

/** Working time in [a, b); negative when b is earlier. @throws CalendarRangeError */
export function workingMsBetween(c: CompiledCalendar, a: number, b: number): number {
  return workingMsBefore(c, b) - workingMsBefore(c, a)
}

/** Earliest instant before which `total` of working time lies since the range began. */
function instantOfWorkingMs(c: CompiledCalendar, total: number): number {
  let low = 0
  let high = c.start.length
  // First interval whose end has at least `total` behind it.
  while (low < high) {
    const mid = (low + high) >>> 1
    if ((c.before[mid + 1] ?? 0) >= total) high = mid
    else low = mid + 1
  }
  const start = c.start[low]
  if (start === undefined) throw new CalendarRangeError(c, 'the end of the limit')
  return start + total - (c.before[low] ?? 0)
}

/**
 * Earliest instant at which `ms` of working time has passed since `from`: 8 hours from 10:00 end
 * at 18:00 sharp, not at the next opening. Zero gives `from` itself. Monotone in both arguments.
 * @throws CalendarRangeError past the compiled years, RangeError for a negative or non-finite span
 */
export function addWorkingMs(c: CompiledCalendar, from: number, ms: number): number {
  if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`not a span of working time: ${ms}`)
  return ms === 0 ? from : instantOfWorkingMs(c, workingMsBefore(c, from) + ms)
}

/**
 * Closing time of the n-th working day strictly after the local date of receipt (Annex 1, 3.8:
 * a period counted in days begins on the day after). `n` from 1.
 * @throws CalendarRangeError past the compiled years
 */
export function endOfNthWorkingDay(c: CompiledCalendar, from: number, n: number): number {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`not a number of working days: ${n}`)
  const later = c.dayOrdinal[dayIndex(c, from) + 1] ?? 0
  const end = c.workdayEnd[later + n - 1]
  if (end === undefined) throw new CalendarRangeError(c, 'the end of the limit')
  return end
}

/** Working intervals inside [a, b), cut at both sides, in order. */
export function workingIntervals(
  c: CompiledCalendar,
  a: number,
  b: number,
): { from: number; to: number }[] {
  const list: { from: number; to: number }[] = []
  if (b <= a) return list
  for (let i = intervalAt(c, a); i < c.start.length && (c.start[i] ?? 0) < b; i++)
    list.push({ from: Math.max(c.start[i] ?? 0, a), to: Math.min(c.end[i] ?? 0, b) })
  return list
}

function outside(c: CompiledCalendar, at: number): CalendarRangeError {
  const shown =
    Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : `${at}`
  return new CalendarRangeError(c, shown)
}
