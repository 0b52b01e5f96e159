import seed from '../../db/seed/kz-calendar.json' with { type: 'json' }
import { type SlaPriority, slaPriorities } from '../../src/sla/policy.ts'
import type { SlaEvent } from '../../src/sla/timeline.ts'

// The oracle knows nothing of the code under test: one byte per minute of 2024–2027, walked one by
// one. The offset of the zone is written down here, not looked up.
export const minute = 60_000
const originMinute = Date.UTC(2023, 11, 31) / minute
const minutes = Date.UTC(2027, 11, 31) / minute - originMinute
const clockChange = Date.UTC(2024, 1, 29, 18) / minute
export const localMinute = (m: number) => m + (m < clockChange ? 360 : 300)
const localDay = (m: number) => Math.floor(localMinute(m) / 1440)

const kinds = new Map<string, string>(
  Object.values(seed.years).flatMap((y) => y.exceptions.map((e) => [e.date, e.kind] as const)),
)
const workingDays = new Map<number, boolean>()
const working = new Uint8Array(minutes)
for (let i = 0; i < minutes; i++) {
  const m = originMinute + i
  const day = localDay(m)
  let works = workingDays.get(day)
  if (works === undefined) {
    const date = new Date(day * 86_400_000)
    const kind = kinds.get(date.toISOString().slice(0, 10))
    works = kind ? kind === 'workday' : date.getUTCDay() % 6 !== 0
    workingDays.set(day, works)
  }
  const hour = Math.floor((localMinute(m) % 1440) / 60)
  working[i] = works && hour >= 9 && hour < 18 ? 1 : 0
}

function oracleHours(fromMs: number, hours: number): number {
  let left = hours * 3_600_000
  let at = fromMs
  for (let i = Math.floor(fromMs / minute) - originMinute; i < minutes; i++) {
    const end = (originMinute + i + 1) * minute
    if (working[i] === 1) {
      if (left <= end - at) return at + left
      left -= end - at
    }
    at = end
  }
  throw new Error('past the oracle')
}

/** Walked once per date of receipt, then remembered: the rule knows no other input. */
const dayEnds = new Map<number, number>()
function oracleDays(fromMs: number, days: number): number {
  let i = Math.floor(fromMs / minute) - originMinute
  const received = localDay(originMinute + i)
  const key = received * 1000 + days
  const known = dayEnds.get(key)
  if (known !== undefined) return known
  let counted = 0
  let day = received
  for (; i < minutes; i++) {
    if (working[i] === 0) {
      if (counted !== days || working[i - 1] !== 1) continue
      dayEnds.set(key, (originMinute + i) * minute)
      return (originMinute + i) * minute
    }
    const today = localDay(originMinute + i)
    if (today === day) continue
    day = today
    counted++
  }
  throw new Error('past the oracle')
}

export const limitsOf: Record<SlaPriority, [number, number, 'h' | 'd']> = {
  critical: [2, 8, 'h'],
  high: [3, 12, 'h'],
  medium: [6, 24, 'h'],
  low: [1, 3, 'd'],
  suggestion: [7, 30, 'd'],
}
export const oracleEnd = (from: number, value: number, unit: 'h' | 'd') =>
  unit === 'h' ? oracleHours(from, value) : oracleDays(from, value)

export function isOracleWorking(ms: number): boolean {
  return working[Math.floor(ms / minute) - originMinute] === 1
}

/** Working milliseconds in [from, to) and the first of them, minute by minute. */
export function walkedBetween(from: number, to: number): { sum: number; next: number | undefined } {
  let sum = 0
  let next: number | undefined
  for (let at = from; at < to; ) {
    const end = Math.min((Math.floor(at / minute) + 1) * minute, to)
    if (isOracleWorking(at)) {
      sum += end - at
      next ??= at
    }
    at = end
  }
  return { sum, next }
}

/** Receipts whose limits all end inside the oracle. */
export const receipts = { firstMs: Date.UTC(2024, 0, 1), lastMs: Date.UTC(2027, 8, 15) }

const ended: string[] = ['resolved', 'closed', 'refused', 'merged']

