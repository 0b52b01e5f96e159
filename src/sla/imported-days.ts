import type { CalendarException } from './calendar.ts'

/** What is wrong with a line of an imported calendar; `line` counts from 1. */
export type ImportFault = {
  line: number
  code:
    | 'empty'
    | 'missing_column'
    | 'too_many_cells'
    | 'bad_value'
    | 'open_quote'
    | 'duplicate'
    | 'not_all_day'
    | 'recurring'
    | 'unfinished_event'
    | 'too_long'
  detail: string
}

/** Import nothing while there are faults, unless the person importing has seen them. */
export type ImportedDays = { exceptions: CalendarException[]; faults: ImportFault[] }

/** Sorts by date and reports the second mention of a date as a fault. */
export function uniqueDays(
  found: readonly { line: number; exception: CalendarException }[],
  faults: readonly ImportFault[],
): ImportedDays {
  const byDate = new Map<string, CalendarException>()
  const all = [...faults]
  for (const { line, exception } of found) {
    if (byDate.has(exception.date)) all.push({ line, code: 'duplicate', detail: exception.date })
    else byDate.set(exception.date, exception)
  }
  return {
    exceptions: [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    faults: all.sort((a, b) => a.line - b.line),
  }
}
