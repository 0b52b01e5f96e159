import { eq } from 'drizzle-orm'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { telegramHealth } from '../../db/schema/chat.ts'
import { message } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs } from '../../src/context.ts'
import { identifySender } from '../../src/people/identify-sender.ts'
import { asStaffOfTelegram, linkStaffTelegram } from '../../src/staff-chat/link-staff.ts'
import { checkTelegram } from '../../src/telegram/health.ts'
import { telegramMetrics } from '../../src/telegram/health-metrics.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { buildStaff, type Desk, signedIn, startDesk, type Visitor } from './desk.ts'

let desk: Desk
let author: Visitor
let other: Visitor
let staffId: string
let href: string
beforeAll(async () => {
  desk = await startDesk()
  staffId = (await buildStaff(desk.ctx)).staffId
  await buildStaff(desk.ctx, 'operator', 'other@kense.app')
  author = await signedIn(desk, 'operator@kense.app')
  other = await signedIn(desk, 'other@kense.app')
})
afterAll(() => desk.close())

/** An answer of the operator in a client's chat; returns its page. */
async function answered(text: string): Promise<{ id: string; change: string }> {
  const ticket = await desk.ctx.db.transaction(async (tx) => {
    const about = { channel: 'telegram' as const, address: '1001', displayName: 'Айгерим' }
    const sender = await identifySender(desk.ctx, tx, about, 'ru')
    const words = { subject: 'Не уходят счета', body: 'Не уходят счета', locale: 'ru' as const }
    const place = { sender, channel: 'telegram' as const, receivedAt: desk.clock.now(), quietMs: 0 }
    return (await openTicket(desk.ctx, tx, { ...words, ...place })).ticket
  })
  const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
  await replyToTicket(operator, { ticketId: ticket.id, text })
  href = `/desk/tickets/${formatTicketNumber(ticket.number)}`
  const [said] = await desk.db
    .select({ id: message.id })
    .from(message)
    .where(eq(message.body, text))
  return { id: String(said?.id), change: `${href}/messages/${said?.id}` }
}

const queued = async (id: string) =>
  (await desk.db.select().from(outbound).where(eq(outbound.messageId, id))).map(({ kind }) => kind)

test('an answer in a chat is corrected from its ticket’s page', async () => {
  const { id, change } = await answered('Перезапустите NSALayer')
  expect(await (await author.get(href)).text()).toContain(`href="${change}"`)
  expect(await (await author.get(change)).text()).toContain('Перезапустите NSALayer</textarea>')
  const empty = await author.post(change, { verb: 'change', text: ' ' })
  expect(empty.status).toBe(422)
  const done = await author.post(change, { verb: 'change', text: 'Перезапустите NCALayer' })
  expect(done.headers.get('location')).toBe(`${href}?done=reply_changed`)
  expect(await queued(id)).toEqual(['staff_reply', 'staff_edit'])
})

test('an answer taken back offers no way to change it any more', async () => {
  const { id, change } = await answered('Не тому клиенту')
  await author.get(change)
  const done = await author.post(change, { verb: 'remove' })
  expect(done.headers.get('location')).toBe(`${href}?done=reply_removed`)
  expect(await queued(id)).toEqual(['staff_reply', 'staff_delete'])
  expect(await (await author.get(href)).text()).not.toContain(`href="${change}"`)
  expect((await author.post(change, { verb: 'change', text: 'Ещё раз' })).status).toBe(409)
})

test('another operator’s answer, and one older than Telegram’s 48 hours, cannot be changed', async () => {
  const { id, change } = await answered('Проверяем')
  expect(await (await other.get(href)).text()).not.toContain(`href="${change}"`)
  await other.get(change)
  expect((await other.post(change, { verb: 'change', text: 'Нет' })).status).toBe(403)
  await author.get(change)
  desk.clock.advance(48 * 3_600_000 + 1000)
  author = await signedIn(desk, 'operator@kense.app')
  expect(await (await author.get(href)).text()).not.toContain(`href="${change}"`)
  await author.get(change)
  expect((await author.post(change, { verb: 'change', text: 'Нет' })).status).toBe(409)
  expect(await queued(id)).toEqual(['staff_reply'])
})

test('the panel shows how the way in from Telegram does', async () => {
  expect(await (await author.get('/desk/telegram')).text()).toContain('Ещё не проверялось')
  const now = desk.clock.now()
  await desk.db
    .insert(telegramHealth)
    .values({ id: 1, mode: 'webhook', seenAt: now, lastUpdateAt: now })
  const info = { pending: 3, lastError: 'Connection refused', lastErrorAt: now }
  const system = actingAs(desk.ctx, { kind: 'system', name: 'check-telegram' })
  await checkTelegram(system, { info: async () => info })
  const page = await (await author.get('/desk/telegram')).text()
  for (const said of ['вебхук', '3 обновления', 'Connection refused', 'не может достучаться'])
    expect(page).toContain(said)
  const registry = new Registry()
  telegramMetrics(registry, desk.ctx)
  const metrics = await registry.metrics()
  expect(metrics).toContain('kense_telegram_pending_updates 3')
  expect(metrics).toContain('kense_telegram_last_update_age_seconds 0')
  await checkTelegram(system, { info: async () => ({ ...info, lastErrorAt: null, pending: 0 }) })
  expect(await (await author.get('/desk/telegram')).text()).toContain('Всё в порядке')
})

test('a member of staff links his own Telegram from the panel, and unlinks it', async () => {
  author = await signedIn(desk, 'operator@kense.app')
  expect(await (await author.get('/desk/account')).text()).toContain('/desk/account/telegram')
  expect(await (await author.get('/desk/account/telegram')).text()).toContain('ещё не связан')
  const shown = await (await author.post('/desk/account/telegram', { verb: 'link' })).text()
  const token = /\/start staff_([\w-]+)/.exec(shown)?.[1] ?? ''
  await linkStaffTelegram(desk.ctx, { token, userId: '42' })
  expect(await asStaffOfTelegram(desk.ctx, '42')).toMatchObject({ staffId })
  expect(await (await author.get('/desk/account/telegram')).text()).toContain('связан с этой')
  await author.post('/desk/account/telegram', { verb: 'unlink' })
  expect(await asStaffOfTelegram(desk.ctx, '42')).toBeNull()
})
