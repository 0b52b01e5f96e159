import { spreadsheetCsv } from '../text/csv.ts'
import type { Report } from './build-report.ts'
import { type MeasureName, measure, measureNames, measures } from './measures.ts'

const hourMs = 3_600_000

/** The table of a report: names of the columns, a row a group, the whole period last. Times are working hours. */
export function reportCsv(
  report: Report,
  names: { group: string; total: string; columns: Record<MeasureName, string> },
  labelOf: (row: Report['rows'][number]) => string,
): string {
  const cells = (figures: Report['total']) =>
    measureNames.map((name) => plain(name, measure(name, figures)))
  return spreadsheetCsv([
    [names.group, ...measureNames.map((name) => names.columns[name])],
    ...report.rows.map((row) => [labelOf(row), ...cells(row.figures)]),
    [names.total, ...cells(report.total)],
  ])
}

function plain(name: MeasureName, value: number | null): number | null {
  if (value === null) return null
  switch (measures[name].unit) {
    case 'time':
      return round(value / hourMs, 2)
    case 'share':
      return round(value * 100, 1)
    case 'score':
      return round(value, 2)
    default:
      return value
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
