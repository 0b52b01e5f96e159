import { localTime, localWeekday } from '../sla/astana-time.ts'
import { dayIndex, isWorkingTime } from '../sla/business-time.ts'
import type { DayInterval } from '../sla/calendar.ts'
import type { CompiledCalendar } from '../sla/compile-calendar.ts'

/** Monday first. */
export type WorkWeek = readonly (readonly DayInterval[])[]

/**
 * True within somebody's hours: the company's, or his own week. A weekday that the calendar makes a day off
 * is one for everybody; Saturday and Sunday are as his own week says.
 * @throws CalendarRangeError
 */
export function withinHours(at: Date, week: WorkWeek | null, calendar: CompiledCalendar): boolean {
  if (week === null) return isWorkingTime(calendar, at.getTime())
  const weekday = localWeekday(at, calendar.zone)
  if (weekday <= 5 && !isWorkingDay(at, calendar)) return false
  const time = localTime(at, calendar.zone).slice(0, 5)
  return (week[weekday - 1] ?? []).some(({ from, to }) => from <= time && time < to)
}

function isWorkingDay(at: Date, calendar: CompiledCalendar): boolean {
  const day = dayIndex(calendar, at.getTime())
  return (calendar.dayOrdinal[day + 1] ?? 0) > (calendar.dayOrdinal[day] ?? 0)
}