export type Walked = {
  start: number
  net: number
  paused: Record<string, number>
  stop: number | null
  breach: number | null
  priority: SlaPriority
  budgets: Record<SlaPriority, number>
  reached: Partial<Record<SlaPriority, number>>
}

/** Working minutes before each minute. */
const workedBefore = new Int32Array(minutes + 1)
for (let i = 0; i < minutes; i++) workedBefore[i + 1] = (workedBefore[i] ?? 0) + (working[i] ?? 0)

/** Working minutes of each deadline, had it never been paused. */
function budgetsFrom(start: number): Record<SlaPriority, number> {
  const budget = (priority: SlaPriority) => {
    const [, value, unit] = limitsOf[priority]
    if (unit === 'h') return value * 60
    const end = oracleDays(start * minute, value) / minute
    return (workedBefore[end - originMinute] ?? 0) - (workedBefore[start - originMinute] ?? 0)
  }
  return {
    critical: budget('critical'),
    high: budget('high'),
    medium: budget('medium'),
    low: budget('low'),
    suggestion: budget('suggestion'),
  }
}

/** The reference: one minute after another, the state as a reader of the regulation would keep it. */
export function walk(
  history: SlaEvent[],
  asOf: number,
  eachMinute?: (m: number, c: Walked, standsStill: boolean) => void,
) {
  const first = history[0]
  if (first?.kind !== 'opened') throw new Error('no opening')
  let priority = first.priority
  let status: string = 'registered'
  let openQuestion = false
  let heardSinceSuspension = false
  const begin = (m: number): Walked => ({
    start: m,
    net: 0,
    paused: { waiting_for_client: 0, support_suspended: 0, in_development: 0 },
    stop: null,
    breach: null,
    priority,
    budgets: budgetsFrom(m),
    reached: {},
  })
  const start = first.at.getTime() / minute
  const cycles = [begin(start)]
  let cycle = cycles[0] as Walked
  const startAgain = (m: number) => {
    cycle = begin(m)
    cycles.push(cycle)
    openQuestion = false
    status = 'in_progress'
  }
  const standsStill = () =>
    (status === 'waiting_for_client' && openQuestion) ||
    (status === 'support_suspended' && !heardSinceSuspension) ||
    status === 'in_development'
  let next = 1
  for (let m = start; m <= asOf; m++) {
    for (let e = history[next]; e && e.at.getTime() / minute <= m; e = history[++next]) {
      if (e.kind === 'question_sent') openQuestion = true
      if (e.kind === 'client_replied') {
        openQuestion = false
        heardSinceSuspension = true
      }
      if (e.kind === 'priority') priority = e.priority
      if (e.kind === 'reopened' && cycle.stop !== null) startAgain(m)
      if (e.kind === 'status' && ended.includes(e.status)) cycle.stop ??= m
      else if (e.kind === 'status') {
        if (cycle.stop !== null) startAgain(m)
        if (e.status === 'support_suspended' && status !== e.status) heardSinceSuspension = false
        status = e.status
      }
      if (cycle.stop === null) cycle.priority = priority
    }
    eachMinute?.(m, cycle, standsStill())
    if (m === asOf || cycle.stop !== null) continue
    if (cycle.breach === null && cycle.reached[priority] !== undefined) cycle.breach = m
    if (working[m - originMinute] === 0) continue
    if (standsStill()) {
      cycle.paused[status] = (cycle.paused[status] ?? 0) + 1
      continue
    }
    cycle.net++
    for (const p of slaPriorities) if (cycle.net >= cycle.budgets[p]) cycle.reached[p] ??= m + 1
  }
  return { cycles, paused: cycle.stop === null && standsStill() }
}

/** When the deadline ends if the clock runs on from `asOf`. */
export function dueOf(cycle: Walked, asOf: number): number {
  const reached = cycle.reached[cycle.priority]
  if (reached !== undefined) return reached
  let net = cycle.net
  for (let m = cycle.stop ?? asOf; ; m++) {
    net += working[m - originMinute] ?? Number.NaN
    if (net >= cycle.budgets[cycle.priority]) return m + 1
    if (Number.isNaN(net)) throw new Error('past the oracle')
  }
}
