import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { limitWarning, ticket } from '../../db/schema/tickets.ts'
import { identifySender } from '../../src/people/identify-sender.ts'
import { changeCalendar } from '../../src/sla/change-calendar.ts'
import { changeTariffLimits } from '../../src/sla/change-tariff-limits.ts'
import { checkCalendar } from '../../src/sla/check-calendar.ts'
import { reapplyPolicy } from '../../src/sla/reapply-policy.ts'
import { sweepLimits } from '../../src/sla/sweep-limits.ts'
import { setWarningSettings } from '../../src/sla/warning-settings.ts'
import { defaultWarningSettings } from '../../src/sla/warnings.ts'
import { subscribeClient } from '../../src/tariffs/subscribe-client.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'
import { buildClient, head, staffCtx } from '../clients/build-client.ts'

let desk: Desk
beforeAll(async () => {
  desk = await startDesk()
})
afterAll(() => desk.close())

const row = async (id: string) => {
  const [found] = await desk.db.select().from(ticket).where(eq(ticket.id, id))
  if (!found) throw new Error('no ticket')
  return found
}
const marks = async (id: string) =>
  (await desk.db.select().from(limitWarning).where(eq(limitWarning.ticketId, id)))
    .map(({ kind }) => kind)
    .toSorted()
const triage = { complexity: 'simple', intent: 'incident', reason: 'проверка' } as const

test('warnings go out at the shares that are set, and a change finds those that are due already', async () => {
  const supervisor = await staffCtx(desk.ctx, 'supervisor')
  desk.clock.set('2026-11-23T04:00:00Z')
  const { id } = await buildTicket(desk.ctx)
  await acknowledgeTicket(desk.ctx, { ticketId: id })
  await setTriage(supervisor, { ticketId: id, ...triage, priority: 'high' })
  // 13:48: 4.8 of 12 working hours, 40 %.
  desk.clock.set('2026-11-23T08:48:00Z')
  await sweepLimits(desk.ctx)
  expect(await marks(id)).toEqual([])
  const operator = await staffCtx(desk.ctx, 'operator')
  const settings = { ...defaultWarningSettings, shares: { p50: 30, p75: 60, p90: 80 } }
  await expect(setWarningSettings(operator, settings)).rejects.toMatchObject({ code: 'forbidden' })
  await setWarningSettings(supervisor, settings)
  await sweepLimits(desk.ctx)
  expect(await marks(id)).toEqual(['p50'])
  const alerts = await desk.db.select().from(alert).where(eq(alert.ticketId, id))
  expect(alerts.map(({ data }) => data)).toEqual([{ percent: 30 }])
  // 60 % of 12 hours from 09:00 is 16:12; the ticket is looked at then and not before.
  expect((await row(id)).limitCheckAt?.toISOString()).toBe('2026-11-23T11:12:00.000Z')
  // A ticket that comes later has its first look at the new share, too.
  const later = await buildTicket(desk.ctx)
  await acknowledgeTicket(desk.ctx, { ticketId: later.id })
  await setTriage(supervisor, { ticketId: later.id, ...triage, priority: 'high' })
  expect((await row(later.id)).limitCheckAt?.toISOString()).toBe('2026-11-23T12:24:00.000Z')
})

test('the form of the warnings shows what is set and what is wrong with it', async () => {
  await buildStaff(desk.ctx, 'supervisor')
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  const form = {
    p50: '40',
    p75: '70',
    p90: '95',
    nightFrom: '23:00',
    nightTo: '07:00',
    criticalAtNight: 'on',
    supervisorFrom: 'p75',
  }
  await visitor.get('/desk/limits')
  const wrong = await visitor.post('/desk/limits/warnings', { ...form, p75: '40' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('должно быть позже предыдущего')
  expect((await visitor.post('/desk/limits/warnings', form)).status).toBe(303)
  const page = await (await visitor.get('/desk/limits')).text()
  expect(page).toMatch(/name="p90"[^>]*value="95"/)
  expect(page).toMatch(/value="23:00"/)
})

test('a tariff may have limits of its own, for tickets received from then on', async () => {
  const supervisor = await staffCtx(desk.ctx, 'supervisor')
  const operator = await staffCtx(desk.ctx, 'operator')
  const { id: clientId } = await buildClient(operator)
  await subscribeClient(operator, { clientId, tariffCode: 'corporate' })
  desk.clock.set('2026-11-25T05:00:00Z')
  const fromClient = async (priority: 'high' | 'low') => {
    const { ticket: opened } = await desk.ctx.db.transaction(async (tx) =>
      openTicket(desk.ctx, tx, {
        sender: await identifySender(
          desk.ctx,
          tx,
          { channel: 'email', address: head.email, displayName: '' },
          'ru',
        ),
        channel: 'email',
        locale: 'ru',
        subject: 'Вопрос',
        body: 'Вопрос',
        receivedAt: desk.clock.now(),
        quietMs: 0,
      }),
    )
    await acknowledgeTicket(desk.ctx, { ticketId: opened.id })
    await setTriage(supervisor, { ticketId: opened.id, ...triage, priority })
    return opened.id
  }
  const before = await fromClient('high')
  await changeTariffLimits(supervisor, {
    tariffCode: 'corporate',
    limits: { high: { unit: 'hours', target: 1, deadline: 4 } },
  })
  const due = async (id: string) => (await row(id)).dueAt?.toISOString()
  const after = await fromClient('high')
  expect(await due(before)).toBe('2026-11-26T08:00:00.000Z')
  expect(await due(after)).toBe('2026-11-25T09:00:00.000Z')
  // Where the tariff says nothing, and for anybody else, the common limits hold.
  expect(await due(await fromClient('low'))).toBe('2026-11-30T13:00:00.000Z')
  const stranger = await buildTicket(desk.ctx)
  await acknowledgeTicket(desk.ctx, { ticketId: stranger.id })
  await setTriage(supervisor, { ticketId: stranger.id, ...triage, priority: 'high' })
  expect(await due(stranger.id)).toBe('2026-11-26T08:00:00.000Z')
  await reapplyPolicy(supervisor, { ticketId: before, reason: 'по договору' })
  expect(await due(before)).toBe('2026-11-25T09:00:00.000Z')
  const visitor = await signedIn(desk, 'supervisor@kense.app')
  const page = await (await visitor.get('/desk/limits/tariffs/corporate')).text()
  expect(page).toMatch(/name="high.deadline"[^>]*value="4"/)
  const cleared = await visitor.post('/desk/limits/tariffs/corporate', { 'high.unit': 'hours' })
  expect(cleared.status).toBe(303)
  expect(await due(await fromClient('high'))).toBe('2026-11-26T08:00:00.000Z')
})

test('from 1 December an unconfirmed next year is told, again after ten days, until it is confirmed', async () => {
  const told = () => desk.db.select().from(alert).where(eq(alert.kind, 'calendar_unconfirmed'))
  const on = async (day: string) => {
    desk.clock.set(`${day}T05:00:00Z`)
    await checkCalendar(desk.ctx)
    await checkCalendar(desk.ctx)
    return (await told()).length
  }
  expect(await on('2027-11-30')).toBe(0)
  expect(await on('2027-12-01')).toBe(1)
  expect(await on('2027-12-10')).toBe(1)
  expect(await on('2027-12-11')).toBe(2)
  expect((await told())[0]?.data).toEqual({ year: 2028 })
  const supervisor = await staffCtx(desk.ctx, 'supervisor')
  await changeCalendar(supervisor, { change: 'confirm_year', year: 2028 })
  expect(await on('2027-12-21')).toBe(2)
})
