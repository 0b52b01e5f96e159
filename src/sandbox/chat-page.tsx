import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { createChatActs } from './chat-acts.ts'
import { ChatMessage, type ChatPlace } from './chat-message.tsx'
import { ChatView, Messages, ReplyKeyboard } from './chat-view.tsx'
import { liveStream, type SendEvent } from './live-stream.ts'
import { fileResponse, sandboxHeaders, serveAssets } from './sandbox-page.ts'
import type { SandboxEvent } from './telegram/event-bus.ts'
import type { TelegramWorld } from './telegram/world.ts'

type ChatPageOptions = {
  world: TelegramWorld
  /** Where the page is mounted; its links start with it. */
  base?: string
  mailUrl?: string
  /** Ends the live streams, so that the server can close. */
  closing?: AbortSignal
}

/** A chat with the bot as one of several invented people, live over server-sent events. */
export function createChatPage(options: ChatPageOptions): Hono {
  const { world, base = '/sandbox/telegram', mailUrl = '/sandbox/mail', closing } = options
  const app = new Hono()
  app.use(sandboxHeaders, csrf())
  serveAssets(app, ['sandbox.css', 'chat.css', 'chat.js'])

  app.get('/', (c) => {
    const user = world.users()[0] ?? createDefaultPeople(world)
    return c.redirect(`${base}/u/${user.id}/c/${user.id}`)
  })
  app.get('/u/:userId/c/:chatId', (c) => {
    const place = placeOf(c, world, base)
    if (!place) return c.notFound()
    return c.html(`<!doctype html>${<ChatView place={place} links={{ mail: mailUrl }} />}`)
  })
  app.get('/u/:userId/c/:chatId/events', (c) => {
    const place = placeOf(c, world, base)
    if (!place) return c.notFound()
    return liveStream(c, closing, (send) => {
      // The whole state first: after a lost connection nothing is missing.
      send('history', String(<Messages place={place} />))
      return world.events.subscribe((event) => tell(send, place, event))
    })
  })
  app.get('/files/:fileId', (c) => {
    const file = world.file(c.req.param('fileId'))
    if (!file?.bytes) return c.notFound()
    return fileResponse(file.bytes, file.mime, file.name)
  })
  app.route('/', createChatActs(world, base))
  return app
}

function createDefaultPeople(world: TelegramWorld) {
  const first = world.createUser({ firstName: 'Айгерим', lastName: 'Сапарова', languageCode: 'ru' })
  world.createUser({ firstName: 'Нұрлан', lastName: 'Әбілов', languageCode: 'kk' })
  world.createUser({ firstName: 'Anna', lastName: 'Weber', languageCode: 'en' })
  return first
}

function placeOf(c: Context, world: TelegramWorld, base: string): ChatPlace | null {
  const userId = Number(c.req.param('userId'))
  const chatId = Number(c.req.param('chatId'))
  if (!world.users().some(({ id }) => id === userId)) return null
  if (!world.chatsOf(userId).some(({ id }) => id === chatId)) return null
  return { world, base, userId, chatId }
}

function tell(send: SendEvent, place: ChatPlace, event: SandboxEvent): void {
  if (event.kind === 'call') {
    send('call', { method: event.method, ok: event.ok })
    return
  }
  if (event.chatId !== place.chatId) return
  switch (event.kind) {
    case 'message':
    case 'edited':
      sendMessage(send, place, event.message.message_id)
      return
    case 'reaction':
      sendMessage(send, place, event.messageId)
      return
    case 'deleted':
      send('deleted', event.messageIds)
      return
    case 'keyboard':
      send('keyboard', String(<ReplyKeyboard place={place} />))
      return
    case 'action':
      send('typing', null)
      return
    case 'members':
      send('blocked', place.world.isBlocked(place.userId))
      return
    case 'callback-answered':
      if (event.userId === place.userId && event.text !== '') send('toast', event)
      return
    case 'topics':
      return
  }
}

function sendMessage(send: SendEvent, place: ChatPlace, messageId: number): void {
  const message = place.world
    .history(place.chatId)
    .find(({ message_id }) => message_id === messageId)
  if (!message) return
  const fromBot = message.from?.id === place.world.bot.id
  const html = String(<ChatMessage place={place} message={message} />)
  send('message', { id: messageId, html, fromBot })
}
