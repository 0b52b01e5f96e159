import { once } from 'node:events'
import { serve } from '@hono/node-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/sandbox.ts'
import { findTicketNumbers } from '../../src/tickets/ticket-number.ts'
import { type TestContext, testContext } from '../harness.ts'
import { type DeskProcess, startDeskProcess } from './desk-process.ts'
import { freePort, portOf } from './ports.ts'

let desk: TestContext
let telegram: TelegramSandbox
let api: ReturnType<typeof serve>
let running: DeskProcess[]

beforeEach(async () => {
  desk = await testContext()
  telegram = createTelegramSandbox({ now: () => new Date() })
  api = serve({ fetch: telegram.app.fetch, hostname: '127.0.0.1', port: 0 })
  await once(api, 'listening')
  running = []
})

afterEach(async () => {
  for (const one of running) await one.stop()
  telegram.close()
  await new Promise((resolve) => api.close(resolve))
  await desk.close()
})

async function start(env: Record<string, string>): Promise<DeskProcess> {
  const started = await startDeskProcess({
    DATABASE_URL: desk.url,
    TELEGRAM_BOT_TOKEN: '123456:test-token',
    TELEGRAM_API_ROOT: `http://127.0.0.1:${portOf(api)}`,
    INTAKE_QUIET_MS: '0',
    ...env,
  })
  running.push(started)
  return started
}

async function numberOfNextReply(userId: number): Promise<string | undefined> {
  const reply = await telegram.world.nextBotMessage(userId, { timeoutMs: 20_000 })
  return findTicketNumbers(reply.text ?? '').found[0]
}

test('by webhook a message becomes a ticket, and a call without the secret is refused', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/telegram/webhook`
  await start({
    HTTP_PORT: String(port),
    TELEGRAM_WEBHOOK_URL: url,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
  })
  const user = telegram.world.createUser({ firstName: 'Дана', languageCode: 'ru' })
  telegram.world.sendText(user.id, 'Не уходят счета')
  expect(await numberOfNextReply(user.id)).toMatch(/^\d{9}$/)
  const forged = await fetch(url, { method: 'POST', body: '{"update_id":1}' })
  expect(forged.status).toBe(401)
}, 90_000)

test('when the polling process is killed, another one takes over', async () => {
  const first = await start({ ROLES: 'bot' })
  await start({ ROLES: 'bot' })
  await start({ ROLES: 'worker' })
  const user = telegram.world.createUser({ firstName: 'Дана', languageCode: 'ru' })
  telegram.world.sendText(user.id, 'Не уходят счета')
  const before = await numberOfNextReply(user.id)
  await first.kill()
  telegram.world.sendText(user.id, 'Уже три часа')
  // The words join the open ticket and the chat is told its ID.
  expect(await numberOfNextReply(user.id)).toBe(before)
}, 90_000)
