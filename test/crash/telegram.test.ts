import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBot, type SupportBot } from '../../bot/create-bot.ts'
import { telegramGateway } from '../../bot/deliver.ts'
import { poll } from '../../bot/poll.ts'
import { webhookApp } from '../../bot/webhook.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import type { Ctx } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { currentFaq } from '../../src/faq/current-index.ts'
import { createTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/sandbox.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { type Loopback, serveApp } from '../sandbox/loopback-server.ts'
import { type Death, giveOutAgain, startProcess, work } from './life.ts'

let desk: TestContext
let telegram: TelegramSandbox
let api: Loopback
beforeAll(async () => {
  desk = await testContext()
  await currentFaq(desk.db)
  telegram = createTelegramSandbox({ now: desk.clock.now })
  api = await serveApp(telegram.app)
})
afterAll(async () => {
  telegram.close()
  await api.close()
  await desk.close()
})

type Take = (support: SupportBot) => Promise<void>

/** Runs one process of the desk until everything is done, or until its death; `taken`: what Telegram held is ours. */
async function live(take: Take, death: Death): Promise<{ lived: boolean; taken: boolean }> {
  const running = await startProcess(desk, death)
  const { ctx, life } = running
  const support = createBot('123456:test-token', api.url, {
    ctx,
    quietMs: 0,
    supportEmail: 'x@y.z',
    staffChatId: null,
  })
  support.bot.botInfo = { ...telegram.world.bot } as SupportBot['bot']['botInfo']
  support.bot.api.config.use((call, method, payload, signal) =>
    life.call(() => call(method, payload, signal)),
  )
  const view = { faqBaseUrl: 'https://kense.app/help', supportEmail: 'x@y.z' }
  const gateway = telegramGateway(support.bot.api, view, async () => null)
  let taken = false
  try {
    await life.untilDeath(take(support))
    taken = true
    const handlers = {
      acknowledge: acknowledgeTicket,
      deliver: (jobCtx: Ctx, payload: { outboundId: string }) =>
        deliver(jobCtx, { telegram: gateway, email: gateway }, payload),
    }
    await life.untilDeath(work(desk, running, handlers))
    return { lived: true, taken }
  } catch (error) {
    if (!life.dead) throw error
    return { lived: false, taken }
  } finally {
    await running.stop()
  }
}

/** Until Telegram has nothing left for us. */
const byPolling: Take = async (support) => {
  const stop = new AbortController()
  support.bot.api.config.use(async (call, method, payload, signal) => {
    try {
      const answer = await call(method, payload, signal)
      if (method === 'getUpdates' && answer.ok && (answer.result as unknown[]).length === 0) {
        stop.abort()
      }
      return answer
    } catch (error) {
      stop.abort()
      throw error
    }
  })
  const handle = async (update: Parameters<SupportBot['handle']>[0]) => {
    await support.handle(update).catch((error: unknown) => {
      stop.abort()
      throw error
    })
  }
  await poll(support.bot, { signal: stop.signal, log: desk.ctx.log, waitS: 0, handle })
}

/** Telegram calls again until it hears 200. */
const byWebhook: Take = async (support) => {
  const app = webhookApp(support, 'secret')
  const [update] = await waitingUpdates()
  if (!update) return
  const answer = await app.request('/', {
    method: 'POST',
    headers: { 'X-Telegram-Bot-Api-Secret-Token': 'secret' },
    body: JSON.stringify(update),
  })
  if (answer.status === 200) await waitingUpdates(update.update_id + 1)
}

async function waitingUpdates(offset = 0): Promise<{ update_id: number }[]> {
  const response = await fetch(`${api.url}/bot123456:test-token/getUpdates?offset=${offset}`)
  return ((await response.json()) as { result: { update_id: number }[] }).result
}

async function ticketsOf(userId: number) {
  return desk.sql<{ messages: number; states: string[] }[]>`
    select (select count(*)::int from message m where m.ticket_id = t.id) as messages,
      array(select state from outbound o where o.ticket_id = t.id) as states
    from ticket t join identity i on i.id = t.identity_id
    where i.address = ${String(userId)}`
}

/** A new client writes; the process dies where it is told; another one goes on. */
async function survive(take: Take, death: Death): Promise<{ died: boolean; taken: boolean }> {
  const user = telegram.world.createUser({ firstName: 'Айгерим', languageCode: 'ru' })
  telegram.world.sendText(user.id, 'Не подписывается акт')
  const first = await live(take, death)
  const sent = telegram.world.unreadBotMessages(user.id).length
  const [after] = await ticketsOf(user.id)
  // Telegram took the answer and we died before writing that down: we cannot know, so it may come twice.
  const unknown = sent === 1 && after?.states[0] === 'sending'
  if (!first.lived) {
    await giveOutAgain(desk)
    expect(await live(take, null)).toMatchObject({ lived: true })
  }
  const answers = sent + telegram.world.unreadBotMessages(user.id).length
  expect(await ticketsOf(user.id)).toEqual([{ messages: 1, states: ['sent'] }])
  expect(telegram.world.pendingUpdates).toBe(0)
  if (unknown) expect(answers).toBe(2)
  else expect(answers).toBe(1)
  return { died: !first.lived, taken: first.taken }
}

// All that a step leaves behind is outside the process, so death after a step is death before the next one.
test('a poller killed after any step loses nothing and says nothing twice', async () => {
  await survive(byPolling, { step: 1, when: 'before' })
  let step = 1
  while ((await survive(byPolling, { step, when: 'after' })).died) step += 1
  // Statements of intake, acknowledgement and delivery, calls of Telegram, and the end of each job.
  expect(step).toBeGreaterThan(25)
}, 60_000)

// What follows the 200 is the same work as after a poll.
test('a webhook killed before any step of intake loses nothing and says nothing twice', async () => {
  let step = 0
  let taken = false
  do {
    step += 1
    ;({ taken } = await survive(byWebhook, { step, when: 'before' }))
  } while (!taken)
  // Statements of intake and the 200.
  expect(step).toBeGreaterThan(8)
}, 60_000)

test('the audit log of all these lives is unbroken', async () => {
  expect(await verifyAudit(desk.db)).toMatchObject({ ok: true })
})
