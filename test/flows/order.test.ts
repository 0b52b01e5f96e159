import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import type { ChannelGateway } from '../../src/delivery/gateway.ts'
import { deadLetters } from '../../src/delivery/queries.ts'
import { queueOutbound } from '../../src/delivery/queue-outbound.ts'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { GatewayError } from '../../src/errors.ts'
import { type Boss, startBoss } from '../../src/jobs/boss.ts'
import { startWorkers } from '../../src/jobs/work.ts'
import { buildStaff } from '../admin/desk.ts'
import { type TestContext, testContext } from '../harness.ts'

let desk: TestContext
const bosses: Boss[] = []
/** What arrived in each chat, in order. */
const arrived = new Map<string, string[]>()
const watchers = new Set<() => void>()
let tries = 0
/** What the gateway does with the next message. */
let fault: (chat: string, text: string) => GatewayError | null = () => null

const gateway: ChannelGateway = async (item) => {
  const text = item.content.kind === 'staff_reply' ? item.content.model.text : ''
  const error = fault(item.address, text)
  if (error) {
    tries += 1
    throw error
  }
  const list = arrived.get(item.address) ?? []
  list.push(text)
  arrived.set(item.address, list)
  for (const look of watchers) look()
  return { refs: [`${item.address}:${list.length}`] }
}

beforeAll(async () => {
  desk = await testContext()
  // Two processes that take from one queue.
  for (let n = 0; n < 2; n += 1) {
    const boss = await startBoss(desk.url, desk.ctx.log, true)
    bosses.push(boss)
    await startWorkers(boss, desk.ctx, {
      deliver: (ctx, payload) => deliver(ctx, { telegram: gateway, email: gateway }, payload),
    })
  }
}, 60_000)
afterAll(async () => {
  for (const boss of bosses) await boss.stop({ graceful: false })
  await desk.close()
})

function say(chat: string, text: string) {
  return desk.ctx.db.transaction((tx) =>
    queueOutbound(desk.ctx, tx, {
      channel: 'telegram',
      address: chat,
      locale: 'ru',
      kind: 'staff_reply',
      model: { number: '100000009', subject: '', text, author: 'Ерлан', question: false },
    }),
  )
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return
      watchers.delete(look)
      resolve()
    }
    watchers.add(look)
    look()
  })
}

const words = ['раз', 'два', 'три', 'четыре']
const got = (chat: string) => arrived.get(chat) ?? []

test('a chat gets its messages in order, whatever fails, and waits for no other chat', async () => {
  // One chat fails until the two others have everything.
  fault = (chat, text) =>
    chat === 'patient' && text === 'раз' && (got('quick').length < 4 || got('refused').length < 3)
      ? new GatewayError('503', { retryable: true })
      : chat === 'refused' && text === 'раз'
        ? new GatewayError('400', { retryable: false })
        : null
  for (const text of words) {
    for (const chat of ['patient', 'refused', 'quick']) await say(chat, text)
  }
  await until(() => got('patient').length === 4)
  expect(got('patient')).toEqual(words)
  expect(got('quick')).toEqual(words)
  // What was refused for good lies as a dead letter; its successors went on.
  expect(got('refused')).toEqual(words.slice(1))
  expect(tries).toBeGreaterThan(1)
  const [dead, ...others] = await deadLetters(desk.db)
  expect(others).toEqual([])
  expect(dead).toMatchObject({ address: 'refused', attempts: 1, lastError: '400' })

  fault = () => null
  const { staffId } = await buildStaff(desk.ctx)
  const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
  await retryDelivery(operator, { outboundId: dead?.id ?? '' })
  await until(() => got('refused').length === 4)
  expect(got('refused').at(-1)).toBe('раз')
}, 60_000)

test('two hundred messages to forty chats arrive once and in order', async () => {
  const chats = Array.from({ length: 40 }, (_, n) => `chat${n}`)
  for (let n = 0; n < 5; n += 1) await Promise.all(chats.map((chat) => say(chat, String(n))))
  await until(() => chats.every((chat) => got(chat).length === 5))
  for (const chat of chats) expect(got(chat)).toEqual(['0', '1', '2', '3', '4'])
  const rows = await desk.db
    .select({ state: outbound.state })
    .from(outbound)
    .where(eq(outbound.address, 'chat7'))
    .orderBy(asc(outbound.createdAt))
  expect(rows).toHaveLength(5)
}, 60_000)
