import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outbound } from '../../db/schema/transport.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import type { ChannelGateway } from '../../src/delivery/gateway.ts'
import { GatewayError } from '../../src/errors.ts'
import { receiveTelegramMessage } from '../../src/telegram/receive-message.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
beforeAll(async () => {
  desk = await testContext()
})
afterAll(() => desk.close())

function words(chatId: string, messageId: number) {
  return {
    chatId,
    messageId,
    userId: chatId,
    displayName: 'Айгерим',
    profileLocale: 'ru' as const,
    text: 'Не подписывается акт',
    receivedAt: desk.clock.now(),
    replyToMessageId: null,
    files: [],
    raw: {},
    quietMs: 0,
  }
}

/** A ticket with its acknowledgement queued; the outbox row's id. */
async function acknowledged(chatId: string): Promise<string> {
  await receiveTelegramMessage(desk.ctx, words(chatId, 1))
  await desk.drain({ acknowledge: acknowledgeTicket })
  const [row] = await desk.db.select().from(outbound).where(eq(outbound.address, chatId))
  return row?.id ?? ''
}

const gateways = (telegram: ChannelGateway) => ({ telegram, email: telegram })
const rowOf = async (id: string) =>
  (await desk.db.select().from(outbound).where(eq(outbound.id, id)))[0]

test('the same message twice makes one ticket and one acknowledgement', async () => {
  await receiveTelegramMessage(desk.ctx, words('100', 1))
  expect(await receiveTelegramMessage(desk.ctx, words('100', 1))).toBeNull()
  await desk.drain({ acknowledge: acknowledgeTicket })
  await desk.drain({ acknowledge: acknowledgeTicket })
  const rows = await desk.db.select().from(outbound).where(eq(outbound.address, '100'))
  expect(rows).toHaveLength(1)
})

test('a delivered message is not sent again', async () => {
  const id = await acknowledged('101')
  let sent = 0
  const send = gateways(async () => {
    sent += 1
    return { refs: [`101:${sent + 1}`] }
  })
  await deliver(desk.ctx, send, { outboundId: id })
  await deliver(desk.ctx, send, { outboundId: id })
  expect(sent).toBe(1)
})

test('being told to wait spends no attempt', async () => {
  const id = await acknowledged('102')
  const busy = gateways(async () => {
    throw new GatewayError('429', { retryable: true, retryAfterMs: 5000 })
  })
  await expect(deliver(desk.ctx, busy, { outboundId: id })).rejects.toThrow('429')
  expect(await rowOf(id)).toMatchObject({ state: 'queued', attempts: 0 })
})

test('a refusal for good leaves a dead letter', async () => {
  const id = await acknowledged('103')
  const refusing = gateways(async () => {
    throw new GatewayError('403 blocked', { retryable: false, unreachable: true })
  })
  await deliver(desk.ctx, refusing, { outboundId: id })
  expect(await rowOf(id)).toMatchObject({ state: 'dead', lastError: '403 blocked' })
})

test('after two unknown outcomes nothing is sent a third time', async () => {
  const id = await acknowledged('104')
  let calls = 0
  const send = gateways(async () => {
    calls += 1
    return { refs: [] }
  })
  const died = (uncertain: number) =>
    desk.db.update(outbound).set({ state: 'sending', uncertain }).where(eq(outbound.id, id))
  await died(1)
  await deliver(desk.ctx, send, { outboundId: id })
  expect(calls).toBe(0)
  expect(await rowOf(id)).toMatchObject({ state: 'dead' })
})

test('a changed link of the audit log is found and named', async () => {
  expect(await verifyAudit(desk.db)).toMatchObject({ ok: true })
  await desk.sql`alter table audit_event disable trigger audit_event_append_only`
  const [row] = await desk.sql`
    update audit_event set action = 'ticket.forged' where id = (select max(id) from audit_event)
    returning chain, seq`
  expect(await verifyAudit(desk.db)).toEqual({
    ok: false,
    where: `${row?.chain} #${row?.seq}`,
    what: 'content was changed',
  })
})
