import { asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { limitWarning, ticket, ticketCycle } from '../../db/schema/tickets.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { type Deadlines, deadlines } from '../../src/sla/deadlines.ts'
import { regulationPolicy } from '../../src/sla/policy.ts'
import { compiledSeedCalendar } from '../../src/sla/seed-calendar.ts'
import { sweepLimits } from '../../src/sla/sweep-limits.ts'
import type { SlaEvent } from '../../src/sla/timeline.ts'
import {
  nextCheckAt,
  nextWarningAt,
  defaultWarningSettings as settings,
  type WarningMark,
  warningsDue,
} from '../../src/sla/warnings.ts'
import { changeStatus } from '../../src/tickets/change-status.ts'
import { requireTicketForUpdate } from '../../src/tickets/load-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { buildTicket } from '../admin/desk.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testClock, testContext } from '../harness.ts'
import { dueOf, minute } from './minute-oracle.ts'
import {
  cycleOf,
  heard,
  type Life,
  randomLife,
  randomOf,
  referenceYear,
  type Step,
  type Told,
} from './simulated-year.ts'

/** `SIMULATED_TICKETS=200000` is the whole year; a hundredth of it goes through the database, too. */
const tickets = Number(process.env.SIMULATED_TICKETS ?? 400)
const stored = Math.max(6, Math.round(tickets / 100))
const longMs = 60_000 + tickets * 20

const calendar = compiledSeedCalendar()
const limitsAt = (history: SlaEvent[], at: number) =>
  deadlines(history, regulationPolicy, calendar, new Date(at * minute))
const minuteOf = (at: Date) => at.getTime() / minute

test(
  'every limit, pause, breach and warning of a random year equals the reference',
  () => {
    const random = randomOf(20260101)
    let told = 0
    let cycles = 0
    for (let n = 0; n < tickets; n += 1) {
      const life = randomLife(random)
      const reference = referenceYear(life)
      const limits = limitsAt(heard(life), life.endsAt)
      expect(limits.cycles.map(cycleIn), `ticket ${n}`).toEqual(reference.cycles.map(cycleOf))
      expect(
        limits.cycles.map(({ due }) => minuteOf(due)),
        `ticket ${n}`,
      ).toEqual(reference.cycles.map((cycle) => dueOf(cycle, life.endsAt)))
      expect(toldBySweeps(life), `ticket ${n}`).toEqual(reference.told)
      told += reference.told.length
      cycles += reference.cycles.length
    }
    if (tickets > 400) {
      process.stdout.write(`${tickets} tickets, ${cycles} limits, ${told} warnings: equal\n`)
    }
  },
  longMs,
)

function cycleIn(cycle: Deadlines['cycles'][number]) {
  const { waiting_for_client, support_suspended, in_development } = cycle.pausedBy
  return {
    start: minuteOf(cycle.startedAt),
    stop: cycle.stoppedAt && minuteOf(cycle.stoppedAt),
    priority: cycle.priority,
    net: cycle.netMs / minute,
    waiting: waiting_for_client / minute,
    suspended: support_suspended / minute,
    development: in_development / minute,
    breach: cycle.breachedAt && minuteOf(cycle.breachedAt),
  }
}

/** The desk in accelerated time: it sleeps until the moment it has noted for the ticket, or until something happens. */
function toldBySweeps(life: Life): Told[] {
  const events = heard(life)
  const history: SlaEvent[] = []
  const sent: WarningMark[] = []
  const told: Told[] = []
  for (let next = 0; next < events.length; ) {
    const at = minuteOf(events[next]?.at ?? new Date(0))
    for (; next < events.length && minuteOf(events[next]?.at ?? new Date(0)) === at; next += 1) {
      const event = events[next]
      if (event) history.push(event)
    }
    const following = events[next]
    const until = following ? minuteOf(following.at) : life.endsAt + 1
    let check = nextWarningAt(limitsAt(history, at), [], calendar, settings)
    for (let looks = 0; check !== null; looks += 1) {
      if (looks > 100) throw new Error(`the sweep finds no rest at ${check.toISOString()}`)
      const m: number = Math.max(at, Math.ceil(minuteOf(check)))
      if (m >= until) break
      const now = new Date(m * minute)
      const limits = limitsAt(history, m)
      for (const { cycle, kind } of warningsDue({
        limits,
        sent,
        assigned: true,
        now,
        calendar,
        settings,
      })) {
        sent.push({ cycle, kind })
        told.push({ at: m, cycle, kind })
      }
      check = nextCheckAt({ limits, sent, now, calendar, settings })
    }
  }
  return told
}

