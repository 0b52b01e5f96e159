import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { createBudgets, type Lane } from '../bot/budgets.ts'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import type { Ctx } from '../src/context.ts'
import { queueBroadcast } from '../src/delivery/broadcast.ts'
import { deliver } from '../src/delivery/deliver.ts'
import type { ChannelGateway } from '../src/delivery/gateway.ts'
import { queueOutbound } from '../src/delivery/queue-outbound.ts'
import { jobSender, startBoss } from '../src/jobs/boss.ts'
import { startWorkers } from '../src/jobs/work.ts'
import { createLog } from '../src/log.ts'
import { createVault } from '../src/vault.ts'
import { p95, print } from './print.ts'

const chats = 10_000
const replies = 40
/** What one call of the Bot API takes. */
const callMs = 50

/** How long a reply to a ticket takes while a message to ten thousand chats is on its way. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-broadcast-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  await migrateDatabase(server.url)
  const connection = connect(server.url, 10)
  const log = createLog('silent')
  const boss = await startBoss(server.url, log, true)
  try {
    await measure({
      db: connection.db,
      jobs: jobSender(boss),
      actor: { kind: 'system', name: 'bench' },
      now: () => new Date(),
      newId: uuidv7,
      vault: createVault('k'.repeat(40)),
      log,
    })
  } finally {
    await boss.stop({ graceful: false })
    await connection.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }

  async function measure(ctx: Ctx): Promise<void> {
    const started = performance.now()
    await ctx.db.transaction((tx) => queueBroadcast(ctx, tx, messageToAll(ctx)))
    print('broadcast', `${chats} chats queued`, `${Math.round(performance.now() - started)} ms`)
    const budgets = createBudgets()
    const arrived = new Map<string, () => void>()
    let told = 0
    const through = (lane: Lane): ChannelGateway => {
      return async ({ address }) => {
        await budgets.acquire(address, lane)
        await delay(callMs)
        if (lane === 'broadcast') told += 1
        else arrived.get(address)?.()
        return { refs: [] }
      }
    }
    const gateways = (lane: Lane) => ({ telegram: through(lane), email: through(lane) })
    await startWorkers(boss, ctx, {
      deliver: (jobCtx, payload) => deliver(jobCtx, gateways('answer'), payload),
      'deliver-broadcast': (jobCtx, payload) => deliver(jobCtx, gateways('broadcast'), payload),
    })
    while (told < 40) await delay(50)
    const [before, from] = [told, performance.now()]
    const waits: number[] = []
    for (let n = 0; n < replies; n += 1) {
      waits.push(await replied(ctx, String(n + 1), arrived))
      await delay(200)
    }
    const perSecond = ((told - before) / (performance.now() - from)) * 1000
    const sorted = waits.toSorted((a, b) => a - b)
    print('broadcast', 'chats told meanwhile', `${perSecond.toFixed(1)}/s`)
    print('broadcast', 'a reply to a ticket meanwhile, p95', `${Math.round(p95(sorted))} ms`)
    print('broadcast', 'the slowest; must stay under 2 s', `${Math.round(sorted.at(-1) ?? 0)} ms`)
  }
}

function messageToAll(ctx: Ctx) {
  const words = { subject: 'Работы на платформе', text: 'Сегодня с 21:00 до 22:00.' }
  const to = Array.from({ length: chats }, (_, n) => ({
    channel: 'telegram' as const,
    address: String(n + 1),
    locale: 'ru' as const,
  }))
  return { broadcastId: ctx.newId(), to, words: { ru: words, kk: words, en: words } }
}

async function replied(ctx: Ctx, address: string, arrived: Map<string, () => void>) {
  const started = performance.now()
  const done = new Promise<void>((resolve) => arrived.set(address, resolve))
  await ctx.db.transaction((tx) =>
    queueOutbound(ctx, tx, {
      channel: 'telegram',
      address,
      locale: 'ru',
      kind: 'staff_reply',
      model: { number: '100000009', subject: '', text: 'Готово', author: 'Ерлан', question: false },
    }),
  )
  await done
  return performance.now() - started
}
