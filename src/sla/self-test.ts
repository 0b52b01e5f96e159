import { Temporal } from 'temporal-polyfill'
import { astanaZone } from './calendar.ts'

export type ZoneFault = { at: string; expectedMinutes: number; actualMinutes: number | null }

/** Kazakhstan went from +06 to +05 at 2024-03-01 00:00 local time (tzdata 2024a). */
const expectations = [
  { at: '2024-02-28T00:00:00Z', expectedMinutes: 360 },
  { at: '2024-02-29T17:59:59Z', expectedMinutes: 360 },
  { at: '2024-02-29T18:00:00Z', expectedMinutes: 300 },
  { at: '2024-03-02T00:00:00Z', expectedMinutes: 300 },
]

/**
 * Where the runtime's zone data departs from the law; empty when it is right. Run at start-up:
 * with tzdata older than 2024a every time limit would be an hour wrong.
 */
export function zoneFaults(
  offsetMinutes: (at: string) => number | null = runtimeOffsetMinutes,
): ZoneFault[] {
  return expectations
    .map((e) => ({ ...e, actualMinutes: offsetMinutes(e.at) }))
    .filter((e) => e.actualMinutes !== e.expectedMinutes)
}

function runtimeOffsetMinutes(at: string): number | null {
  try {
    return Temporal.Instant.from(at).toZonedDateTimeISO(astanaZone).offsetNanoseconds / 6e10
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
