import { Temporal } from 'temporal-polyfill'
import { astanaZone, isRealDate } from './calendar.ts'

const shape =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?)(Z|[+-](?:0\d|1[0-8]):?[0-5]\d)?$/i

/**
 * Reads ISO 8601 date and time; without an offset it is local time of the zone. Of an hour that
 * the clock went through twice the first is meant. Null for anything else.
 */
export function parseLocal(text: string, zone: string = astanaZone): Date | null {
  const match = shape.exec(text.trim())
  const [, date, time, offset] = match ?? []
  if (date === undefined || time === undefined || !isRealDate(date)) return null
  if (offset !== undefined) {
    const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`)
    return Number.isNaN(at) ? null : new Date(at)
  }
  const local = Temporal.PlainDateTime.from(`${date}T${time}`)
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds)
}

/** ISO 8601 with the offset of the zone: `2026-11-23T18:00:00+05:00`. */
export function isoLocal(at: Date, zone: string = astanaZone): string {
  return zoned(at, zone).toString({ timeZoneName: 'never' })
}

/** Local date as YYYY-MM-DD. */
export function localDate(at: Date, zone: string = astanaZone): string {
  return zoned(at, zone).toPlainDate().toString()
}

/** Local time as HH:MM, or HH:MM:SS when the seconds are not zero. */
export function localTime(at: Date, zone: string = astanaZone): string {
  const time = zoned(at, zone).toPlainTime()
  return time.toString({ smallestUnit: time.second === 0 ? 'minute' : 'second' })
}

/** Monday = 1 … Sunday = 7. */
export function localWeekday(at: Date, zone: string = astanaZone): number {
  return zoned(at, zone).dayOfWeek
}

function zoned(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
}
