import { reportsRu as words } from '../../src/i18n/panel.reports.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { ReportRow } from '../../src/reports/build-report.ts'
import { type MeasureName, measures } from '../../src/reports/measures.ts'
import type { Grouping } from '../../src/reports/period.ts'

const hourMs = 3_600_000
const whole = new Intl.NumberFormat('ru')
const tenth = new Intl.NumberFormat('ru', { maximumFractionDigits: 1 })
const hundredth = new Intl.NumberFormat('ru', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
})
const dayMonth = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const monthYear = new Intl.DateTimeFormat('ru', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const fullDate = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'UTC' })

/** A figure as it is drawn: percent, hours, or the number itself. */
export function scaled(name: MeasureName, value: number | null): number | null {
  if (value === null) return null
  const { unit } = measures[name]
  return unit === 'share' ? value * 100 : unit === 'time' ? value / hourMs : value
}

export function shown(name: MeasureName, value: number | null): string {
  const number = scaled(name, value)
  if (number === null) return '—'
  switch (measures[name].unit) {
    case 'share':
      return `${tenth.format(number)} %`
    case 'time':
      return `${tenth.format(number)} ч`
    case 'score':
      return hundredth.format(number)
    default:
      return whole.format(number)
  }
}

export const hours = (ms: number): string => `${tenth.format(ms / hourMs)} ч`
export const plainNumber = (value: number): string => tenth.format(value)

/** `2026-11-23` → `23 нояб.`, months by their name. */
export function dateLabel(date: string, by: Grouping): string {
  const at = new Date(`${date}T00:00:00Z`)
  return by === 'month' ? monthYear.format(at).replace(/ г\.$/, '') : dayMonth.format(at)
}

export function longDate(date: string): string {
  return fullDate.format(new Date(`${date}T00:00:00Z`))
}

export function monthLabel(month: string): string {
  return monthYear.format(new Date(`${month}-01T00:00:00Z`))
}

/** What a row of the report is called. */
export function labelOf(row: Pick<ReportRow, 'key' | 'name'>, by: Grouping): string {
  if (row.name !== null) return row.name
  switch (by) {
    case 'day':
    case 'week':
    case 'month':
      return dateLabel(row.key, by)
    case 'priority':
      return (panelRu.priorities as Record<string, string>)[row.key] ?? row.key
    case 'operator':
      return row.key === '' ? words.nobody : row.key
    case 'tariff':
      return row.key === '' ? words.noTariff : row.key
    default:
      return row.key
  }
}
