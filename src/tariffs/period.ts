import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { localDate } from '../sla/astana-time.ts'
import { astanaZone, isRealDate } from '../sla/calendar.ts'

/** A calendar day in Astana, YYYY-MM-DD. */
export const Day = z.string().refine(isRealDate, 'dateMalformed')

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** First moment of a day in Astana. */
export function startOfDay(day: string): Date {
  const start = Temporal.PlainDate.from(day).toZonedDateTime(astanaZone)
  return new Date(start.epochMilliseconds)
}

/** The moment a day is over in Astana: paid time ends then (5.3.9). */
export function endOfDay(day: string): Date {
  return startOfDay(addDays(day, 1))
}

/** Last day of a period of whole months: from 31 January one month goes to the end of February. */
export function periodEnd(from: string, months: number): string {
  const start = Temporal.PlainDate.from(from)
  const next = start.add({ months })
  // A shorter month has no such day: its last one is paid for, too.
  return (next.day < start.day ? next : next.subtract({ days: 1 })).toString()
}

/** Where the next paid period begins: after the last one, or on the day of payment when that was a gap. */
export function nextPeriodFrom(paidUntil: string | null, startsOn: string, paidOn: string): string {
  if (paidUntil === null) return startsOn
  const next = addDays(paidUntil, 1)
  return next < paidOn ? paidOn : next
}

/** True once the last paid day has ended in Astana. */
export function isOver(paidUntil: string | null, at: Date): boolean {
  return paidUntil !== null && localDate(at) > paidUntil
}

/** Whole days from `at` to the last paid day: 0 on that day itself. */
export function daysLeft(paidUntil: string, at: Date): number {
  return Temporal.PlainDate.from(localDate(at)).until(Temporal.PlainDate.from(paidUntil)).days
}

/**
 * Distances whose reminder is due and has not been given yet (R48). When several have passed at once, one
 * letter stands for all of them.
 */
export function dueReminders(
  paidUntil: string,
  at: Date,
  distances: readonly number[],
  given: readonly number[],
): number[] {
  const left = daysLeft(paidUntil, at)
  return left < 0 ? [] : distances.filter((days) => left <= days && !given.includes(days))
}
