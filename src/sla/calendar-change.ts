import { z } from 'zod'
import { DomainError } from '../errors.ts'
import { parseLocal } from './astana-time.ts'
import { CalendarException, isRealDate, regulationSchedule, WorkCalendar } from './calendar.ts'
import { exceptionsFromCsv } from './csv-calendar.ts'
import { exceptionsFromIcs } from './ics-calendar.ts'
import type { ImportedDays } from './imported-days.ts'
import { generateYear } from './kz-year.ts'

const date = z.string().refine(isRealDate, 'dateMalformed')
/** `09:00-13:00 14:00-18:00`; empty for none. */
export const typedHours = z
  .string()
  .trim()
  .regex(/^(?:\d{2}:\d{2}-\d{2}:\d{2}(?:[\s,;]+|$))*$/, 'hoursMalformed')
  .transform((text) =>
    text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((pair) => ({ from: pair.slice(0, 5), to: pair.slice(6, 11) })),
  )
const localMoment = z.string().transform((text, check) => {
  const at = parseLocal(text, 'Asia/Almaty')
  if (at) return at.toISOString()
  check.addIssue({ code: 'custom', message: 'momentMalformed' })
  return z.NEVER
})

/** Everything staff may do to the working calendar (Annex 1, 3.1 and 5). */
export const CalendarChange = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('set_day'),
    date,
    kind: CalendarException.shape.kind,
    nameRu: z.string().trim().min(1, 'nameMissing').max(200, 'nameTooLong'),
    nameKk: z.string().trim().max(200, 'nameTooLong').default(''),
    hours: typedHours.default([]),
  }),
  z.object({ change: z.literal('remove_day'), date }),
  z.object({
    change: z.literal('add_closure'),
    from: localMoment,
    to: localMoment,
    reason: z.string().trim().min(1, 'reasonMissing').max(500, 'textTooLong'),
  }),
  z.object({ change: z.literal('remove_closure'), from: z.iso.datetime({ offset: true }) }),
  z.object({
    change: z.literal('set_hours'),
    from: date,
    /** Monday first; an empty text is a day off. */
    week: z.array(typedHours).length(7),
  }),
  z.object({
    change: z.literal('confirm_year'),
    year: z.coerce.number().int().min(2023).max(2035),
  }),
  z.object({
    change: z.literal('import'),
    format: z.enum(['csv', 'ics']),
    text: z.string().min(1, 'emptyText').max(500_000, 'textTooLong'),
  }),
])
export type CalendarChange = z.input<typeof CalendarChange>

/**
 * The calendar after a change, checked as a whole.
 * @throws DomainError `invalid` when the result would be no calendar, `precondition` when nothing changes
 */
export function changedCalendar(
  calendar: WorkCalendar,
  change: z.output<typeof CalendarChange>,
): WorkCalendar {
  const next = WorkCalendar.safeParse(apply(calendar, change))
  if (!next.success) throw new DomainError('invalid', 'calendarInvalid')
  if (JSON.stringify(next.data) === JSON.stringify(calendar))
    throw new DomainError('precondition', 'calendarUnchanged')
  return next.data
}

function apply(calendar: WorkCalendar, change: z.output<typeof CalendarChange>): WorkCalendar {
  switch (change.change) {
    case 'set_day': {
      const { date, kind, nameRu, nameKk, hours } = change
      return withDays(calendar, [
        {
          date,
          kind,
          name: { ru: nameRu, kk: nameKk || nameRu },
          ...(kind === 'workday' && hours.length > 0 ? { intervals: hours } : {}),
        },
      ])
    }
    case 'remove_day': {
      const listed = listYear(calendar, Number(change.date.slice(0, 4)))
      return { ...listed, exceptions: listed.exceptions.filter((e) => e.date !== change.date) }
    }
    case 'add_closure': {
      const { from, to, reason } = change
      const closures = [...calendar.closures, { from, to, reason }]
      return { ...calendar, closures: closures.toSorted((a, b) => (a.from < b.from ? -1 : 1)) }
    }
    case 'remove_closure':
      return { ...calendar, closures: calendar.closures.filter((c) => c.from !== change.from) }
    case 'set_hours': {
      const { from, week } = change
      const workday = week.find((day) => day.length > 0) ?? regulationSchedule.workday
      const others = calendar.schedules.filter((s) => s.from !== from)
      return {
        ...calendar,
        schedules: [...others, { from, week, workday }].toSorted((a, b) =>
          (a.from ?? '') < (b.from ?? '') ? -1 : 1,
        ),
      }
    }
    case 'confirm_year': {
      const listed = listYear(calendar, change.year)
      const confirmed = new Set([...listed.confirmedYears, change.year])
      return { ...listed, confirmedYears: [...confirmed].toSorted((a, b) => a - b) }
    }
    case 'import':
      return withDays(calendar, importedDays(change.format, change.text))
  }
}

/** A year that follows the law's rule becomes data, so that a day of it can be taken away. */
function listYear(calendar: WorkCalendar, year: number): WorkCalendar {
  if (calendar.listedYears.includes(year)) return calendar
  const own = new Map(calendar.exceptions.map((e) => [e.date, e]))
  const ruled = generateYear(year).filter((e) => !own.has(e.date))
  return {
    ...calendar,
    listedYears: [...calendar.listedYears, year].toSorted((a, b) => a - b),
    exceptions: inOrder([...calendar.exceptions, ...ruled]),
  }
}

function withDays(calendar: WorkCalendar, days: CalendarException[]): WorkCalendar {
  const dates = new Set(days.map((day) => day.date))
  const kept = calendar.exceptions.filter((e) => !dates.has(e.date))
  return { ...calendar, exceptions: inOrder([...kept, ...days]) }
}

function inOrder(days: CalendarException[]): CalendarException[] {
  return days.toSorted((a, b) => (a.date < b.date ? -1 : 1))
}

/** What stands in a file, with its faults. */
export function readImport(format: 'csv' | 'ics', text: string): ImportedDays {
  return format === 'csv' ? exceptionsFromCsv(text) : exceptionsFromIcs(text)
}

function importedDays(format: 'csv' | 'ics', text: string): CalendarException[] {
  const { exceptions, faults } = readImport(format, text)
  if (faults.length > 0) throw new DomainError('invalid', 'calendarFileFault')
  return exceptions
}
