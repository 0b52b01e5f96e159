import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { DomainError } from '../errors.ts'
import { astanaZone, isRealDate } from '../sla/calendar.ts'
import type { CompiledCalendar } from '../sla/compile-calendar.ts'

const spans = ['day', 'week', 'month'] as const
export const groupings = [...spans, 'product', 'priority', 'operator', 'tariff'] as const
export type Grouping = (typeof groupings)[number]
type Span = (typeof spans)[number]

const date = z.string().refine(isRealDate, 'dateMalformed')

export const ReportInput = z.object({
  /** Local dates, both inclusive. */
  from: date,
  to: date,
  by: z.enum(groupings, 'invalidField'),
})
export type ReportInput = z.input<typeof ReportInput>

/** A stretch of the period: `to` itself is outside. */
type Bucket = { date: string; from: Date; to: Date }

export type Period = z.output<typeof ReportInput> & {
  start: Date
  /** Exclusive. */
  end: Date
  /** One of the whole period unless it is grouped by time; the first and the last may be cut. */
  buckets: Bucket[]
}

const maxBuckets = 400

/**
 * The moments a report is about, in the zone of the desk.
 * @throws DomainError `invalid` for a period that is backwards, too finely cut, or outside the working calendar
 */
export function requirePeriod(input: ReportInput, calendar: CompiledCalendar): Period {
  const given = ReportInput.parse(input)
  const { from, to, by } = given
  if (to < from) throw new DomainError('invalid', 'periodBackwards')
  const first = Temporal.PlainDate.from(from)
  const after = Temporal.PlainDate.from(to).add({ days: 1 })
  const start = midnight(first)
  const end = midnight(after)
  if (start.getTime() < calendar.firstMs || end.getTime() > calendar.endMs) {
    throw new DomainError('invalid', 'periodOutside')
  }
  const buckets: Bucket[] = []
  for (let at = first; Temporal.PlainDate.compare(at, after) < 0; ) {
    if (buckets.length === maxBuckets) throw new DomainError('invalid', 'periodTooLong')
    const next = isSpan(by) ? startOfNext(at, by) : after
    const cut = Temporal.PlainDate.compare(next, after) < 0 ? next : after
    buckets.push({ date: at.toString(), from: midnight(at), to: midnight(cut) })
    at = cut
  }
  return { ...given, start, end, buckets }
}

/** The whole month, `2026-11`. @throws DomainError `invalid` */
export function requireMonth(month: string, calendar: CompiledCalendar): Period {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) throw new DomainError('invalid', 'monthMalformed')
  const first = Temporal.PlainDate.from(`${month}-01`)
  const last = first.with({ day: first.daysInMonth })
  return requirePeriod({ from: first.toString(), to: last.toString(), by: 'priority' }, calendar)
}

export function isSpan(by: Grouping): by is Span {
  return (spans as readonly string[]).includes(by)
}

function startOfNext(at: Temporal.PlainDate, by: Span): Temporal.PlainDate {
  if (by === 'day') return at.add({ days: 1 })
  if (by === 'week') return at.add({ days: 8 - at.dayOfWeek })
  return at.with({ day: 1 }).add({ months: 1 })
}

function midnight(day: Temporal.PlainDate): Date {
  return new Date(day.toZonedDateTime(astanaZone).epochMilliseconds)
}
