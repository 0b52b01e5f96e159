import type { Message } from 'grammy/types'
import { type ApiError, badRequest, forbidden, notEmulated } from './api-error.ts'
import type { SandboxChat, SandboxCore, StoredMessage } from './core.ts'
import type { Params } from './params.ts'

/** @throws ApiError 400 when the chat is not given or unknown to the bot */
export function requireChat(core: SandboxCore, params: Params, name = 'chat_id'): SandboxChat {
  const given = params.string(name)?.trim()
  if (!given) throw badRequest(`${name} is empty`)
  const chat = given.startsWith('@') ? chatByUsername(core, given) : core.chats.get(Number(given))
  if (!chat) throw badRequest('chat not found')
  if (chat.chat.type === 'private' && !core.users.get(chat.chat.id)?.started) {
    const shared = [...core.chats.values()].some(
      (other) => other.chat.type !== 'private' && other.members.has(chat.chat.id),
    )
    if (shared) throw forbidden("bot can't initiate conversation with a user")
    throw badRequest('chat not found')
  }
  return chat
}

/** Bots cannot address a private chat by a username. */
function chatByUsername(core: SandboxCore, given: string): SandboxChat | undefined {
  const wanted = given.slice(1).toLowerCase()
  return [...core.chats.values()].find(
    ({ chat }) => chat.type === 'supergroup' && chat.username?.toLowerCase() === wanted,
  )
}

/** @throws ApiError 403 when the bot was blocked, kicked or never let in */
export function requireWritable(core: SandboxCore, target: SandboxChat): void {
  if (target.chat.type === 'private') {
    const user = core.users.get(target.chat.id)
    if (user?.deactivated) throw forbidden('user is deactivated')
    if (user?.blocked) throw forbidden('bot was blocked by the user')
    return
  }
  if (target.botStatus === 'kicked') {
    throw forbidden(`bot was kicked from the ${target.chat.type} chat`)
  }
  if (target.botStatus === 'left') {
    throw forbidden(`bot is not a member of the ${target.chat.type} chat`)
  }
}

/** @throws ApiError 400 with `missing` when the chat holds no such message */
export function requireMessage(
  target: SandboxChat,
  id: number | undefined,
  missing: string,
): StoredMessage {
  const stored = id === undefined ? undefined : target.messages.get(id)
  if (!stored) throw badRequest(missing)
  return stored
}

type ReplyFields = {
  reply_to_message?: NonNullable<Message['reply_to_message']>
  quote?: NonNullable<Message['quote']>
}

/**
 * The message a new one answers, by `reply_parameters` or the older `reply_to_message_id`.
 * @throws ApiError 400 when it is gone and sending without it is not allowed
 */
export function readReply(target: SandboxChat, params: Params): ReplyFields {
  const given = params.record('reply_parameters')
  const id = Number(given?.message_id ?? params.number('reply_to_message_id') ?? Number.NaN)
  if (!Number.isFinite(id)) return {}
  const elsewhere = given?.chat_id
  if (elsewhere !== undefined && String(elsewhere) !== String(target.chat.id)) {
    throw notEmulated('replies to messages of another chat')
  }
  const stored = target.messages.get(id)
  if (!stored) {
    const lenient = given?.allow_sending_without_reply ?? params.raw.allow_sending_without_reply
    if (lenient === true || lenient === 'true') return {}
    throw badRequest('message to be replied not found')
  }
  return {
    reply_to_message: withoutReply(stored.message),
    ...readQuote(stored.message, given?.quote),
  }
}

function readQuote(message: Message, quote: unknown): Pick<ReplyFields, 'quote'> {
  if (typeof quote !== 'string' || quote === '') return {}
  const position = (message.text ?? message.caption ?? '').indexOf(quote)
  if (position < 0) throw badRequest('QUOTE_TEXT_INVALID')
  return { quote: { text: quote, position, is_manual: true } }
}

/** A quoted message carries no further quoted one (Bot API, Message.reply_to_message). */
export function withoutReply(message: Message): NonNullable<Message['reply_to_message']> {
  const { reply_to_message: _omitted, ...rest } = message
  // The typings ask for an explicit undefined that exactOptionalPropertyTypes forbids.
  return rest as NonNullable<Message['reply_to_message']>
}

type ThreadFields = { message_thread_id?: number; is_topic_message?: true }

/**
 * The forum topic a message goes to: the given one, else that of the message it answers.
 * @throws ApiError 400 for a thread that does not exist
 */
export function readThread(target: SandboxChat, params: Params, reply: ReplyFields): ThreadFields {
  const given = params.number('message_thread_id') ?? reply.reply_to_message?.message_thread_id
  if (given === undefined) return {}
  if (!target.topics.has(given)) throw badRequest('message thread not found')
  return { message_thread_id: given, is_topic_message: true }
}

/** @throws ApiError 429 when budgets are enforced and used up */
export function spendBudget(core: SandboxCore, target: SandboxChat, messages = 1): void {
  core.budgets.spend(target.chat.id, target.chat.type !== 'private', core.now().getTime(), messages)
}

/** @throws ApiError 501: the sandbox has no inline mode */
export function refuseInline(params: Params): void {
  if (params.has('inline_message_id')) throw notEmulated('inline messages')
  if (params.has('business_connection_id')) throw notEmulated('business connections')
}

export function notEnoughRights(action: string): ApiError {
  return badRequest(`not enough rights to ${action}`)
}
