import { expect, test } from 'vitest'
import { createChatPage } from './chat-page.tsx'
import { createTelegramSandbox } from './telegram/sandbox.ts'

function open() {
  const { app: api, world } = createTelegramSandbox({ now: () => new Date('2026-03-02T05:00:00Z') })
  const { id } = world.createUser({ firstName: 'Айгерим <i>', languageCode: 'ru' })
  const app = createChatPage({ world, base: '/chat' })
  const act = (name: string, values: Record<string, string | File>, headers = {}) => {
    const body = new FormData()
    for (const [key, value] of Object.entries(values)) body.append(key, value)
    return app.request(`/u/${id}/c/${id}/${name}`, {
      method: 'POST',
      body,
      headers: { origin: 'http://localhost', 'x-requested-with': 'script', ...headers },
    })
  }
  const bot = async (method: string, payload: object) => {
    const response = await api.request(`/bot1:x/${method}`, {
      method: 'POST',
      body: JSON.stringify({ chat_id: id, ...payload }),
      headers: { 'content-type': 'application/json' },
    })
    return response.json()
  }
  const page = async () => (await app.request(`/u/${id}/c/${id}`)).text()
  return { app, world, id, act, bot, page }
}

test('the first visit finds people to talk as', async () => {
  const { world, app } = open()
  const response = await app.request('/')
  expect(response.headers.get('location')).toMatch(/^\/chat\/u\/\d+\/c\/\d+$/)
  expect(world.users()).toHaveLength(1)
})

test('the page allows no inline script and escapes names and texts', async () => {
  const { app, id, act, page } = open()
  await act('text', { text: '<script>alert(1)</script>' })
  const html = await page()
  expect(html).toContain('&lt;script&gt;alert(1)')
  expect(html).toContain('Айгерим &lt;i&gt;')
  expect(html).not.toMatch(/<script>|\son\w+=|\sstyle=/)
  const policy = (await app.request(`/u/${id}/c/${id}`)).headers.get('content-security-policy')
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toContain('unsafe')
})

test('its own styles and scripts are served', async () => {
  const { app } = open()
  for (const name of ['sandbox.css', 'chat.css', 'chat.js']) {
    expect((await app.request(`/assets/${name}`)).status).toBe(200)
  }
})

test('entities and keyboards of the bot are shown', async () => {
  const { act, bot, page, world, id } = open()
  await act('text', { text: '/start' })
  await bot('sendMessage', {
    text: '<b>жирный <a href="https://kense.app/">ссылка</a></b>',
    parse_mode: 'HTML',
    reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'yes' }]] },
  })
  await bot('sendMessage', { text: 'x', reply_markup: { keyboard: [[{ text: 'Меню' }]] } })
  const html = await page()
  expect(html).toMatch(/<strong>жирный <a href="https:\/\/kense.app\/"[^>]*>ссылка<\/a><\/strong>/)
  expect(html).toContain('value="yes">Да</button>')
  expect(html).toContain('value="Меню"')
  expect(html).toContain('<time>10:00</time>')
  expect((await act('press', { message_id: '2', data: 'yes' })).status).toBe(204)
  expect((await act('press', { message_id: '2', data: 'no' })).status).toBe(422)
  expect((await act('reply-button', { text: 'Меню' })).status).toBe(204)
  expect(world.history(id).at(-1)).toMatchObject({ text: 'Меню' })
})

test('texts, edits, replies, reactions and deletions reach the chat', async () => {
  const { act, world, id } = open()
  await act('text', { text: 'one' })
  await act('text', { text: 'two', reply_to: '1' })
  await act('text', { text: 'three', edit: '1' })
  await act('react', { message_id: '2', emoji: '👍' })
  expect(world.history(id)).toMatchObject([
    { text: 'three' },
    { reply_to_message: { message_id: 1 } },
  ])
  expect(world.reactions(id, 2).get(id)).toEqual([{ type: 'emoji', emoji: '👍' }])
  await act('react', { message_id: '2', emoji: '👍' })
  expect(world.reactions(id, 2).get(id)).toEqual([])
  await act('delete', { message_id: '2' })
  expect(world.history(id)).toHaveLength(1)
})

test('photos, an album, files and the contact can be sent and looked at', async () => {
  const { app, act, world, id } = open()
  const picture = () => new File(['not really'], 'a.png', { type: 'image/png' })
  const album = new FormData()
  album.append('kind', 'photo')
  album.append('file', picture())
  album.append('file', picture())
  const headers = { origin: 'http://localhost', 'x-requested-with': 'script' }
  await app.request(`/u/${id}/c/${id}/media`, { method: 'POST', body: album, headers })
  await act('media', {
    kind: 'document',
    caption: 'акт',
    file: new File(['x'], 'x.html', { type: 'text/html' }),
  })
  await act('contact', {})
  const [first, second, document, contact] = world.history(id)
  expect(first?.media_group_id).toBe(second?.media_group_id)
  expect(contact?.contact?.user_id).toBe(id)
  const file = await app.request(`/files/${document?.document?.file_id}`)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(file.headers.get('content-security-policy')).toContain('sandbox')
})

test('blocking the bot closes the composer until it is taken back', async () => {
  const { act, page, bot } = open()
  await act('text', { text: 'hi' })
  await act('block', {})
  expect(await page()).toContain('data-blocked="true"')
  expect((await act('text', { text: 'hi' })).status).toBe(422)
  expect(await bot('sendMessage', { text: 'x' })).toMatchObject({ error_code: 403 })
  await act('unblock', {})
  expect(await page()).toContain('data-blocked="false"')
})

test('a new person gets a chat of his own; without a script forms lead back to the page', async () => {
  const { app, world, act, id } = open()
  const body = new URLSearchParams({ first_name: 'Нұрлан', language: 'kk' })
  const headers = { origin: 'http://localhost' }
  const created = await app.request('/users', { method: 'POST', body, headers })
  const added = world.users()[1]
  expect(created.headers.get('location')).toBe(`/chat/u/${added?.id}/c/${added?.id}`)
  expect(added?.language_code).toBe('kk')
  const plain = await act('text', { text: 'hi' }, { 'x-requested-with': '' })
  expect(plain.headers.get('location')).toBe(`/chat/u/${id}/c/${id}`)
})

test('another site cannot act for the user, and other people’s chats are not found', async () => {
  const { act, app, id, world } = open()
  expect((await act('text', { text: 'x' }, { origin: 'https://evil.example' })).status).toBe(403)
  const other = world.createUser()
  expect((await app.request(`/u/${id}/c/${other.id}`)).status).toBe(404)
})

test('the stream begins with the history and follows the bot', async () => {
  const { app, id, act, bot } = open()
  await act('text', { text: 'before' })
  const reader = (await app.request(`/u/${id}/c/${id}/events`)).body?.getReader()
  const read = async () => new TextDecoder().decode((await reader?.read())?.value)
  expect(await read()).toMatch(/event: history\ndata: .*before/)
  await bot('sendMessage', { text: 'after' })
  expect(await read()).toMatch(/event: message\ndata: .*after/)
  await reader?.cancel()
})
