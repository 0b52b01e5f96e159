import type { Message, MessageOrigin } from 'grammy/types'
import { badRequest } from '../api-error.ts'
import type { SandboxChat, SandboxCore } from '../core.ts'
import { fileIdOf, type MessageContent } from '../media-content.ts'
import { Params } from '../params.ts'
import { requireChat, requireMessage } from '../targets.ts'
import type { MethodTable } from './method.ts'
import { captionContent, sendContent } from './send.ts'

const contentFields = [
  'text',
  'entities',
  'caption',
  'caption_entities',
  'photo',
  'document',
  'video',
  'animation',
  'video_note',
  'voice',
  'audio',
  'sticker',
  'location',
  'venue',
  'contact',
  'poll',
  'dice',
] as const

/** The part of a message that a copy or a forward carries over. */
export function contentOf(message: Message): MessageContent {
  return Object.fromEntries(
    contentFields
      .filter((field) => message[field] !== undefined)
      .map((field) => [field, message[field]]),
  )
}

/** Where a forwarded message says it came from; a forward of a forward keeps the first origin. */
export function originOf(message: Message): MessageOrigin {
  if (message.forward_origin) return message.forward_origin
  const { from, date } = message
  return from
    ? { type: 'user', sender_user: from, date }
    : { type: 'hidden_user', sender_user_name: 'Deleted Account', date }
}

type Verb = 'copy' | 'forward'

function requireSource(core: SandboxCore, params: Params, verb: Verb): Message {
  const source: SandboxChat = requireChat(core, params, 'from_chat_id')
  const { message } = requireMessage(
    source,
    params.number('message_id'),
    `message to ${verb} not found`,
  )
  if (Object.keys(contentOf(message)).length === 0) {
    throw badRequest(`the message can't be ${verb === 'copy' ? 'copied' : 'forwarded'}`)
  }
  return message
}

function forward(core: SandboxCore, params: Params): Message {
  const source = requireSource(core, params, 'forward')
  return sendContent(core, params, () => ({
    ...contentOf(source),
    forward_origin: originOf(source),
  }))
}

function copy(core: SandboxCore, params: Params): { message_id: number } {
  const source = requireSource(core, params, 'copy')
  const sent = sendContent(core, params, () => {
    const content = contentOf(source)
    if (fileIdOf(source) === null || !params.has('caption')) return content
    const { caption: _old, caption_entities: _oldEntities, ...media } = content
    return { ...media, ...captionContent(params) }
  })
  return { message_id: sent.message_id }
}

/** The plural forms skip what cannot be found, as the Bot API says. */
function each(core: SandboxCore, params: Params, one: (params: Params) => { message_id: number }) {
  const ids = (params.list('message_ids') ?? []).map(Number)
  if (ids.length === 0) throw badRequest('message identifiers are not specified')
  if (ids.length > 100) throw badRequest('too many messages')
  const source = requireChat(core, params, 'from_chat_id')
  return ids
    .filter((id) => source.messages.has(id))
    .map((id) => ({ message_id: one(new Params({ ...params.raw, message_id: id })).message_id }))
}

export const relayMethods: MethodTable = {
  forwardMessage: forward,
  copyMessage: copy,
  forwardMessages: (core, params) => each(core, params, (one) => forward(core, one)),
  copyMessages: (core, params) => each(core, params, (one) => copy(core, one)),
}
