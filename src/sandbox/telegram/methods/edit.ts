import { isDeepStrictEqual } from 'node:util'
import type { Message } from 'grammy/types'
import { badRequest, notEmulated } from '../api-error.ts'
import type { SandboxChat, SandboxCore } from '../core.ts'
import { fileIdOf, type MessageContent } from '../media-content.ts'
import { asRecord, type Params } from '../params.ts'
import { readReplyMarkup } from '../reply-markup.ts'
import {
  refuseInline,
  requireChat,
  requireMessage,
  requireWritable,
  spendBudget,
} from '../targets.ts'
import type { MethodTable } from './method.ts'
import { captionContent, readMedia, textContent } from './send.ts'

const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'

type Change = { drop: (keyof Message)[]; content: MessageContent }

function edit(core: SandboxCore, params: Params, change: (message: Message) => Change): Message {
  refuseInline(params)
  const target = requireChat(core, params)
  requireWritable(core, target)
  const { message } = requireMessage(
    target,
    params.number('message_id'),
    'message to edit not found',
  )
  if (!core.isFromBot(message)) throw badRequest("message can't be edited")
  const markup = readReplyMarkup(params)
  if (markup && markup.kind !== 'inline') throw badRequest('inline keyboard expected')
  const { drop, content } = change(message)
  const kept = omit(message, ['reply_markup', ...drop])
  const rows = markup?.markup.inline_keyboard ?? []
  const edited: Message = {
    ...kept,
    ...content,
    ...(markup && rows.length > 0 ? { reply_markup: markup.markup } : {}),
  }
  if (isDeepStrictEqual(edited, message)) throw badRequest(notModified)
  spendBudget(core, target)
  return store(core, target, { ...edited, edit_date: core.unixNow() })
}

function store(core: SandboxCore, target: SandboxChat, message: Message): Message {
  core.replaceMessage(target, message)
  return message
}

function omit(message: Message, names: (keyof Message)[]): Message {
  const copy = { ...message }
  for (const name of names) Reflect.deleteProperty(copy, name)
  return copy
}

function editText(core: SandboxCore, params: Params): Message {
  return edit(core, params, (message) => {
    const content = textContent(params)
    if (message.text === undefined) throw badRequest('there is no text in the message to edit')
    return { drop: ['text', 'entities'], content }
  })
}

function editCaption(core: SandboxCore, params: Params): Message {
  return edit(core, params, (message) => {
    const content = captionContent(params)
    const captionable = fileIdOf(message) !== null && !message.sticker && !message.video_note
    if (!captionable) throw badRequest('there is no caption in the message to edit')
    return { drop: ['caption', 'caption_entities'], content }
  })
}

const mediaKinds = ['photo', 'video', 'document', 'audio', 'animation'] as const

function editMedia(core: SandboxCore, params: Params): Message {
  return edit(core, params, (message) => {
    const own = params.withRaw(asRecord(params.json('media')) ?? {})
    const kind = mediaKinds.find((known) => known === own.string('type'))
    if (!kind) throw badRequest('media type is unsupported')
    if (fileIdOf(message) === null) throw notEmulated('turning a text message into media')
    const content = { ...captionContent(own), ...readMedia(core, own, kind, 'media') }
    return { drop: [...mediaKinds, 'caption', 'caption_entities'], content }
  })
}

/** Bots may delete any message of a private chat for 48 hours, others' in groups as administrator. */
function requireDeletable(core: SandboxCore, target: SandboxChat, message: Message): void {
  if (core.unixNow() - message.date > 48 * 3600) {
    throw badRequest("message can't be deleted for everyone")
  }
  const own = core.isFromBot(message) || target.chat.type === 'private'
  if (!own && target.botStatus !== 'administrator') throw badRequest("message can't be deleted")
}

function deleteMessage(core: SandboxCore, params: Params): true {
  const target = requireChat(core, params)
  requireWritable(core, target)
  const id = params.number('message_id')
  const { message } = requireMessage(target, id, 'message to delete not found')
  requireDeletable(core, target, message)
  core.deleteMessages(target, [message.message_id])
  return true
}

/** Messages that are not there are skipped (Bot API, deleteMessages). */
function deleteMessages(core: SandboxCore, params: Params): true {
  const target = requireChat(core, params)
  requireWritable(core, target)
  const ids = (params.list('message_ids') ?? []).map(Number)
  if (ids.length === 0) throw badRequest('message identifiers are not specified')
  if (ids.length > 100) throw badRequest('too many messages to delete')
  const found = ids.flatMap((id) => target.messages.get(id) ?? [])
  for (const { message } of found) requireDeletable(core, target, message)
  core.deleteMessages(
    target,
    found.map(({ message }) => message.message_id),
  )
  return true
}

function stopPoll(core: SandboxCore, params: Params): unknown {
  const target = requireChat(core, params)
  const id = params.number('message_id')
  const { message } = requireMessage(target, id, 'message with poll to stop not found')
  if (!message.poll || !core.isFromBot(message)) throw badRequest("poll can't be stopped")
  if (message.poll.is_closed) throw badRequest('poll has already been closed')
  const poll = { ...message.poll, is_closed: true }
  store(core, target, { ...omit(message, ['reply_markup']), poll })
  return poll
}

export const editMethods: MethodTable = {
  editMessageText: editText,
  editMessageCaption: editCaption,
  editMessageMedia: editMedia,
  editMessageReplyMarkup: (core, params) => edit(core, params, () => ({ drop: [], content: {} })),
  deleteMessage,
  deleteMessages,
  stopPoll,
}
