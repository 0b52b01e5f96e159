import { z } from 'zod'

/** The zone in which the company keeps its hours; whole Kazakhstan agrees since 2024-03-01. */
export const astanaZone = 'Asia/Almaty'

const isoDate = z.string().refine((s) => isRealDate(s), { error: 'not a calendar date YYYY-MM-DD' })
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, {
  error: 'not a time of day HH:MM',
})

/** Half-open stretch of a day: `to` itself is outside, so 18:00:00 is not working time. */
const DayInterval = z
  .object({ from: clock, to: clock })
  .refine((i) => i.from < i.to, { error: 'an interval must end after it begins' })

const DayIntervals = z.array(DayInterval).refine(
  (list) =>
    list.every((i, n) => {
      const previous = list[n - 1]
      return previous === undefined || previous.to <= i.from
    }),
  { error: 'intervals of a day must be in order and must not overlap' },
)

/** Monday first, seven days, each a list of intervals; an empty list is a day off. */
export const Week = z.array(DayIntervals).length(7)

const Schedule = z.object({
  /** First local date on which these hours hold; null = since ever. */
  from: isoDate.nullable(),
  week: Week,
  /** Hours of a day off made working. */
  workday: DayIntervals.min(1),
})

export const CalendarException = z.object({
  date: isoDate,
  /** Everything but `workday` is off. `dayoff` is a day off that the law never transfers. */
  kind: z.enum(['holiday', 'dayoff', 'transfer', 'order', 'workday']),
  name: z.object({ ru: z.string(), kk: z.string(), en: z.string().optional() }),
  /** Own hours, only for `workday`; without them the hours of the weekday or of `Schedule.workday`. */
  intervals: DayIntervals.min(1).optional(),
})

/** One-off stretch counted as non-working by a supervisor's decision (Annex 1, section 5). */
const Closure = z
  .object({
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    reason: z.string(),
  })
  .refine((c) => Date.parse(c.from) < Date.parse(c.to), {
    error: 'a closure must end after it begins',
  })

/** Working hours and days off as data; one immutable version of it (Annex 1, 3.1). */
export const WorkCalendar = z.object({
  version: z.string().min(1),
  zone: z.string(),
  /** In order of `from`; the first one also covers all earlier dates. */
  schedules: z.array(Schedule).min(1),
  /**
   * Years whose days off are all in `exceptions`. Any other year follows the law's rule
   * and `exceptions` amend it.
   */
  listedYears: z.array(z.int()),
  /** Years for which somebody has checked that no order of the labour authority is missing. */
  confirmedYears: z.array(z.int()),
  exceptions: z.array(CalendarException),
  closures: z.array(Closure),
})

export type DayInterval = z.infer<typeof DayInterval>
export type CalendarException = z.infer<typeof CalendarException>
export type WorkCalendar = z.infer<typeof WorkCalendar>

const nineToSix: DayInterval[] = [{ from: '09:00', to: '18:00' }]

/** Monday to Friday 09:00–18:00 without a break (Annex 1, 3.1). */
export const regulationSchedule: WorkCalendar['schedules'][number] = {
  from: null,
  week: [nineToSix, nineToSix, nineToSix, nineToSix, nineToSix, [], []],
  workday: nineToSix,
}

/** True for an existing date of the Gregorian calendar written as YYYY-MM-DD. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/**
 * The coming year when it is 1 December or later and nobody has confirmed that year yet, else null.
 * The labour authority publishes its transfers late in the year.
 */
export function unconfirmedYear(calendar: WorkCalendar, localDate: string): number | null {
  const next = Number(localDate.slice(0, 4)) + 1
  return localDate.slice(5) >= '12-01' && !calendar.confirmedYears.includes(next) ? next : null
}
