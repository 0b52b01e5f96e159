import { afterEach, beforeEach, expect, test } from 'vitest'
import { acknowledgeAlert } from '../../src/alerts/acknowledge-alert.ts'
import { alertsList } from '../../src/alerts/queries.ts'
import { type RaiseAlertInput, raiseAlert } from '../../src/alerts/raise-alert.ts'
import { actingAs } from '../../src/context.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await startDesk()
})
afterEach(() => desk.close())

const raise = (input: Partial<RaiseAlertInput> = {}) =>
  desk.ctx.db.transaction((tx) =>
    raiseAlert(desk.ctx, tx, {
      kind: 'mail_bounced',
      severity: 'warning',
      key: 'bounce:1',
      ...input,
    }),
  )

test('a repeat of an open alert only counts; after somebody saw to it, it is new again', async () => {
  expect(await raise()).toBe(true)
  expect(await raise()).toBe(false)
  const [first] = await alertsList(desk.db, 'open')
  expect(first).toMatchObject({ kind: 'mail_bounced', times: 2 })
  const { staffId } = await buildStaff(desk.ctx)
  const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
  await acknowledgeAlert(operator, { alertId: first?.id ?? '' })
  await expect(acknowledgeAlert(operator, { alertId: first?.id ?? '' })).rejects.toMatchObject({
    key: 'alertAcknowledged',
  })
  expect(await raise()).toBe(true)
  expect(await alertsList(desk.db, 'open')).toHaveLength(1)
})

test('raised by many at once it is one alert and is announced once', async () => {
  const news = await Promise.all(Array.from({ length: 4 }, () => raise()))
  expect(news.filter(Boolean)).toHaveLength(1)
  const announced: string[] = []
  await desk.drain({
    'announce-alert': async (_ctx, { alertId }) => {
      announced.push(alertId)
    },
  })
  expect(announced).toHaveLength(1)
})

test('nobody but working staff acknowledges', async () => {
  await raise()
  const [first] = await alertsList(desk.db, 'open')
  const { staffId } = await buildStaff(desk.ctx, 'auditor')
  for (const actor of [
    { kind: 'staff', staffId, role: 'auditor' } as const,
    { kind: 'system', name: 'test' } as const,
  ]) {
    await expect(
      acknowledgeAlert(actingAs(desk.ctx, actor), { alertId: first?.id ?? '' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  }
})

test('the page shows the worst first with a way to the ticket, and the count on every page', async () => {
  const ticket = await buildTicket(desk.ctx)
  await raise()
  await raise({
    kind: 'ticket_critical',
    severity: 'critical',
    key: 'critical:1',
    ticketId: ticket.id,
  })
  const { email } = { email: 'operator@kense.app' }
  await buildStaff(desk.ctx)
  const visitor = await signedIn(desk, email)
  expect(await (await visitor.get('/desk')).text()).toContain('открыто: 2')
  const page = await (await visitor.get('/desk/alerts')).text()
  expect(page.indexOf('Критическое обращение')).toBeLessThan(page.indexOf('Письмо клиенту'))
  expect(page).toContain(ticket.href)
  const [first] = await alertsList(desk.db, 'open')
  const answer = await visitor.post('/desk/alerts', { alertId: first?.id ?? '' })
  expect(answer.status).toBe(303)
  expect(await (await visitor.get('/desk')).text()).toContain('открыто: 1')
  expect((await visitor.post('/desk/alerts', { alertId: first?.id ?? '' })).status).toBe(409)
})
