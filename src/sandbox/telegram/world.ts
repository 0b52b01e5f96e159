import type {
  BotCommand,
  Message,
  ReactionType,
  ReplyKeyboardMarkup,
  Update,
  User,
} from 'grammy/types'
import type { BotCall } from './call-log.ts'
import type { SandboxCore, StoredMessage, Topic } from './core.ts'
import type { EventBus, SandboxEvent } from './event-bus.ts'
import type { Fault, FaultPlan } from './faults.ts'
import type { StoredFile } from './file-store.ts'
import { visibleCommands } from './methods/profile.ts'
import {
  type GroupInput,
  newGroup,
  newUser,
  setBlocked,
  setBotStatus,
  type UserInput,
} from './population.ts'
import { requireUser } from './user-acts.ts'
import { UserActs } from './user-world.ts'
import { waitUntil } from './waiting.ts'

type Wait = { timeoutMs?: number; match?: (message: Message) => boolean }

/** Everything outside the bot: people, groups, what they do and see, and scripted failures. */
export class TelegramWorld extends UserActs {
  readonly #core: SandboxCore
  readonly #faults: FaultPlan
  readonly events: EventBus

  constructor(core: SandboxCore, faults: FaultPlan) {
    super(core)
    this.#core = core
    this.#faults = faults
    this.events = core.events
  }

  get bot(): User {
    return this.#core.bot
  }

  // People and chats

  createUser(input: UserInput = {}): User {
    return newUser(this.#core, input)
  }

  /** A group with these members; the bot is its administrator unless told otherwise. */
  createGroup(input: GroupInput): number {
    return newGroup(this.#core, input)
  }

  setBotStatus(
    chatId: number,
    status: 'administrator' | 'member' | 'left' | 'kicked',
    byUserId: number,
  ): void {
    setBotStatus(this.#core, chatId, status, byUserId)
  }

  users(): User[] {
    return [...this.#core.users.values()].map(({ user }) => user)
  }

  phoneNumber(userId: number): string {
    return requireUser(this.#core, userId).phoneNumber
  }

  isBlocked(userId: number): boolean {
    return requireUser(this.#core, userId).blocked
  }

  /** The user stops the bot: `my_chat_member` arrives and sending answers 403. */
  block(userId: number): void {
    setBlocked(this.#core, userId, true)
  }

  unblock(userId: number): void {
    setBlocked(this.#core, userId, false)
  }

  /** The account is deleted: sending answers 403 "user is deactivated", and no update tells of it. */
  deactivate(userId: number): void {
    requireUser(this.#core, userId).deactivated = true
  }

  // What people see

  /** Messages of the chat, oldest first, deleted ones gone, edited ones in their last version. */
  history(chatId: number): Message[] {
    return this.stored(chatId).map(({ message }) => message)
  }

  stored(chatId: number): StoredMessage[] {
    return [...this.#chat(chatId).messages.values()]
  }

  reactions(chatId: number, messageId: number): ReadonlyMap<number, ReactionType[]> {
    return this.#chat(chatId).messages.get(messageId)?.reactions ?? new Map()
  }

  replyKeyboard(chatId: number): ReplyKeyboardMarkup | null {
    return this.#chat(chatId).replyKeyboard
  }

  topics(chatId: number): Topic[] {
    return [...this.#chat(chatId).topics.values()]
  }

  chatsOf(userId: number): { id: number; title: string; isPrivate: boolean; isForum: boolean }[] {
    return [...this.#core.chats.values()]
      .filter(({ members }) => members.has(userId))
      .map(({ chat }) => ({
        id: chat.id,
        title: chat.type === 'private' ? this.#core.bot.first_name : (chat.title ?? ''),
        isPrivate: chat.type === 'private',
        isForum: chat.is_forum === true,
      }))
  }

  /** The command menu a user gets in the private chat, in his language. */
  commands(userId: number): BotCommand[] {
    const { user } = requireUser(this.#core, userId)
    return visibleCommands(this.#core, userId, user.language_code ?? '')
  }

  /** The bot's name, `description` or `short-description` in a language, or ''. */
  profileText(family: 'description' | 'short-description', language: string): string {
    const { profile } = this.#core
    return String(profile.get(`${family}:${language}`) || profile.get(`${family}:`) || '')
  }

  file(fileId: string): StoredFile | undefined {
    return this.#core.files.byId(fileId)
  }

  // Waiting

  /**
   * The next message of the bot in this chat that was not handed out before, in order; with `match`
   * the first such one. Never misses one that came before the call.
   * @throws Error when none comes within `timeoutMs` (5,000)
   */
  nextBotMessage(
    chatId: number,
    { timeoutMs = 5_000, match = () => true }: Wait = {},
  ): Promise<Message> {
    const chat = this.#chat(chatId)
    const look = () => {
      for (const { message } of chat.messages.values()) {
        const isNew = message.message_id > chat.readUpTo && this.#core.isFromBot(message)
        if (!isNew || !match(message)) continue
        chat.readUpTo = message.message_id
        return message
      }
      return undefined
    }
    return waitUntil(this.events, look, `bot message in chat ${chatId}`, timeoutMs)
  }

  /** Messages of the bot in this chat not yet handed out, without waiting. */
  unreadBotMessages(chatId: number): Message[] {
    const chat = this.#chat(chatId)
    const fresh = this.history(chatId).filter(
      (message) => message.message_id > chat.readUpTo && this.#core.isFromBot(message),
    )
    chat.readUpTo = fresh.at(-1)?.message_id ?? chat.readUpTo
    return fresh
  }

  /** The first event from now on that satisfies `match`. @throws Error after `timeoutMs` (5,000) */
  nextEvent(match: (event: SandboxEvent) => boolean, timeoutMs = 5_000): Promise<SandboxEvent> {
    const look = (event: SandboxEvent | null) => (event && match(event) ? event : undefined)
    return waitUntil(this.events, look, 'such event', timeoutMs)
  }

  // The bot's side as seen from here

  calls(method?: string): BotCall[] {
    return this.#core.calls.list(method)
  }

  /** Calls of a method since the start, also those the list has forgotten. */
  callCount(method: string): number {
    return this.#core.calls.count(method)
  }

  get pendingUpdates(): number {
    return this.#core.updates.size
  }

  /** Updates lost because the bot did not fetch them before the memory bound was reached. */
  get droppedUpdates(): number {
    return this.#core.updates.dropped
  }

  /** Queues a recorded update as it is; with `update_id` also a repeated one. Returns its id. */
  pushUpdate(update: Omit<Update, 'update_id'> & { update_id?: number }): number {
    return this.#core.updates.push(update)
  }

  // Failures and speed

  /** The next `times` calls of the method (`*`: any but getUpdates) fail so. */
  failNext(method: string, fault: Fault, times = 1): void {
    this.#faults.add(method, fault, times)
  }

  /** Delay of every call of the method (`*`: any but getUpdates) from now on. */
  setLatency(delayMs: number, method = '*'): void {
    this.#faults.setLatency(method, delayMs)
  }

  clearFaults(): void {
    this.#faults.clear()
  }

  /** Per chat 1/s, per group 20/min, 30/s in all; beyond that 429. Off at first. */
  enforceBudgets(enforced: boolean): void {
    this.#core.budgets.enforced = enforced
  }

  #chat(chatId: number) {
    const chat = this.#core.chats.get(chatId)
    if (!chat) throw new Error(`the sandbox has no chat ${chatId}`)
    return chat
  }
}
