import { once } from 'node:events'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createTelegramSandbox } from '../src/sandbox/telegram/sandbox.ts'

/** What the measuring process asks of this one. */
export type Order =
  | { kind: 'run'; updates: number; perSecond: number | null; latencyMs: number }
  | { kind: 'stop' }

export type RunResult = {
  /** Until the bot had confirmed the last update by its offset, ms. */
  takenMs: number
  /** Until the last client had his answer, ms. */
  answeredMs: number
  /** From a client's message to the bot's answer, ms, sorted. */
  waits: number[]
  answers: string[]
}

/**
 * Telegram and its users in a process of their own, so that the bot is measured alone: every update is the
 * first message of a new user, who waits for an answer.
 */
const sandbox = createTelegramSandbox({ now: () => new Date(), limits: { maxMessages: 5_000 } })
const server = serve({ fetch: sandbox.app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
await once(server, 'listening')
const { world } = sandbox
let serial = 0

process.on('message', (order: Order) => {
  if (order.kind === 'stop') process.exit(0)
  void run(order).then((result) => process.send?.(result))
})
process.send?.({ port: (server.address() as { port: number }).port })

async function run(order: Extract<Order, { kind: 'run' }>): Promise<RunResult> {
  world.setLatency(order.latencyMs)
  world.setLatency(order.latencyMs, 'getUpdates')
  const sentAt = new Map<number, number>()
  const waits: number[] = []
  const answers: string[] = []
  const started = performance.now()
  let pushed = 0
  let takenMs = 0
  const all = Promise.withResolvers<void>()
  const unsubscribe = world.events.subscribe((event) => {
    const now = performance.now()
    if (takenMs === 0 && pushed === order.updates && world.pendingUpdates === 0) {
      takenMs = now - started
    }
    if (event.kind !== 'message' || !event.message.from?.is_bot) return
    const since = sentAt.get(event.chatId)
    if (since === undefined) return
    sentAt.delete(event.chatId)
    waits.push(now - since)
    answers.push(event.message.text ?? '')
    if (waits.length === order.updates) all.resolve()
  })
  const push = () => {
    serial += 1
    const user = world.createUser({ firstName: 'Client', languageCode: 'ru' })
    sentAt.set(user.id, performance.now())
    world.sendText(user.id, `Не подписывается акт номер ${serial}, NCALayer не видит ключ`)
    pushed += 1
  }
  await pushAll(order, started, push, () => pushed)
  await all.promise
  unsubscribe()
  const answeredMs = performance.now() - started
  return { takenMs: takenMs || answeredMs, answeredMs, waits: waits.sort((a, b) => a - b), answers }
}

/** All at once (in turns, so that the server can answer), or so many a second. */
async function pushAll(
  order: Extract<Order, { kind: 'run' }>,
  started: number,
  push: () => void,
  pushed: () => number,
): Promise<void> {
  while (pushed() < order.updates) {
    const due =
      order.perSecond === null
        ? pushed() + 50
        : Math.floor(((performance.now() - started) * order.perSecond) / 1000)
    while (pushed() < Math.min(due, order.updates)) push()
    await new Promise((resolve) => setTimeout(resolve, order.perSecond === null ? 0 : 2))
  }
}
