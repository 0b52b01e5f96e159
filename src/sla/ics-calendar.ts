import { CalendarException } from './calendar.ts'
import { type ImportedDays, type ImportFault, uniqueDays } from './imported-days.ts'

const dayMs = 86_400_000
/** An event longer than this is a mistake, not a holiday. */
const maxDays = 31

/**
 * Exceptions as an iCalendar (RFC 5545) of all-day events. Our own kind, names and hours travel in
 * X-KENSE properties, so that our own import loses nothing.
 */
export function exceptionsToIcs(exceptions: readonly CalendarException[], stampedAt: Date): string {
  const stamp = stampedAt.toISOString().replace(/[-:]|\.\d+/g, '')
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//kense.app//support//RU']
  for (const e of exceptions) {
    lines.push(
      'BEGIN:VEVENT',
      `UID:${e.date}@calendar.support.kense.app`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${compact(e.date)}`,
      `DTEND;VALUE=DATE:${compact(addDays(e.date, 1))}`,
      `SUMMARY:${escapeText(e.name.ru)}`,
      'TRANSP:TRANSPARENT',
      `X-KENSE-KIND:${e.kind}`,
      `X-KENSE-NAME-KK:${escapeText(e.name.kk)}`,
    )
    if (e.name.en !== undefined) lines.push(`X-KENSE-NAME-EN:${escapeText(e.name.en)}`)
    if (e.intervals)
      lines.push(`X-KENSE-HOURS:${e.intervals.map((i) => `${i.from}-${i.to}`).join(' ')}`)
    lines.push('END:VEVENT')
  }
  lines.push('END:VCALENDAR')
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

/**
 * Reads all-day events of any iCalendar file; without our own property an event is a holiday.
 * Timed, recurring and unfinished events are reported with the line they begin on.
 */
export function exceptionsFromIcs(text: string): ImportedDays {
  const faults: ImportFault[] = []
  const found: { line: number; exception: CalendarException }[] = []
  let event: { line: number; properties: Map<string, Property> } | null = null
  let events = 0
  let nested = 0
  for (const { line, content } of unfold(text)) {
    const property = parseLine(content)
    if (!property) {
      if (content.trim() !== '')
        faults.push({ line, code: 'bad_value', detail: content.slice(0, 60) })
      continue
    }
    const component = property.value.trim().toUpperCase()
    if (property.name === 'BEGIN' && component === 'VEVENT') {
      if (event) faults.push({ line: event.line, code: 'unfinished_event', detail: '' })
      event = { line, properties: new Map() }
      events++
      nested = 0
    } else if (property.name === 'END' && component === 'VEVENT' && event) {
      readEvent(event.line, event.properties, found, faults)
      event = null
    } else if (property.name === 'BEGIN') nested++
    else if (property.name === 'END') nested--
    // An alarm inside an event has properties of its own.
    else if (event && nested === 0) event.properties.set(property.name, property)
  }
  if (event) faults.push({ line: event.line, code: 'unfinished_event', detail: '' })
  if (events === 0) faults.push({ line: 1, code: 'empty', detail: '' })
  return uniqueDays(found, faults)
}

type Property = { name: string; parameters: string; value: string }

function readEvent(
  line: number,
  properties: Map<string, Property>,
  found: { line: number; exception: CalendarException }[],
  faults: ImportFault[],
): void {
  const value = (name: string) => unescapeText(properties.get(name)?.value.trim() ?? '')
  if (properties.has('RRULE') || properties.has('RDATE')) {
    faults.push({ line, code: 'recurring', detail: value('SUMMARY') })
    return
  }
  const start = toDate(properties.get('DTSTART'))
  const end = properties.has('DTEND') ? toDate(properties.get('DTEND')) : undefined
  if (start === null || end === null) {
    faults.push({ line, code: 'not_all_day', detail: value('SUMMARY') })
    return
  }
  const length =
    end === undefined ? 1 : Math.max(1, Math.round((Date.parse(end) - Date.parse(start)) / dayMs))
  if (length > maxDays) {
    faults.push({ line, code: 'too_long', detail: `${length}` })
    return
  }
  const hours = value('X-KENSE-HOURS')
  for (let day = 0; day < length; day++) {
    const parsed = CalendarException.safeParse({
      date: addDays(start, day),
      kind: value('X-KENSE-KIND') || 'holiday',
      name: {
        ru: value('SUMMARY'),
        kk: properties.has('X-KENSE-NAME-KK') ? value('X-KENSE-NAME-KK') : value('SUMMARY'),
        ...(properties.has('X-KENSE-NAME-EN') ? { en: value('X-KENSE-NAME-EN') } : {}),
      },
      ...(hours === ''
        ? {}
        : { intervals: hours.split(' ').map((h) => ({ from: h.slice(0, 5), to: h.slice(6) })) }),
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
}

/** `YYYY-MM-DD` of a DATE value; null for a timed, missing or impossible one. */
function toDate(property: Property | undefined): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(property?.value.trim() ?? '')
  if (!match) return null
  const date = `${match[1]}-${match[2]}-${match[3]}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(ms) || addDays(date, 0) !== date ? null : date
}

/** Joins folded lines (RFC 5545, 3.1), keeping the number of the first one. */
function unfold(text: string): { line: number; content: string }[] {
  const list: { line: number; content: string }[] = []
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = list.at(-1)
    if (/^[ \t]/.test(raw) && last) last.content += raw.slice(1)
    else list.push({ line: i + 1, content: raw })
  }
  return list
}

/** A parameter in quotes may hold a colon. */
function parseLine(content: string): Property | null {
  const match = /^([A-Za-z0-9-]+)((?:;[^=;:"]+=(?:"[^"]*"|[^;:"]*))*):(.*)$/s.exec(content)
  if (!match) return null
  return { name: (match[1] ?? '').toUpperCase(), parameters: match[2] ?? '', value: match[3] ?? '' }
}

/** Lines of at most 75 octets (RFC 5545, 3.1), never cut inside a character. */
function fold(line: string): string {
  let out = ''
  let octets = 0
  for (const ch of line) {
    const size = Buffer.byteLength(ch)
    if (octets + size > 75) {
      out += '\r\n '
      octets = 1
    }
    out += ch
    octets += size
  }
  return out
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, (ch) => `\\${ch}`).replace(/\r\n|\n|\r/g, '\\n')
}

function unescapeText(text: string): string {
  return text.replace(/\\([\\;,nN])/g, (_, ch: string) => (ch === 'n' || ch === 'N' ? '\n' : ch))
}

function compact(date: string): string {
  return date.replaceAll('-', '')
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}
