import type { Message, MessageEntity, Update } from 'grammy/types'
import { withAutoEntities } from './auto-entities.ts'
import type { SandboxChat, SandboxCore, SandboxUser } from './core.ts'
import type { MessageContent } from './media-content.ts'
import { withoutReply } from './targets.ts'
import type { NewUpdate } from './update-queue.ts'

/** Where and how a user writes; without `chatId` to the bot in private. */
export type WriteOptions = {
  chatId?: number
  replyTo?: number
  /** A part of the answered message that the user quotes. */
  quote?: string
  threadId?: number
  caption?: string
  entities?: MessageEntity[]
  /** Any further field of a real message, such as `forward_origin`, `reply_to_story` or `via_bot`. */
  extra?: MessageContent
}

export function requireUser(core: SandboxCore, userId: number): SandboxUser {
  const user = core.users.get(userId)
  if (!user) throw new Error(`the sandbox has no user ${userId}`)
  return user
}

export function requireMembership(core: SandboxCore, userId: number, chatId = userId): SandboxChat {
  const target = core.chats.get(chatId)
  if (!target?.members.has(userId)) throw new Error(`user ${userId} is not in chat ${chatId}`)
  return target
}

export function requireVisible(target: SandboxChat, messageId: number): Message {
  const stored = target.messages.get(messageId)
  if (!stored) throw new Error(`chat ${target.chat.id} has no message ${messageId}`)
  return stored.message
}

/** The user writes; the bot gets an update unless it may not see the message. */
export function writeAsUser(
  core: SandboxCore,
  userId: number,
  content: MessageContent,
  options: WriteOptions = {},
): Message {
  const author = requireUser(core, userId)
  const target = requireMembership(core, userId, options.chatId)
  if (target.chat.type === 'private') {
    if (author.blocked) throw new Error(`user ${userId} has blocked the bot`)
    author.started = true
  }
  const message = core.addMessage(target, {
    from: author.user,
    ...threadFields(target, options),
    ...replyFields(target, options),
    ...content,
    ...captionFields(options),
    ...options.extra,
  })
  if (target.replyKeyboard?.one_time_keyboard === true) {
    target.replyKeyboard = null
    core.events.emit({ kind: 'keyboard', chatId: target.chat.id })
  }
  if (isVisibleToBot(core, target, message)) pushMessage(core, 'message', message)
  return message
}

function threadFields(target: SandboxChat, { threadId, replyTo }: WriteOptions): MessageContent {
  const answered = replyTo === undefined ? undefined : target.messages.get(replyTo)
  const id = threadId ?? answered?.message.message_thread_id
  if (id === undefined) return {}
  if (!target.topics.has(id)) throw new Error(`chat ${target.chat.id} has no topic ${id}`)
  return { message_thread_id: id, is_topic_message: true }
}

function replyFields(target: SandboxChat, { replyTo, quote }: WriteOptions): MessageContent {
  if (replyTo === undefined) return {}
  const answered = requireVisible(target, replyTo)
  const position = (answered.text ?? answered.caption ?? '').indexOf(quote ?? '')
  return {
    reply_to_message: withoutReply(answered),
    ...(quote ? { quote: { text: quote, position: Math.max(position, 0), is_manual: true } } : {}),
  }
}

function captionFields({ caption }: WriteOptions): MessageContent {
  if (!caption) return {}
  const entities = withAutoEntities(caption, [])
  return { caption, ...(entities.length > 0 ? { caption_entities: entities } : {}) }
}

/** Text as a client sends it: commands and links are recognised by the server. */
export function userText(text: string, entities: MessageEntity[] = []): MessageContent {
  const all = withAutoEntities(text, entities)
  return { text, ...(all.length > 0 ? { entities: all } : {}) }
}

/** Privacy mode: in groups an ordinary member bot sees commands, mentions and replies to it. */
function isVisibleToBot(core: SandboxCore, target: SandboxChat, message: Message): boolean {
  if (target.chat.type === 'private' || target.botStatus === 'administrator') return true
  if (target.botStatus !== 'member') return false
  if (message.reply_to_message?.from?.id === core.bot.id) return true
  const text = message.text ?? message.caption ?? ''
  if (text.toLowerCase().includes(`@${core.bot.username.toLowerCase()}`)) return true
  return message.entities?.some((entity) => entity.type === 'bot_command') ?? false
}

/**
 * Queues a message as an update. The typings split messages by kind of chat, which a message from
 * the store no longer shows; the queue passes it on untouched.
 */
function pushMessage(
  core: SandboxCore,
  kind: 'message' | 'edited_message',
  message: Message,
): void {
  core.updates.push({ [kind]: message } satisfies Record<
    string,
    Message
  > as Partial<Update> as NewUpdate)
}

/** Changes the author's own message and tells the bot. */
export function editAsUser(
  core: SandboxCore,
  userId: number,
  messageId: number,
  text: string,
  chatId = userId,
): Message {
  const target = requireMembership(core, userId, chatId)
  const old = requireVisible(target, messageId)
  if (old.from?.id !== userId) throw new Error('only the author edits a message')
  const { entities: _old, caption_entities: _oldCaption, ...rest } = old
  const entities = withAutoEntities(text, [])
  const isText = old.text !== undefined
  const edited: Message = {
    ...rest,
    ...(isText ? { text } : { caption: text }),
    ...(entities.length > 0 ? { [isText ? 'entities' : 'caption_entities']: entities } : {}),
    edit_date: core.unixNow(),
  }
  core.replaceMessage(target, edited)
  if (isVisibleToBot(core, target, edited)) pushMessage(core, 'edited_message', edited)
  return edited
}
