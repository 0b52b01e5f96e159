import type { CalendarException, DayInterval, WorkCalendar } from './calendar.ts'
import { exceptionsByDate, hoursOf } from './compile-calendar.ts'

export type DayView = {
  date: string
  /** 0 for Monday. */
  weekday: number
  hours: readonly DayInterval[]
  exception: CalendarException | null
}

/** A year as twelve lists of days, with what makes a day special. */
export function yearView(calendar: WorkCalendar, year: number): DayView[][] {
  const exceptions = exceptionsByDate(calendar, { first: year, last: year })
  return Array.from({ length: 12 }, (_, month) => {
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
    return Array.from({ length }, (_day, at) => {
      const day = new Date(Date.UTC(year, month, at + 1))
      const date = day.toISOString().slice(0, 10)
      const exception = exceptions.get(date) ?? null
      return {
        date,
        weekday: (day.getUTCDay() + 6) % 7,
        hours: hoursOf(date, calendar, exception ?? undefined),
        exception,
      }
    })
  })
}
