import { readCsv } from '../text/read-csv.ts'
import { CalendarException } from './calendar.ts'
import { type ImportedDays, type ImportFault, uniqueDays } from './imported-days.ts'

const columns = ['date', 'kind', 'name_ru', 'name_kk', 'name_en', 'intervals'] as const

/** Exceptions as CSV (RFC 4180) with a header; `intervals` like `09:00-13:00 14:00-18:00`. */
export function exceptionsToCsv(exceptions: readonly CalendarException[]): string {
  const rows = exceptions.map((e) => [
    e.date,
    e.kind,
    e.name.ru,
    e.name.kk,
    e.name.en ?? '',
    (e.intervals ?? []).map((i) => `${i.from}-${i.to}`).join(' '),
  ])
  return [[...columns], ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('')
}

/**
 * Reads CSV with comma, semicolon or tab between the cells and the columns in any order; `date` and
 * `kind` are required. Every faulty line is reported with its number; good ones are still returned.
 */
export function exceptionsFromCsv(text: string): ImportedDays {
  const faults: ImportFault[] = []
  const { rows, openQuote } = readCsv(text.replace(/^\uFEFF/, ''))
  if (openQuote !== null) faults.push({ line: openQuote, code: 'open_quote', detail: '' })
  const [header, ...body] = rows
  if (!header) return { exceptions: [], faults: [{ line: 1, code: 'empty', detail: '' }] }
  const names = header.cells.map((cell) => cell.trim().toLowerCase())
  const missing = ['date', 'kind'].filter((c) => !names.includes(c))
  if (missing.length > 0)
    return {
      exceptions: [],
      faults: [{ line: header.line, code: 'missing_column', detail: missing.join(', ') }],
    }
  const found: { line: number; exception: CalendarException }[] = []
  for (const { line, cells } of body) {
    if (cells.length > names.length) {
      faults.push({ line, code: 'too_many_cells', detail: String(cells.length) })
      continue
    }
    const cell = (name: (typeof columns)[number]) =>
      fromCell(cells[names.indexOf(name)]?.trim() ?? '')
    const intervals = cell('intervals').split(/\s+/).filter(Boolean).map(toInterval)
    const parsed = CalendarException.safeParse({
      date: cell('date'),
      kind: cell('kind'),
      name: {
        ru: cell('name_ru'),
        kk: cell('name_kk'),
        ...(cell('name_en') === '' ? {} : { en: cell('name_en') }),
      },
      ...(intervals.length === 0 ? {} : { intervals }),
    })
    if (parsed.success) found.push({ line, exception: parsed.data })
    else
      for (const issue of parsed.error.issues)
        faults.push({
          line,
          code: 'bad_value',
          detail: `${issue.path.join('.')}: ${issue.message}`,
        })
  }
  return uniqueDays(found, faults)
}

function toInterval(text: string): { from: string; to: string } {
  const dash = text.indexOf('-')
  return { from: text.slice(0, Math.max(dash, 0)), to: text.slice(dash + 1) }
}

/** A leading apostrophe keeps spreadsheets from running a cell as a formula. */
function toCell(value: string): string {
  const safe = /^['=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function fromCell(value: string): string {
  return /^'['=+\-@\t\r]/.test(value) ? value.slice(1) : value
}
