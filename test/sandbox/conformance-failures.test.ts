import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { type Loopback, listen } from './loopback-server.ts'
import { type Bench, describeForEachClient, refusal, resultOf } from './sandbox-bench.ts'

describeForEachClient('scripted failures', (start) => {
  const withUser = async () => {
    const bench = await start()
    const { id: chat_id } = bench.world.createUser({ started: true })
    return {
      ...bench,
      send: () => bench.client.call('sendMessage', { chat_id, text: 'x' }),
      chat_id,
    }
  }

  test('429 tells how long to wait, and only as often as scripted', async () => {
    const { world, send } = await withUser()
    world.failNext('sendMessage', { kind: 'retry-after', seconds: 7 }, 2)
    for (let call = 0; call < 2; call += 1) {
      expect(await send()).toEqual({
        ok: false,
        code: 429,
        description: 'Too Many Requests: retry after 7',
        retryAfter: 7,
      })
    }
    expect(await send()).toMatchObject({ ok: true })
  })

  test('a dropped connection after the call leaves the message sent', async () => {
    const { world, send, chat_id } = await withUser()
    world.failNext('sendMessage', { kind: 'drop' })
    await expect(send()).rejects.toThrow()
    expect(world.history(chat_id)).toHaveLength(1)
  })

  test('a connection dropped before the call leaves nothing', async () => {
    const { world, send, chat_id } = await withUser()
    world.failNext('*', { kind: 'drop-before' })
    await expect(send()).rejects.toThrow()
    expect(world.history(chat_id)).toHaveLength(0)
  })

  test('garbage and 500 are errors, never results', async () => {
    const { world, send, chat_id } = await withUser()
    world.failNext('sendMessage', { kind: 'garbage' })
    world.failNext('sendMessage', { kind: 'server-error' })
    for (let call = 0; call < 2; call += 1) {
      const outcome = await send().catch(() => 'rejected')
      expect(outcome === 'rejected' || outcome).not.toMatchObject({ ok: true })
    }
    expect(world.history(chat_id)).toHaveLength(0)
  })

  test('latency delays a call and hides nothing', async () => {
    const { world, send } = await withUser()
    world.setLatency(60)
    const before = performance.now()
    expect(await send()).toMatchObject({ ok: true })
    expect(performance.now() - before).toBeGreaterThan(55)
  })

  test('budgets are enforced when asked: one a second per chat', async () => {
    const { world, send, advance } = await withUser()
    world.enforceBudgets(true)
    expect(await send()).toMatchObject({ ok: true })
    expect(await send()).toMatchObject({ ok: false, code: 429, retryAfter: 1 })
    advance(1_000)
    expect(await send()).toMatchObject({ ok: true })
  })

  test('budgets: 20 a minute per group and 30 a second in all', async () => {
    const { client, world } = await start()
    world.enforceBudgets(true)
    const users = Array.from({ length: 15 }, () => world.createUser({ started: true }).id)
    const group = world.createGroup({ title: 'g', kind: 'supergroup', members: users })
    const send = (chat_id: number) => client.call('sendMessage', { chat_id, text: 'x' })
    for (let index = 0; index < 20; index += 1)
      expect(await send(group)).toMatchObject({ ok: true })
    expect(await send(group)).toMatchObject({ ok: false, code: 429, retryAfter: 60 })
    for (const id of users.slice(0, 10)) expect(await send(id)).toMatchObject({ ok: true })
    expect(await send(users[10] ?? 0)).toMatchObject({ ok: false, code: 429, retryAfter: 1 })
  })
})

type Received = {
  secret: string | undefined
  update: { update_id: number; message: { text: string } }
}

describeForEachClient('webhooks', (start) => {
  const servers: Loopback[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  /** A bot behind a webhook: answers each update as told and keeps what came. */
  async function receive(reply: (seen: number) => { status?: number; body?: object }) {
    const received: Received[] = []
    const waiting: (() => void)[] = []
    const server = createServer((request, response) => {
      void readBody(request).then((text) => {
        const secret = request.headers['x-telegram-bot-api-secret-token']
        received.push({ secret: String(secret), update: JSON.parse(text) })
        const { status = 200, body } = reply(received.length)
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(body ? JSON.stringify(body) : '')
        for (const wake of waiting.splice(0)) wake()
      })
    })
    const loopback = await listen(server)
    servers.push(loopback)
    const until = async (count: number) => {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    }
    return { url: `${loopback.url}/hook`, received, until }
  }

  const drained = async ({ world }: Bench) => {
    while (world.pendingUpdates > 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }

  test('updates come with the secret, in order, and again after a failure', async () => {
    const bench = await start({ webhookRetryMs: 10 })
    const { client, world } = bench
    const { id } = world.createUser()
    const hook = await receive((seen) => ({ status: seen <= 2 ? 500 : 200 }))
    const set = { url: hook.url, secret_token: 'sec-RET_1' }
    expect(await client.call('setWebhook', set)).toEqual({ ok: true, result: true })
    world.sendText(id, 'one')
    world.sendText(id, 'two')
    await hook.until(1)
    const failing = world.pendingUpdates
    await hook.until(4)
    await drained(bench)
    expect(failing).toBe(2)
    expect(hook.received.map(({ update }) => update.message.text)).toEqual([
      'one',
      'one',
      'one',
      'two',
    ])
    expect(new Set(hook.received.map(({ secret }) => secret))).toEqual(new Set(['sec-RET_1']))
    expect(resultOf(await client.call('getWebhookInfo'))).toMatchObject({
      url: hook.url,
      pending_update_count: 0,
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    })
  })

  test('a method in the response body is carried out', async () => {
    const { client, world } = await start()
    const { id } = world.createUser()
    const hook = await receive(() => ({
      body: { method: 'sendMessage', chat_id: id, text: 'reply' },
    }))
    await client.call('setWebhook', { url: hook.url })
    const called = world.nextEvent(
      (event) => event.kind === 'call' && event.method === 'sendMessage',
    )
    world.sendText(id, 'hello')
    expect(await world.nextBotMessage(id)).toMatchObject({ text: 'reply' })
    await called
    expect(world.calls('sendMessage')).toMatchObject([{ via: 'webhook-reply', ok: true }])
  })

  test('polling and a webhook exclude each other', async () => {
    const { client, world } = await start()
    const hook = await receive(() => ({}))
    const polling = client.call('getUpdates', { timeout: 30 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await client.call('setWebhook', { url: hook.url })
    expect(await polling).toEqual(refusal(409, 'Conflict: terminated by setWebhook request'))
    expect(await client.call('getUpdates')).toEqual(
      refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      ),
    )
    await client.call('deleteWebhook', { drop_pending_updates: true })
    world.sendText(world.createUser().id, 'hi')
    expect(resultOf(await client.call('getUpdates'))).toHaveLength(1)
  })

  test('only this machine can be a webhook', async () => {
    const { client } = await start()
    const set = (url: string) => client.call('setWebhook', { url })
    expect(await set('ftp://127.0.0.1/')).toMatchObject({ code: 400 })
    expect(await set('https://example.org/hook')).toMatchObject({
      description: 'Bad Request: bad webhook: the sandbox delivers to loopback addresses only',
    })
  })
})

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