let t: TestContext
let operator: Ctx
beforeAll(async () => {
  t = await testContext(testClock('2025-12-31T18:00:00Z'))
  operator = await staffCtx(t.ctx, 'operator')
})
afterAll(() => t.close())

type Stored = { id: string; life: Life }

test(
  'and so does the desk itself: log, cached limits, sweep and kept cycles',
  async () => {
    const random = randomOf(20261231)
    const lives = Array.from({ length: stored }, () => randomLife(random))
    const all: Stored[] = []
    const happenings = lives
      .flatMap((life) => [
        { at: life.receivedAt, work: async () => void all.push({ id: await receive(life), life }) },
        ...life.steps.map((step) => ({
          at: step.at,
          work: () => happen(all.find((one) => one.life === life)?.id ?? '', step),
        })),
        { at: life.endsAt, work: () => leave(all.find((one) => one.life === life)?.id ?? '') },
      ])
      .toSorted((a, b) => a.at - b.at)
    for (const { at, work } of happenings) {
      await sweepUntil(at)
      t.clock.set(new Date(at * minute))
      await work()
    }
    for (const { id, life } of all) {
      const reference = referenceYear(life)
      expect(await toldOf(id)).toEqual(reference.told)
      const ended = reference.cycles.filter(({ stop }) => stop !== null)
      expect(await keptOf(id)).toEqual(ended.map(cycleOf))
    }
    expect(all).toHaveLength(stored)
  },
  longMs,
)

async function receive(life: Life): Promise<string> {
  const { id } = await buildTicket(t.ctx)
  await setTriage(operator, { ticketId: id, priority: life.priority, ...plain })
  return id
}

const plain = { complexity: 'simple', intent: 'incident' } as const

async function happen(id: string, step: Step): Promise<void> {
  if (step.kind === 'priority') {
    await setTriage(operator, { ticketId: id, priority: step.priority, ...plain })
    return
  }
  await t.ctx.db.transaction(async (tx) => {
    const current = await requireTicketForUpdate(tx, id)
    expect(current.status).toBe(step.from)
    const answers = step.event === 'answered' || step.event === 'question_sent'
    await changeStatus(actingAs(operator, operator.actor), tx, current, step.event, {
      set: answers ? { firstResponseAt: current.firstResponseAt ?? t.clock.now() } : {},
    })
  })
}

/** The life that was thought up is over; the desk must tell nothing more of it. */
async function leave(id: string): Promise<void> {
  await sweepUntil(minuteOf(t.clock.now()) + 1)
  await t.db.update(ticket).set({ limitCheckAt: null }).where(eq(ticket.id, id))
}

/** A sweep in every whole minute before `end` in which one has something to look at; others would find nothing. */
async function sweepUntil(end: number): Promise<void> {
  for (;;) {
    const [row] = await t.db.execute<{ ms: number | null }>(
      sql`select extract(epoch from min(limit_check_at))::float8 * 1000 as ms from ticket`,
    )
    if (row?.ms == null) return
    const m = Math.max(minuteOf(t.clock.now()), Math.ceil(row.ms / minute))
    if (m >= end) return
    t.clock.set(new Date(m * minute))
    await sweepLimits(actingAs(t.ctx, { kind: 'system', name: 'sweep' }))
  }
}

async function toldOf(id: string): Promise<Told[]> {
  const rows = await t.db.select().from(limitWarning).where(eq(limitWarning.ticketId, id))
  const order = ['p50', 'p75', 'p90', 'breach']
  return rows
    .map(({ at, cycle, kind }) => ({ at: minuteOf(at), cycle, kind }))
    .toSorted(
      (a, b) => a.at - b.at || a.cycle - b.cycle || order.indexOf(a.kind) - order.indexOf(b.kind),
    )
}

async function keptOf(id: string) {
  const rows = await t.db
    .select()
    .from(ticketCycle)
    .where(sql`${ticketCycle.ticketId} = ${id} and ${ticketCycle.stoppedAt} is not null`)
    .orderBy(asc(ticketCycle.cycle))
  return rows.map((row) => ({
    start: minuteOf(row.startedAt),
    stop: row.stoppedAt && minuteOf(row.stoppedAt),
    priority: row.priority,
    net: row.netMs / minute,
    waiting: row.waitingMs / minute,
    suspended: row.suspendedMs / minute,
    development: row.developmentMs / minute,
    breach: row.breachedAt && minuteOf(row.breachedAt),
  }))
}
