import { type Context, Hono } from 'hono'
import type { FileKind } from './telegram/file-store.ts'
import type { UserFile } from './telegram/user-world.ts'
import type { TelegramWorld } from './telegram/world.ts'

type Form = Record<string, string | File | (string | File)[]>
type Act = { userId: number; chatId: number; form: Form }

const maxUploadBytes = 25 * 1024 * 1024
const kinds = ['photo', 'document', 'voice', 'video', 'audio'] as const satisfies FileKind[]

/** What the page's forms and buttons do; each answers with the page, or nothing to the script. */
export function createChatActs(world: TelegramWorld, base: string): Hono {
  const app = new Hono()
  const on = (name: string, act: (given: Act) => unknown) => {
    app.post(`/u/:userId/c/:chatId/${name}`, async (c) => {
      const userId = Number(c.req.param('userId'))
      const chatId = Number(c.req.param('chatId'))
      try {
        await act({ userId, chatId, form: await c.req.parseBody({ all: true }) })
      } catch (error) {
        return c.text(error instanceof Error ? error.message : 'error', 422)
      }
      return done(c, `${base}/u/${userId}/c/${chatId}`)
    })
  }

  on('text', ({ userId, chatId, form }) => {
    const text = field(form, 'text').trim()
    const edit = Number(field(form, 'edit'))
    const replyTo = Number(field(form, 'reply_to'))
    if (text === '') throw new Error('empty text')
    if (edit > 0) return world.edit(userId, edit, text, chatId)
    return world.sendText(userId, text, { chatId, ...(replyTo > 0 ? { replyTo } : {}) })
  })
  on('media', async ({ userId, chatId, form }) => {
    const kind = kinds.find((known) => known === field(form, 'kind')) ?? 'document'
    const files = await uploads(form)
    const caption = field(form, 'caption')
    const options = { chatId, ...(caption ? { caption } : {}) }
    if (files.length > 1 && kind === 'photo') {
      const items = files.slice(0, 10).map((file) => ({ kind: 'photo' as const, ...file }))
      world.sendAlbum(userId, items, options)
    } else {
      for (const file of files) world.sendMedia(userId, kind, file, options)
    }
  })
  on('contact', ({ userId, chatId }) => world.shareOwnContact(userId, { chatId }))
  on('location', ({ userId, chatId }) => world.sendLocation(userId, 51.1282, 71.4304, { chatId }))
  on('sticker', ({ userId, chatId }) =>
    world.sendMedia(userId, 'sticker', {}, { chatId, emoji: '👋' }),
  )
  on('press', ({ userId, chatId, form }) =>
    world.press(userId, Number(field(form, 'message_id')), field(form, 'data'), chatId),
  )
  on('reply-button', ({ userId, chatId, form }) =>
    world.pressReplyButton(userId, field(form, 'text'), chatId),
  )
  on('react', ({ userId, chatId, form }) => {
    const messageId = Number(field(form, 'message_id'))
    const emoji = field(form, 'emoji')
    const now = world.reactions(chatId, messageId).get(userId) ?? []
    const isSet = now.some((reaction) => reaction.type === 'emoji' && reaction.emoji === emoji)
    world.react(userId, messageId, isSet ? [] : [emoji], chatId)
  })
  on('delete', ({ userId, chatId, form }) =>
    world.deleteMessages(userId, [Number(field(form, 'message_id'))], chatId),
  )
  on('block', ({ userId }) => world.block(userId))
  on('unblock', ({ userId }) => world.unblock(userId))

  app.post('/users', async (c) => {
    const form = await c.req.parseBody({ all: true })
    const firstName = field(form, 'first_name').trim().slice(0, 64)
    if (firstName === '') return c.text('empty name', 422)
    const language = field(form, 'language')
    const lastName = field(form, 'last_name').trim().slice(0, 64)
    const user = world.createUser({
      firstName,
      languageCode: ['ru', 'kk', 'en'].includes(language) ? language : 'ru',
      ...(lastName ? { lastName } : {}),
    })
    return c.redirect(`${base}/u/${user.id}/c/${user.id}`, 303)
  })
  return app
}

function done(c: Context, page: string): Response {
  return c.req.header('x-requested-with') === 'script' ? c.body(null, 204) : c.redirect(page, 303)
}

function field(form: Form, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

async function uploads(form: Form): Promise<UserFile[]> {
  const given = [form.file ?? []].flat().filter((value) => value instanceof File)
  if (given.length === 0) throw new Error('no file')
  return Promise.all(
    given.map(async (file) => {
      if (file.size > maxUploadBytes)
        return { name: file.name, type: file.type, claimedSize: file.size }
      return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
    }),
  )
}
