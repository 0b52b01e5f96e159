import type {
  Chat,
  Message,
  ReactionType,
  ReplyKeyboardMarkup,
  User,
  UserFromGetMe,
} from 'grammy/types'
import { Budgets } from './budgets.ts'
import { CallLog } from './call-log.ts'
import { EventBus } from './event-bus.ts'
import { FileStore } from './file-store.ts'
import { UpdateQueue } from './update-queue.ts'

export type SandboxUser = {
  user: User
  phoneNumber: string
  /** The user wrote to the bot at least once, so that the bot may write back. */
  started: boolean
  blocked: boolean
  deactivated: boolean
}

export type Topic = { id: number; name: string; iconColor: number; closed: boolean }

export type StoredMessage = {
  message: Message
  /** Reactions by actor id. */
  reactions: Map<number, ReactionType[]>
}

export type BotStatus = 'administrator' | 'member' | 'left' | 'kicked'

export type SandboxChat = {
  chat: Chat
  members: Set<number>
  /** In a private chat this says nothing; there the user's `blocked` decides. */
  botStatus: BotStatus
  nextMessageId: number
  messages: Map<number, StoredMessage>
  topics: Map<number, Topic>
  replyKeyboard: ReplyKeyboardMarkup | null
  /** The last bot message handed out by `nextBotMessage`. */
  readUpTo: number
}

type CallbackRecord = {
  id: string
  userId: number
  chatId: number
  at: number
  answered: boolean
}

type SandboxLimits = {
  maxMessagesPerChat: number
  maxMessages: number
  maxPendingUpdates: number
  maxCalls: number
  maxFileBytes: number
  maxUsers: number
}

const defaultLimits: SandboxLimits = {
  maxMessagesPerChat: 1_000,
  maxMessages: 50_000,
  maxPendingUpdates: 100_000,
  maxCalls: 2_000,
  maxFileBytes: 128 * 1024 * 1024,
  maxUsers: 50_000,
}

export type CoreOptions = {
  now: () => Date
  random: () => number
  bot?: { id?: number; firstName?: string; username?: string } | undefined
  limits?: Partial<SandboxLimits> | undefined
  callbackTtlMs?: number | undefined
}

/** Everything the sandbox knows; the API methods and the users act on it. */
export class SandboxCore {
  readonly now: () => Date
  readonly random: () => number
  readonly limits: SandboxLimits
  /** How long a pressed button waits for its answer. */
  readonly callbackTtlMs: number
  readonly bot: UserFromGetMe
  readonly users = new Map<number, SandboxUser>()
  readonly chats = new Map<number, SandboxChat>()
  readonly callbacks = new Map<string, CallbackRecord>()
  /** Values of the `setMy…` methods by method family, scope and language. */
  readonly profile = new Map<string, unknown>()
  readonly files: FileStore
  readonly updates: UpdateQueue
  readonly events = new EventBus()
  readonly calls: CallLog
  readonly budgets = new Budgets()
  #order: { chat: SandboxChat; messageId: number }[] = []
  #orderHead = 0
  #serial = 0

  constructor(options: CoreOptions) {
    this.now = options.now
    this.random = options.random
    this.limits = { ...defaultLimits, ...options.limits }
    this.callbackTtlMs = options.callbackTtlMs ?? 15 * 60_000
    this.files = new FileStore(this.limits.maxFileBytes)
    this.updates = new UpdateQueue(this.limits.maxPendingUpdates)
    this.calls = new CallLog(this.limits.maxCalls)
    this.bot = {
      id: options.bot?.id ?? 7_000_000_001,
      is_bot: true,
      first_name: options.bot?.firstName ?? 'Kense Support',
      username: options.bot?.username ?? 'kense_support_bot',
      can_join_groups: true,
      can_read_all_group_messages: false,
      can_manage_bots: false,
      supports_inline_queries: false,
      supports_guest_queries: false,
      supports_join_request_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
    }
  }

  unixNow(): number {
    return Math.floor(this.now().getTime() / 1000)
  }

  /** A number never handed out before, for callback, album and poll ids. */
  nextSerial(): number {
    this.#serial += 1
    return this.#serial
  }

  /** Stores a new message under the next id of its chat and tells the listeners. */
  addMessage(target: SandboxChat, body: Omit<Message, 'message_id' | 'date' | 'chat'>): Message {
    const message: Message = {
      ...body,
      message_id: target.nextMessageId,
      date: this.unixNow(),
      chat: target.chat,
    }
    target.nextMessageId += 1
    target.messages.set(message.message_id, { message, reactions: new Map() })
    this.#remember(target, message.message_id)
    this.events.emit({ kind: 'message', chatId: target.chat.id, message })
    return message
  }

  replaceMessage(target: SandboxChat, message: Message): void {
    const stored = target.messages.get(message.message_id)
    if (!stored) return
    stored.message = message
    this.events.emit({ kind: 'edited', chatId: target.chat.id, message })
  }

  deleteMessages(target: SandboxChat, messageIds: number[]): void {
    const gone = messageIds.filter((id) => target.messages.delete(id))
    if (gone.length > 0) {
      this.events.emit({ kind: 'deleted', chatId: target.chat.id, messageIds: gone })
    }
  }

  isFromBot(message: Message): boolean {
    return message.from?.id === this.bot.id
  }

  /** Forgets the oldest message of the chat, then of the whole sandbox, beyond the bounds. */
  #remember(target: SandboxChat, messageId: number): void {
    this.#order.push({ chat: target, messageId })
    if (target.messages.size > this.limits.maxMessagesPerChat) {
      const oldest = target.messages.keys().next().value
      if (oldest !== undefined) target.messages.delete(oldest)
    }
    if (this.#order.length - this.#orderHead > this.limits.maxMessages) {
      const oldest = this.#order[this.#orderHead]
      this.#orderHead += 1
      oldest?.chat.messages.delete(oldest.messageId)
    }
    if (this.#orderHead > this.limits.maxMessages) {
      this.#order = this.#order.slice(this.#orderHead)
      this.#orderHead = 0
    }
  }
}
