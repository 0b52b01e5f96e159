/** What a calendar part says, for a note on the ticket: nobody accepts meetings here. */
export type CalendarNote = {
  /** REQUEST, REPLY, CANCEL … of RFC 5546, or PUBLISH when the part says none. */
  method: string
  summary: string
  start: string
  location: string
}

/** Reads the first event of an iCalendar text (RFC 5545); null when it is none. */
export function readCalendar(text: string): CalendarNote | null {
  if (!/^BEGIN:VCALENDAR/im.test(text)) return null
  const lines = text.slice(0, 200_000).replace(/\r?\n[ \t]/g, '')
  const event = /^BEGIN:VEVENT[\s\S]*?^END:VEVENT/im.exec(lines)?.[0] ?? ''
  return {
    method: (property(lines, 'METHOD') || 'PUBLISH').toUpperCase(),
    summary: property(event, 'SUMMARY'),
    start: property(event, 'DTSTART'),
    location: property(event, 'LOCATION'),
  }
}

function property(lines: string, name: string): string {
  const value = new RegExp(`^${name}(?:;[^:\\r\\n]*)?:(.*)$`, 'im').exec(lines)?.[1] ?? ''
  return value
    .trim()
    .replace(/\\n/gi, '\n')
    .replace(/\\([,;\\])/g, '$1')
}
