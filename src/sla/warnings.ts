import { z } from 'zod'
import { dayIndex } from './business-time.ts'
import type { CompiledCalendar } from './compile-calendar.ts'
import type { CompromiseClock } from './compromise-clock.ts'
import { type CycleDeadlines, instantAtNet } from './deadlines.ts'

/** In order of weight. */
const warningKinds = ['p50', 'p75', 'p90', 'breach'] as const
export type WarningKind = (typeof warningKinds)[number]

type Early = Exclude<WarningKind, 'breach'>

const dayMs = 86_400_000

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'clockMalformed')

const share = z.coerce.number('percentMalformed').int('percentMalformed').min(1, 'percentMalformed')

export const WarningSettings = z.object({
  /** Percent of the limit at which each warning goes out; the marks are named after the usual ones. */
  shares: z
    .object({ p50: share, p75: share, p90: share.max(99, 'percentMalformed') })
    .refine(({ p50, p75, p90 }) => p50 < p75 && p75 < p90, 'sharesOrder'),
  /** Local times between which nobody is woken; the night may pass midnight. Equal = no night. */
  nightFrom: clock,
  nightTo: clock,
  criticalAtNight: z.boolean(),
  /** The supervisor hears of this warning and all weightier ones. */
  supervisorFrom: z.enum(warningKinds),
})
export type WarningSettings = z.infer<typeof WarningSettings>

export const defaultWarningSettings: WarningSettings = {
  shares: { p50: 50, p75: 75, p90: 90 },
  nightFrom: '22:00',
  nightTo: '08:00',
  criticalAtNight: false,
  supervisorFrom: 'p90',
}

/** Which warning of which cycle; store it under a unique index so that it goes out once. */
export type WarningMark = { cycle: number; kind: WarningKind }

export type Warning = WarningMark & {
  /** Empty when a weightier warning makes this one pointless: store the mark, tell nobody. */
  recipients: ('assignee' | 'supervisor')[]
}

/**
 * Warnings of a ticket's present cycle that are to go out at `now`, the moment the limits were
 * computed for. None for a stopped clock, none at night unless critical and so configured.
 * @throws CalendarRangeError
 */
export function warningsDue(input: {
  limits: CycleDeadlines
  sent: readonly WarningMark[]
  assigned: boolean
  now: Date
  calendar: CompiledCalendar
  settings: WarningSettings
}): Warning[] {
  const { limits, settings } = input
  if (limits.state === 'stopped') return []
  const wakes = limits.priority === 'critical' && settings.criticalAtNight
  if (!wakes && isNight(input.now, settings, input.calendar)) return []
  const reached = warningKinds.filter((kind) =>
    kind === 'breach'
      ? limits.breachedAt !== null
      : limits.netMs >= shareMs(limits, kind, settings),
  )
  return unsent(reached, limits.cycle, input.sent, (kind) =>
    recipientsOf(kind, input.assigned, settings),
  )
}

/** The same for the 24 hours of a compromise: day and night, and always to the supervisor too. */
export function compromiseWarningsDue(
  clock: CompromiseClock,
  sent: readonly WarningMark[],
  assigned: boolean,
): Warning[] {
  if (clock.state === 'stopped') return []
  const reached = warningKinds.filter((kind) =>
    kind === 'breach'
      ? clock.breachedAt !== null
      : clock.share >= defaultWarningSettings.shares[kind] / 100,
  )
  return unsent(reached, 1, sent, () => (assigned ? ['assignee', 'supervisor'] : ['supervisor']))
}

/**
 * When the next unsent warning will be reached if nothing happens to the ticket, to wake the sweep;
 * null when none is left or the clock does not run. Nights are not skipped here.
 * @throws CalendarRangeError
 */
export function nextWarningAt(
  limits: CycleDeadlines,
  sent: readonly WarningMark[],
  calendar: CompiledCalendar,
  settings: WarningSettings,
): Date | null {
  if (limits.state !== 'running') return null
  const pauses = limits.intervals
    .filter((i) => i.pausedBy !== null)
    .map((i) => ({ from: i.from.getTime(), to: i.to.getTime() }))
  const isSent = (kind: WarningKind) =>
    sent.some((m) => m.cycle === limits.cycle && m.kind === kind)
  // It may come before any share: a higher priority, held for a while, was late.
  if (limits.breachedAt !== null && !isSent('breach')) return limits.breachedAt
  for (const kind of warningKinds) {
    if (isSent(kind)) continue
    // A breach is what lies beyond the due moment, by a millisecond at least.
    if (kind === 'breach') return new Date(limits.due.getTime() + 1)
    return new Date(
      instantAtNet(calendar, limits.startedAt.getTime(), pauses, shareMs(limits, kind, settings)),
    )
  }
  return null
}

/**
 * When the sweep has to look again, given what is out already: at the next share, or after the night that
 * holds a warning back.
 * @throws CalendarRangeError
 */
export function nextCheckAt(input: {
  limits: CycleDeadlines
  sent: readonly WarningMark[]
  now: Date
  calendar: CompiledCalendar
  settings: WarningSettings
}): Date | null {
  const { limits, sent, now, calendar, settings } = input
  const at = nextWarningAt(limits, sent, calendar, settings)
  if (at === null || at > now) return at
  // A new priority whose limit is long over breaches it from the next instant on.
  if (!isNight(now, settings, calendar)) return new Date(now.getTime() + 1)
  const passed = now.getTime() - (calendar.midnight[dayIndex(calendar, now.getTime())] ?? 0)
  const morning = minutesOf(settings.nightTo) * 60_000
  return new Date(now.getTime() + ((morning - passed + dayMs) % dayMs))
}

function unsent(
  reached: readonly WarningKind[],
  cycle: number,
  sent: readonly WarningMark[],
  recipients: (kind: WarningKind) => Warning['recipients'],
): Warning[] {
  const done = new Set(sent.filter((m) => m.cycle === cycle).map((m) => m.kind))
  const weightiest = warningKinds.findLast((kind) => reached.includes(kind) || done.has(kind))
  return reached
    .filter((kind) => !done.has(kind))
    .map((kind) => ({ cycle, kind, recipients: kind === weightiest ? recipients(kind) : [] }))
}

function recipientsOf(
  kind: WarningKind,
  assigned: boolean,
  settings: WarningSettings,
): Warning['recipients'] {
  if (!assigned) return ['supervisor']
  const told = warningKinds.indexOf(kind) >= warningKinds.indexOf(settings.supervisorFrom)
  return told ? ['assignee', 'supervisor'] : ['assignee']
}

/** Whole milliseconds, so that the moment and the test of it never disagree by rounding. */
function shareMs(limits: CycleDeadlines, kind: Early, { shares }: WarningSettings): number {
  return Math.ceil((limits.budgetMs * shares[kind]) / 100)
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

function isNight(now: Date, settings: WarningSettings, calendar: CompiledCalendar): boolean {
  const at = now.getTime()
  const sinceMidnight = (at - (calendar.midnight[dayIndex(calendar, at)] ?? at)) / 60_000
  const from = minutesOf(settings.nightFrom)
  const to = minutesOf(settings.nightTo)
  return from <= to
    ? sinceMidnight >= from && sinceMidnight < to
    : sinceMidnight >= from || sinceMidnight < to
}
