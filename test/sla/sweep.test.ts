import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { workCalendar } from '../../db/schema/catalogue.ts'
import { limitWarning, ticket } from '../../db/schema/tickets.ts'
import { alertsList } from '../../src/alerts/queries.ts'
import { actingAs } from '../../src/context.ts'
import { recomputeLimits } from '../../src/sla/recompute-limits.ts'
import { seedCalendar } from '../../src/sla/seed-calendar.ts'
import { sweepLimits } from '../../src/sla/sweep-limits.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { buildStaff, buildTicket } from '../admin/desk.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
beforeEach(async () => {
  // 10:00 of a Monday in Astana.
  t = await testContext()
})
afterEach(() => t.close())

/** A classified ticket of high priority: 12 working hours, due on Tuesday at 13:00. */
async function highTicket() {
  const { id } = await buildTicket(t.ctx, { body: 'Вопрос' })
  await acknowledgeTicket(t.ctx, { ticketId: id })
  const { staffId } = await buildStaff(t.ctx)
  const operator = actingAs(t.ctx, { kind: 'staff', staffId, role: 'operator' })
  await setTriage(operator, { ticketId: id, ...kind, priority: 'high', reason: 'проверка' })
  return { id, operator, staffId }
}

const kind = { complexity: 'simple', intent: 'incident' } as const
const warnings = async () =>
  (await t.db.select().from(limitWarning).orderBy(limitWarning.kind)).map(({ kind }) => kind)
const openAlerts = async () =>
  (await alertsList(t.db, 'open')).map(({ kind, data, staffId, toSupervisor }) => ({
    kind,
    data,
    staffId,
    toSupervisor,
  }))

test('half of the limit is told once, however many processes sweep and restart', async () => {
  await highTicket()
  await sweepLimits(t.ctx)
  expect(await warnings()).toEqual([])
  // 16:00: six of twelve hours.
  t.clock.set('2026-11-23T11:00:00Z')
  await Promise.all([sweepLimits(t.ctx), sweepLimits(t.ctx), sweepLimits(t.ctx)])
  await sweepLimits(t.ctx)
  expect(await warnings()).toEqual(['p50'])
  expect(await openAlerts()).toEqual([
    { kind: 'limit_near', data: { percent: 50 }, staffId: null, toSupervisor: true },
  ])
  const announced: string[] = []
  await t.drain({
    'announce-alert': async (_ctx, { alertId }) => {
      announced.push(alertId)
    },
  })
  expect(announced).toHaveLength(1)
})

test('the assignee hears first, the supervisor from 90 % on; skipped shares are not told late', async () => {
  const { id, operator, staffId } = await highTicket()
  await assignTicket(operator, { ticketId: id, assigneeId: staffId })
  t.clock.set('2026-11-23T11:00:00Z')
  await sweepLimits(t.ctx)
  expect(await openAlerts()).toMatchObject([{ staffId, toSupervisor: false }])
  // Tuesday 12:00: 11 of 12 hours, past both 75 and 90 %.
  t.clock.set('2026-11-24T07:00:00Z')
  await sweepLimits(t.ctx)
  expect(await warnings()).toEqual(['p50', 'p75', 'p90'])
  expect(await openAlerts()).toContainEqual({
    kind: 'limit_near',
    data: { percent: 90 },
    staffId,
    toSupervisor: true,
  })
  expect(await openAlerts()).toHaveLength(2)
})

test('a breach is recorded and stays, though the priority is lowered afterwards (R95)', async () => {
  const { id, operator } = await highTicket()
  // Tuesday 13:01.
  t.clock.set('2026-11-24T08:01:00Z')
  await sweepLimits(t.ctx)
  await sweepLimits(t.ctx)
  await setTriage(operator, { ticketId: id, ...kind, priority: 'low', reason: 'не горит' })
  const [row] = await t.db.select().from(ticket).where(eq(ticket.id, id))
  expect(row?.breachedAt?.toISOString()).toBe('2026-11-24T08:00:00.000Z')
  const breaches = await t.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.action, 'ticket.breached'))
  expect(breaches).toHaveLength(1)
})

test('nobody is woken at night; the morning tells', async () => {
  await highTicket()
  t.clock.set('2026-11-24T08:01:00Z')
  // 23:30 in Astana, long over.
  t.clock.set('2026-11-24T18:30:00Z')
  await sweepLimits(t.ctx)
  expect(await warnings()).toEqual([])
  const [row] = await t.db.select({ at: ticket.limitCheckAt }).from(ticket)
  expect(row?.at?.toISOString()).toBe('2026-11-25T03:00:00.000Z')
  t.clock.set('2026-11-25T03:00:00Z')
  await sweepLimits(t.ctx)
  expect(await openAlerts()).toMatchObject([{ kind: 'limit_breached', toSupervisor: true }])
})

test('a ticket that waits for its client is not warned of, and is again once he answers', async () => {
  const { id, operator } = await highTicket()
  await replyToTicket(operator, { ticketId: id, text: 'Какой браузер?', question: true })
  t.clock.set('2026-11-25T07:00:00Z')
  expect(await sweepLimits(t.ctx)).toBe(0)
  expect(await warnings()).toEqual([])
})

test('a new day off moves open limits once and writes down old and new (R96)', async () => {
  const { id } = await highTicket()
  const closed = seedCalendar()
  await t.db.insert(workCalendar).values({
    version: 2,
    createdAt: t.clock.now(),
    calendar: {
      ...closed,
      version: '2',
      exceptions: [
        ...closed.exceptions,
        { date: '2026-11-24', kind: 'order', name: { ru: 'Перенос', kk: 'Ауыстыру' } },
      ],
    },
  })
  expect(await recomputeLimits(t.ctx)).toBe(1)
  expect(await recomputeLimits(t.ctx)).toBe(0)
  const [row] = await t.db.select().from(ticket).where(eq(ticket.id, id))
  expect(row?.dueAt?.toISOString()).toBe('2026-11-25T08:00:00.000Z')
  const moved = await t.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.action, 'ticket.limits_recomputed'))
  expect(moved).toMatchObject([
    {
      data: {
        oldDueAt: '2026-11-24T08:00:00.000Z',
        newDueAt: '2026-11-25T08:00:00.000Z',
        calendarVersion: '2',
      },
    },
  ])
})
