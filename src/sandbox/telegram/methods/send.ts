import type { InputMedia, Message } from 'grammy/types'
import { badRequest } from '../api-error.ts'
import type { SandboxChat, SandboxCore } from '../core.ts'
import type { FileKind } from '../file-store.ts'
import { type MessageContent, mediaContent, readFile } from '../media-content.ts'
import { asRecord, type Params } from '../params.ts'
import {
  contactContent,
  diceContent,
  locationContent,
  pollContent,
  venueContent,
} from '../plain-content.ts'
import { type ReplyMarkup, readReplyMarkup } from '../reply-markup.ts'
import {
  readReply,
  readThread,
  refuseInline,
  requireChat,
  requireWritable,
  spendBudget,
} from '../targets.ts'
import { readCaption, readText } from '../text-content.ts'
import type { MethodTable } from './method.ts'

type ContentReader = (core: SandboxCore, params: Params) => MessageContent

/** Checks the target, then the content, and stores the message: nothing is stored on an error. */
export function sendContent(core: SandboxCore, params: Params, read: ContentReader): Message {
  refuseInline(params)
  const target = requireChat(core, params)
  requireWritable(core, target)
  const reply = readReply(target, params)
  const thread = readThread(target, params, reply)
  const content = read(core, params)
  const markup = readReplyMarkup(params)
  spendBudget(core, target)
  const message = core.addMessage(target, {
    from: core.bot,
    ...thread,
    ...reply,
    ...content,
    ...(markup?.kind === 'inline' ? { reply_markup: markup.markup } : {}),
    ...(params.bool('protect_content') ? { has_protected_content: true as const } : {}),
  })
  applyKeyboard(core, target, markup)
  return message
}

/** Reply keyboards belong to the chat, not to the message. */
function applyKeyboard(
  core: SandboxCore,
  target: SandboxChat,
  markup: ReplyMarkup | undefined,
): void {
  if (markup?.kind !== 'keyboard' && markup?.kind !== 'remove') return
  target.replyKeyboard = markup.kind === 'keyboard' ? markup.markup : null
  core.events.emit({ kind: 'keyboard', chatId: target.chat.id })
}

export function textContent(params: Params): MessageContent {
  const { text, entities } = readText(params)
  return { text, ...(entities.length > 0 ? { entities } : {}) }
}

export function captionContent(params: Params): MessageContent {
  const { text, entities } = readCaption(params)
  if (text === '') return {}
  return { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) }
}

function mediaReader(kind: FileKind, withCaption: boolean): ContentReader {
  return (core, params) => {
    const caption = withCaption ? captionContent(params) : {}
    return { ...readMedia(core, params, kind, kind), ...caption }
  }
}

/** The media in `field` with the attributes the bot gave along. */
export function readMedia(
  core: SandboxCore,
  params: Params,
  kind: FileKind,
  field: string,
): MessageContent {
  const file = readFile(core, params, kind, field)
  return mediaContent(file, {
    durationSeconds: params.number('duration'),
    width: params.number('width'),
    height: params.number('height'),
    length: params.number('length'),
    title: params.string('title'),
    performer: params.string('performer'),
    emoji: params.string('emoji'),
  })
}

const albumKinds: InputMedia['type'][] = ['photo', 'video', 'document', 'audio']

function sendMediaGroup(core: SandboxCore, params: Params): Message[] {
  refuseInline(params)
  const target = requireChat(core, params)
  requireWritable(core, target)
  const reply = readReply(target, params)
  const thread = readThread(target, params, reply)
  const contents = readAlbum(core, params)
  spendBudget(core, target, contents.length)
  const groupId = String(13_000_000_000_000_000 + core.nextSerial())
  return contents.map((content) =>
    core.addMessage(target, {
      from: core.bot,
      ...thread,
      ...reply,
      media_group_id: groupId,
      ...content,
    }),
  )
}

function readAlbum(core: SandboxCore, params: Params): MessageContent[] {
  const items = (params.list('media') ?? []).map(asRecord)
  if (items.length === 0) throw badRequest('there are no messages to send')
  if (items.length > 10) throw badRequest('too many messages to send as an album')
  const kinds = items.map((item) => albumKinds.find((kind) => kind === item?.type))
  if (kinds.includes(undefined)) throw badRequest('unsupported type of an album item')
  for (const exclusive of ['document', 'audio'] as const) {
    if (kinds.includes(exclusive) && kinds.some((kind) => kind !== exclusive)) {
      throw badRequest(`${exclusive} can't be mixed with other media types`)
    }
  }
  return items.map((item, index) => {
    const own = params.withRaw(item ?? {})
    const kind = kinds[index]
    if (kind !== 'photo' && kind !== 'video' && kind !== 'document' && kind !== 'audio') {
      throw badRequest('unsupported type of an album item')
    }
    return { ...captionContent(own), ...readMedia(core, own, kind, 'media') }
  })
}

export const sendMethods: MethodTable = {
  sendMessage: (core, params) => sendContent(core, params, () => textContent(params)),
  sendPhoto: (core, params) => sendContent(core, params, mediaReader('photo', true)),
  sendDocument: (core, params) => sendContent(core, params, mediaReader('document', true)),
  sendVideo: (core, params) => sendContent(core, params, mediaReader('video', true)),
  sendAnimation: (core, params) => sendContent(core, params, mediaReader('animation', true)),
  sendVoice: (core, params) => sendContent(core, params, mediaReader('voice', true)),
  sendAudio: (core, params) => sendContent(core, params, mediaReader('audio', true)),
  sendVideoNote: (core, params) => sendContent(core, params, mediaReader('video_note', false)),
  sendSticker: (core, params) => sendContent(core, params, mediaReader('sticker', false)),
  sendLocation: (core, params) => sendContent(core, params, () => locationContent(params)),
  sendVenue: (core, params) => sendContent(core, params, () => venueContent(params)),
  sendContact: (core, params) => sendContent(core, params, () => contactContent(params)),
  sendPoll: (core, params) => sendContent(core, params, () => pollContent(core, params)),
  sendDice: (core, params) =>
    sendContent(core, params, () => diceContent(core, params.string('emoji'))),
  sendMediaGroup,
}
