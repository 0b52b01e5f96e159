import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type CliIo, type CliVerb, UsageError } from '../cli-io.ts'
import type { Locale } from '../i18n/locale.ts'
import { localDate, parseLocal } from './astana-time.ts'
import type { WorkCalendar } from './calendar.ts'
import { compileCalendar, isKnownYear } from './compile-calendar.ts'
import { deadlines } from './deadlines.ts'
import { type Explanation, explainLimits } from './explain.ts'
import { explanationText } from './explain-text.ts'
import { regulationPolicy, type SlaPriority, slaPriorities } from './policy.ts'
import { calendarFromSeed, seedCalendar } from './seed-calendar.ts'

const usage = `usage: kense sla due --received 2026-11-23T10:00 --priority ${slaPriorities.join('|')}
         [--explain] [--json] [--locale ru|kk|en] [--calendar FILE]
A time without an offset is Astana time. FILE has the format of db/seed/kz-calendar.json.`

/** `kense sla due`: target and deadline of a ticket received at a moment; needs no database. */
export const run: CliVerb = async (args, io) => {
  const [verb, ...rest] = args
  if (verb !== 'due') throw new UsageError(usage)
  const { values } = parseArgs({
    args: rest,
    options: {
      received: { type: 'string' },
      priority: { type: 'string' },
      explain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      locale: { type: 'string', default: 'ru' },
      calendar: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    io.out(usage)
    return 0
  }
  const priority = requirePriority(values.priority)
  const locale = requireLocale(values.locale)
  const calendar =
    values.calendar === undefined ? seedCalendar() : await readCalendar(values.calendar, io)
  const receivedAt = requireMoment(values.received, calendar.zone)
  const explanation = explainReceipt(receivedAt, priority, calendar)
  const { target, due, intervals } = explanation
  if (values.json) {
    io.out(JSON.stringify(values.explain ? explanation : { target, due, intervals }, null, 2))
  } else if (values.explain) {
    io.out(explanationText(explanation, locale))
  } else {
    io.out(`target ${target}`)
    io.out(`due    ${due}`)
  }
  return 0
}

function explainReceipt(at: Date, priority: SlaPriority, calendar: WorkCalendar): Explanation {
  try {
    const year = Number(localDate(at, calendar.zone).slice(0, 4))
    const last = isKnownYear(calendar, year + 1) ? year + 1 : year
    const compiled = compileCalendar(calendar, { first: year, last })
    const limits = deadlines([{ kind: 'opened', at, priority }], regulationPolicy, compiled, at)
    return explainLimits(limits, regulationPolicy, calendar, compiled)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

function requirePriority(text: string | undefined): SlaPriority {
  const priority = slaPriorities.find((p) => p === text)
  if (priority === undefined)
    throw new UsageError(`--priority must be one of ${slaPriorities.join(', ')}\n\n${usage}`)
  return priority
}

function requireLocale(text: string): Locale {
  const locale = (['ru', 'kk', 'en'] as const satisfies Locale[]).find((l) => l === text)
  if (locale === undefined) throw new UsageError(`--locale must be ru, kk or en\n\n${usage}`)
  return locale
}

function requireMoment(text: string | undefined, zone: string): Date {
  if (text === undefined) throw new UsageError(`--received is missing\n\n${usage}`)
  const at = parseLocal(text, zone)
  if (at === null)
    throw new UsageError(
      `--received ${JSON.stringify(text)} is not a date and time like 2026-11-23T10:00 or 2026-11-23T10:00:00+05:00`,
    )
  return at
}

async function readCalendar(given: string, io: CliIo): Promise<WorkCalendar> {
  const path = io.path(given)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${given}: ${(error as NodeJS.ErrnoException).code ?? error}`)
  }
  try {
    return calendarFromSeed(JSON.parse(text), given)
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new UsageError(`${given} is not a calendar:\n${z.prettifyError(error)}`)
    if (error instanceof SyntaxError) throw new UsageError(`${given} is not JSON: ${error.message}`)
    throw error
  }
}
