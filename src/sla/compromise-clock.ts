import { CalendarRangeError, endOfNthWorkingDay } from './business-time.ts'
import type { CompiledCalendar } from './compile-calendar.ts'

const limitMs = 24 * 3_600_000

export type CompromiseClock = {
  receivedAt: Date
  due: Date
  elapsedMs: number
  /** Part of the 24 hours that has gone; past the deadline it exceeds 1. */
  share: number
  state: 'running' | 'stopped'
  breachedAt: Date | null
}

/**
 * The 24 calendar hours for a reaction to a compromised key, from actual receipt by the company;
 * nights, holidays and waiting do not stop them (def. 4, 7.5). Needs no calendar on purpose.
 * @param reactedAt suspension carried out or a reasoned decision recorded; null while neither is
 */
export function compromiseClock(
  receivedAt: Date,
  reactedAt: Date | null,
  asOf: Date,
): CompromiseClock {
  const due = receivedAt.getTime() + limitMs
  const until = Math.min(reactedAt?.getTime() ?? Infinity, asOf.getTime())
  const elapsedMs = Math.max(0, until - receivedAt.getTime())
  return {
    receivedAt,
    due: new Date(due),
    elapsedMs,
    share: elapsedMs / limitMs,
    state: reactedAt !== null && reactedAt <= asOf ? 'stopped' : 'running',
    breachedAt: until > due ? new Date(due) : null,
  }
}

export type NoticeTiming = 'in_time' | 'late' | 'unknown'

/**
 * Whether the client told us within one working day after learning of the compromise (7.3); for
 * operators only, a late notice is accepted all the same. Never throws, so that it cannot stand in
 * the way of a report: a date it cannot judge is `unknown`.
 */
export function noticeTiming(
  learnedAt: Date | null,
  receivedAt: Date,
  calendar: CompiledCalendar,
): NoticeTiming {
  if (learnedAt === null || !(learnedAt <= receivedAt)) return 'unknown'
  try {
    if (learnedAt.getTime() < calendar.firstMs)
      return receivedAt.getTime() > endOfNthWorkingDay(calendar, calendar.firstMs, 1)
        ? 'late'
        : 'unknown'
    const last = endOfNthWorkingDay(calendar, learnedAt.getTime(), 1)
    return receivedAt.getTime() > last ? 'late' : 'in_time'
  } catch (error) {
    if (error instanceof CalendarRangeError) return 'unknown'
    throw error
  }
}
