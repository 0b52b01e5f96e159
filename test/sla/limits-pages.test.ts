import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ticket } from '../../db/schema/tickets.ts'
import { actingAs } from '../../src/context.ts'
import { reapplyPolicy } from '../../src/sla/reapply-policy.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await startDesk()
})
afterEach(() => desk.close())

const table = (critical: string) => ({
  dayRule: 'end_of_nth_day',
  hoursPerDay: '9',
  ...Object.fromEntries(
    [
      ['critical', '1', critical],
      ['high', '3', '12'],
      ['medium', '6', '24'],
      ['low', '1', '3'],
      ['suggestion', '7', '30'],
    ].flatMap(([priority, target, deadline]) => [
      [`${priority}.unit`, priority === 'low' || priority === 'suggestion' ? 'days' : 'hours'],
      [`${priority}.target`, target ?? ''],
      [`${priority}.deadline`, deadline ?? ''],
      [`${priority}.firstResponseHours`, '1'],
    ]),
  ),
})

test('a changed table holds for new tickets; an open one keeps its own until it is applied anew', async () => {
  const { staffId } = await buildStaff(desk.ctx, 'supervisor')
  const old = await buildTicket(desk.ctx, { body: 'Сайт полностью не работает ни у кого' })
  await acknowledgeTicket(desk.ctx, { ticketId: old.id })
  const head = await signedIn(desk, 'supervisor@kense.app')
  expect(await (await head.get('/desk/limits')).text()).toContain('value="8"')
  expect((await head.post('/desk/limits', table('0,5'))).status).toBe(422)
  expect((await head.post('/desk/limits', table('4'))).status).toBe(303)
  const fresh = await buildTicket(desk.ctx, { body: 'Сайт полностью не работает ни у кого' })
  await acknowledgeTicket(desk.ctx, { ticketId: fresh.id })
  const due = async (id: string) =>
    (await desk.db.select().from(ticket).where(eq(ticket.id, id)))[0]
  expect(await due(old.id)).toMatchObject({ priority: 'critical', slaPolicyVersion: 1 })
  expect((await due(old.id))?.dueAt?.toISOString()).toBe('2026-11-23T13:00:00.000Z')
  expect((await due(fresh.id))?.dueAt?.toISOString()).toBe('2026-11-23T09:00:00.000Z')
  const supervisor = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'supervisor' })
  await reapplyPolicy(supervisor, { ticketId: old.id, reason: 'договорились с клиентом' })
  expect((await due(old.id))?.dueAt?.toISOString()).toBe('2026-11-23T09:00:00.000Z')
  await expect(
    reapplyPolicy(supervisor, { ticketId: old.id, reason: 'ещё раз' }),
  ).rejects.toMatchObject({ key: 'policyAlreadyNewest' })
})

test('the due time explains itself in three languages and as JSON, one click from the ticket', async () => {
  await buildStaff(desk.ctx)
  const one = await buildTicket(desk.ctx, { body: 'Сайт полностью не работает ни у кого' })
  await acknowledgeTicket(desk.ctx, { ticketId: one.id })
  const operator = await signedIn(desk, 'operator@kense.app')
  expect(await (await operator.get(one.href)).text()).toContain(`${one.href}/limit`)
  const ru = await (await operator.get(`${one.href}/limit`)).text()
  expect(ru).toContain('23.11.2026 пн 18:00')
  expect(await (await operator.get(`${one.href}/limit?lang=kk`)).text()).not.toBe(ru)
  const [json] = (await (await operator.get(`${one.href}/limit.json`)).json()) as [
    { due: string; calendarVersion: string; policyVersion: string },
  ]
  expect(json).toMatchObject({
    due: '2026-11-23T18:00:00+05:00',
    policyVersion: 'regulation-3.8',
  })
  expect((await operator.post('/desk/limits', table('4'))).status).toBe(403)
})
