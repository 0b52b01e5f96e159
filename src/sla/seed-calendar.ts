import { z } from 'zod'
import seed from '../../db/seed/kz-calendar.json' with { type: 'json' }
import { astanaZone, CalendarException, regulationSchedule, WorkCalendar } from './calendar.ts'
import { type CompiledCalendar, compileCalendar } from './compile-calendar.ts'
import { generateYear } from './kz-year.ts'

/** File format of the seed: only days that differ from Monday to Friday, by year. */
const SeedFile = z.object({
  timezone: z.string().default(astanaZone),
  version: z.string().optional(),
  years: z.record(
    z.string().regex(/^\d{4}$/),
    z.object({
      confidence: z.string().optional(),
      exceptions: z.array(
        CalendarException.omit({ name: true }).extend({
          name_ru: z.string().default(''),
          name_kk: z.string().default(''),
        }),
      ),
    }),
  ),
})

/**
 * Reads a calendar in the format of the seed file. Years given there are taken as complete; those
 * whose `confidence` begins with "high" as confirmed.
 * @throws ZodError for a file of another shape
 */
export function calendarFromSeed(data: unknown, version: string): WorkCalendar {
  const file = SeedFile.parse(data)
  const years = Object.entries(file.years)
  return WorkCalendar.parse({
    version: file.version ?? version,
    zone: file.timezone,
    schedules: [regulationSchedule],
    listedYears: years.map(([year]) => Number(year)),
    confirmedYears: years
      .filter(([, y]) => y.confidence?.startsWith('high'))
      .map(([year]) => Number(year)),
    exceptions: years.flatMap(([, y]) =>
      y.exceptions.map(({ name_ru, name_kk, ...e }) => ({
        ...e,
        name: { ru: name_ru, kk: name_kk },
      })),
    ),
    closures: [],
  })
}

/** The calendar the product is delivered with; the file has no English names, the rule has. */
export function seedCalendar(): WorkCalendar {
  const calendar = calendarFromSeed(seed, 'kz-seed-2024-2027')
  const english = new Map(
    calendar.listedYears.flatMap((y) => generateYear(y)).map((e) => [e.date, e.name.en]),
  )
  const exceptions = calendar.exceptions.map((e) => {
    const en = english.get(e.date)
    return en === undefined ? e : { ...e, name: { ...e.name, en } }
  })
  return { ...calendar, exceptions }
}

let compiled: CompiledCalendar | undefined

/** The delivered calendar, unrolled once per process for 2023–2035. */
export function compiledSeedCalendar(): CompiledCalendar {
  compiled ??= compileCalendar(seedCalendar())
  return compiled
}
