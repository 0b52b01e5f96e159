import { expect, test } from 'vitest'
import { createTelegramSandbox } from './sandbox.ts'

const now = () => new Date('2026-03-02T05:00:00Z')

function post(
  app: ReturnType<typeof createTelegramSandbox>['app'],
  method: string,
  payload: object,
) {
  return app.request(`/bot1:x/${method}`, {
    method: 'POST',
    body: JSON.stringify(payload),
    headers: { 'content-type': 'application/json' },
  })
}

async function fetchUpdates(app: Parameters<typeof post>[0]): Promise<{ update_id: number }[]> {
  const body = (await (await post(app, 'getUpdates', {})).json()) as {
    result: { update_id: number }[]
  }
  return body.result
}

test('arguments come as JSON, in a form or in the address', async () => {
  const { app, world } = createTelegramSandbox({ now })
  const { id } = world.createUser({ started: true })
  const markup = JSON.stringify({ inline_keyboard: [[{ text: 'b', callback_data: 'd' }]] })
  const body = new URLSearchParams({ chat_id: String(id), text: 'form', reply_markup: markup })
  await app.request('/bot1:x/sendMessage', { method: 'POST', body })
  await app.request(`/bot1:x/sendmessage?chat_id=${id}&text=address`)
  await post(app, 'sendMessage', { chat_id: id, text: 'json' })
  expect(world.history(id).map(({ text }) => text)).toEqual(['form', 'address', 'json'])
  expect(world.history(id)[0]?.reply_markup?.inline_keyboard).toHaveLength(1)
})

test('a body that is not what it says is refused', async () => {
  const { app } = createTelegramSandbox({ now })
  const headers = { 'content-type': 'application/json' }
  const broken = await app.request('/bot1:x/sendMessage', { method: 'POST', body: '{"a', headers })
  expect(broken.status).toBe(400)
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' }
  const cut = await app.request('/bot1:x/sendMessage', {
    method: 'POST',
    body: 'y',
    headers: multipart,
  })
  expect(cut.status).toBe(400)
})

test('a hanging call ends when the sandbox closes', async () => {
  const { app, world, close } = createTelegramSandbox({ now })
  world.failNext('getMe', { kind: 'hang' })
  const hanging = post(app, 'getMe', {})
  const poll = post(app, 'getUpdates', { timeout: 50 })
  await new Promise((resolve) => setImmediate(resolve))
  close()
  await expect((await hanging).text()).rejects.toThrow('dropped')
  expect((await poll).status).toBe(409)
})

test('memory is bounded: messages per chat, messages in all, updates and calls', async () => {
  const limits = { maxMessagesPerChat: 10, maxMessages: 25, maxPendingUpdates: 20, maxCalls: 5 }
  const { app, world } = createTelegramSandbox({ now, limits })
  const users = Array.from({ length: 5 }, () => world.createUser().id)
  for (let round = 0; round < 20; round += 1)
    for (const id of users) world.sendText(id, `m${round}`)
  const kept = users.map((id) => world.history(id).length)
  expect(Math.max(...kept)).toBeLessThanOrEqual(10)
  expect(kept.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(25)
  expect(world.pendingUpdates).toBeLessThanOrEqual(20)
  expect(world.droppedUpdates).toBe(100 - world.pendingUpdates)
  for (let call = 0; call < 30; call += 1) await post(app, 'getMe', {})
  expect(world.calls()).toHaveLength(5)
  expect(world.callCount('getMe')).toBe(30)
})

test('the oldest files go when there are too many bytes', async () => {
  const { app, world } = createTelegramSandbox({ now, limits: { maxFileBytes: 5_000 } })
  const { id } = world.createUser()
  const send = () =>
    world.sendMedia(id, 'document', { bytes: new Uint8Array(2_000) }).document?.file_id
  const [first, , third] = [send(), send(), send()]
  expect((await post(app, 'getFile', { file_id: first })).status).toBe(400)
  expect((await post(app, 'getFile', { file_id: third })).status).toBe(200)
})

test('in a group an ordinary member bot sees only what concerns it', () => {
  const { world } = createTelegramSandbox({ now })
  const { id } = world.createUser()
  const chatId = world.createGroup({
    title: 'g',
    kind: 'group',
    members: [id],
    botStatus: 'member',
  })
  world.sendText(id, 'chatter', { chatId })
  expect(world.pendingUpdates).toBe(0)
  world.sendText(id, '/help', { chatId })
  world.sendText(id, 'hey @kense_support_bot', { chatId })
  expect(world.pendingUpdates).toBe(2)
})

test('a user who never wrote is not found; one who only shares a group cannot be written first', async () => {
  const { app, world } = createTelegramSandbox({ now })
  const { id } = world.createUser()
  const send = async () => (await post(app, 'sendMessage', { chat_id: id, text: 'x' })).json()
  expect(await send()).toMatchObject({
    error_code: 400,
    description: 'Bad Request: chat not found',
  })
  world.createGroup({ title: 'g', kind: 'supergroup', members: [id] })
  expect(await send()).toMatchObject({
    error_code: 403,
    description: "Forbidden: bot can't initiate conversation with a user",
  })
})

test('a recorded update is delivered as it is, a repeated one twice', async () => {
  const { app, world } = createTelegramSandbox({ now })
  const { id } = world.createUser()
  const first = world.pushUpdate({
    poll_answer: {
      poll_id: '1',
      option_ids: [0],
      option_persistent_ids: ['0'],
      user: { id, is_bot: false, first_name: 'A' },
    },
  })
  world.pushUpdate({
    update_id: first,
    message_reaction_count: {
      chat: { id, type: 'private', first_name: 'A' },
      message_id: 1,
      date: 1,
      reactions: [],
    },
  })
  const result = await fetchUpdates(app)
  expect(result.map(({ update_id }) => update_id)).toEqual([first, first])
})

test('a bot message waits for its reader and comes once', async () => {
  const { app, world } = createTelegramSandbox({ now })
  const { id } = world.createUser({ started: true })
  const send = (text: string) => post(app, 'sendMessage', { chat_id: id, text })
  await send('one')
  expect((await world.nextBotMessage(id)).text).toBe('one')
  const wanted = world.nextBotMessage(id, { match: ({ text }) => text === 'three' })
  await send('two')
  await send('three')
  expect((await wanted).text).toBe('three')
  expect(world.unreadBotMessages(id)).toEqual([])
  await expect(world.nextBotMessage(id, { timeoutMs: 5 })).rejects.toThrow('no bot message')
})

test('votes and a stopped poll are told', async () => {
  const { app, world } = createTelegramSandbox({ now })
  const { id } = world.createUser({ started: true })
  await post(app, 'sendPoll', {
    chat_id: id,
    question: 'q',
    options: ['a', 'b'],
    is_anonymous: false,
  })
  world.vote(id, 1, [1])
  const result = await fetchUpdates(app)
  expect(result).toMatchObject([
    { poll: { total_voter_count: 1 } },
    { poll_answer: { option_ids: [1] } },
  ])
  const stopped = await (await post(app, 'stopPoll', { chat_id: id, message_id: 1 })).json()
  expect(stopped).toMatchObject({ result: { is_closed: true } })
})
