import type { Message, Update } from 'grammy/types'
import type { BotDesk } from './desk.ts'

/** The client of a scene and what he did and saw last. */
export type Actor = {
  desk: BotDesk
  userId: number
  /** Messages of the bot that the script has not mentioned yet. */
  waiting: Message[]
  /** The message whose button he pressed last. */
  pressed?: number
}

type Send = (actor: Actor, words: string) => unknown

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF')
const bmp = Buffer.concat([
  Buffer.from('424d46000000000000003600000028000000', 'hex'),
  Buffer.alloc(40),
])
const pkcs12 = Buffer.from('3082010002010330820100060a', 'hex')

const captioned = (words: string) => (words === '' ? {} : { caption: words })

/** `sends: NAME words`: everything a person can send besides text. */
const sends: Record<string, Send> = {
  photo: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(userId, 'photo', { bytes: png }, captioned(words)),
  document: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(userId, 'document', { bytes: pdf }, captioned(words)),
  bmp: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(
      userId,
      'document',
      { bytes: bmp, name: 'screen.bmp', type: 'image/bmp' },
      captioned(words),
    ),
  keyfile: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(
      userId,
      'document',
      { bytes: pkcs12, name: 'GOST512_key.p12', type: 'application/x-pkcs12' },
      captioned(words),
    ),
  'big-file': ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(
      userId,
      'document',
      { name: 'backup.zip', type: 'application/zip', claimedSize: 30 * 1024 * 1024 },
      captioned(words),
    ),
  album: ({ desk, userId }, words) =>
    desk.telegram.world.sendAlbum(
      userId,
      ['photo', 'photo', 'photo'].map(() => ({ kind: 'photo' as const, bytes: png })),
      captioned(words),
    ),
  video: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(userId, 'video', {}, captioned(words)),
  'video-note': ({ desk, userId }) => desk.telegram.world.sendMedia(userId, 'video_note'),
  voice: ({ desk, userId }) => desk.telegram.world.sendMedia(userId, 'voice'),
  audio: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(userId, 'audio', {}, captioned(words)),
  animation: ({ desk, userId }) => desk.telegram.world.sendMedia(userId, 'animation'),
  sticker: ({ desk, userId }, words) =>
    desk.telegram.world.sendMedia(userId, 'sticker', {}, { emoji: words }),
  location: ({ desk, userId }) => desk.telegram.world.sendLocation(userId, 51.12, 71.43),
  'own-contact': ({ desk, userId }) => desk.telegram.world.shareOwnContact(userId),
  'other-contact': ({ desk, userId }) =>
    desk.telegram.world.sendContact(userId, {
      phoneNumber: '+77010000099',
      firstName: 'Ерлан',
      contactUserId: 42,
    }),
  poll: ({ desk, userId }, words) => desk.telegram.world.sendPoll(userId, words, ['да', 'нет']),
  dice: ({ desk, userId }) => desk.telegram.world.sendDice(userId),
}

/** Does what a line of the script says the client does. */
export function actOfClient(actor: Actor, what: string, how: string, words: string): void {
  const { world } = actor.desk.telegram
  switch (what) {
    case 'client':
      if (how === 'edits') world.edit(actor.userId, lastOwn(actor).message_id, words)
      else world.sendText(actor.userId, words, how === 'reply' ? { replyTo: lastOfBot(actor) } : {})
      return
    case 'types':
      world.sendText(actor.userId, codeFromMail(actor))
      return
    case 'sends': {
      const [name = '', ...rest] = words.split(' ')
      const send = sends[name]
      if (!send) throw new Error(`nobody knows how to send ${name}`)
      send(actor, rest.join(' '))
      return
    }
    case 'forwards':
      world.sendText(actor.userId, words, {
        extra: { forward_origin: { type: 'hidden_user', sender_user_name: how, date: 1 } },
      })
      return
    case 'quotes':
      world.sendText(actor.userId, words, { replyTo: lastOfBot(actor), quote: how })
      return
    case 'press': {
      const { message, data } = button(actor, words)
      actor.pressed = message.message_id
      world.press(actor.userId, message.message_id, data)
      return
    }
    case 'key':
      world.pressReplyButton(actor.userId, words)
      return
    case 'reacts':
      world.react(actor.userId, lastOfBot(actor), [words])
      return
    case 'blocks':
      world.block(actor.userId)
      return
    default:
      throw new Error(`unknown line: ${what}`)
  }
}

/** A recorded update of the current Bot API, told to come from this client. */
export function pushRecorded(actor: Actor, recorded: Omit<Update, 'update_id'>): void {
  const { world } = actor.desk.telegram
  const user = world.users().find(({ id }) => id === actor.userId)
  const text = JSON.stringify(recorded).replaceAll('"id":1111111', `"id":${user?.id}`)
  world.pushUpdate(JSON.parse(text))
}

function codeFromMail({ desk }: Actor): string {
  for (const { content } of desk.mails.toReversed()) {
    if (content.kind === 'notice' && content.model.topic === 'link_code') return content.model.code
  }
  throw new Error('no code has gone out by mail')
}

function lastOwn({ desk, userId }: Actor): Message {
  const found = desk.telegram.world.history(userId).findLast(({ from }) => from?.id === userId)
  if (!found) throw new Error('the client has written nothing')
  return found
}

function lastOfBot({ desk, userId }: Actor): number {
  const { world } = desk.telegram
  const found = world.history(userId).findLast(({ from }) => from?.id === world.bot.id)
  if (!found) throw new Error('the bot has written nothing')
  return found.message_id
}

function button({ desk, userId }: Actor, label: string): { message: Message; data: string } {
  for (const message of desk.telegram.world.history(userId).toReversed()) {
    const found = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label)
    if (found && 'callback_data' in found && found.callback_data)
      return { message, data: found.callback_data }
  }
  throw new Error(`no button «${label}»`)
}
