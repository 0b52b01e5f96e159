import type { Chat, ChatMember, ChatMemberUpdated, User } from 'grammy/types'
import type { BotStatus, SandboxChat, SandboxCore } from './core.ts'
import { chatMember } from './methods/chat.ts'
import { requireUser } from './user-acts.ts'

export type UserInput = {
  id?: number
  firstName?: string
  lastName?: string
  username?: string
  languageCode?: string
  phoneNumber?: string
  /** True when the user wrote to the bot before this sandbox began. */
  started?: boolean
}

export type GroupInput = {
  title: string
  kind: 'group' | 'supergroup' | 'forum'
  members: number[]
  username?: string
  botStatus?: BotStatus
}

/** @throws Error when the id is taken or the sandbox is full */
export function newUser(core: SandboxCore, input: UserInput): User {
  if (core.users.size >= core.limits.maxUsers) {
    throw new Error(`the sandbox holds at most ${core.limits.maxUsers} users`)
  }
  const id = input.id ?? 100_000 + core.nextSerial()
  if (core.users.has(id)) throw new Error(`user ${id} exists already`)
  const user: User = {
    id,
    is_bot: false,
    first_name: input.firstName ?? `User ${id}`,
    ...(input.lastName ? { last_name: input.lastName } : {}),
    ...(input.username ? { username: input.username } : {}),
    ...(input.languageCode ? { language_code: input.languageCode } : {}),
  }
  core.users.set(id, {
    user,
    phoneNumber: input.phoneNumber ?? `+7700${String(id % 10_000_000).padStart(7, '0')}`,
    started: input.started ?? false,
    blocked: false,
    deactivated: false,
  })
  const { is_bot: _bot, language_code: _language, ...named } = user
  addChat(core, { ...named, type: 'private' }, [id], 'member')
  return user
}

/** Returns the new chat's id: negative, from -100… for supergroups. */
export function newGroup(core: SandboxCore, input: GroupInput): number {
  for (const userId of input.members) requireUser(core, userId)
  const serial = 1_000 + core.nextSerial()
  const chat: Chat =
    input.kind === 'group'
      ? { id: -serial, type: 'group', title: input.title }
      : {
          id: -1_000_000_000_000 - serial,
          type: 'supergroup',
          title: input.title,
          ...(input.username ? { username: input.username } : {}),
          ...(input.kind === 'forum' ? { is_forum: true } : {}),
        }
  addChat(core, chat, input.members, input.botStatus ?? 'administrator')
  return chat.id
}

function addChat(core: SandboxCore, chat: Chat, members: number[], botStatus: BotStatus): void {
  const target: SandboxChat = {
    chat,
    members: new Set(members),
    botStatus,
    nextMessageId: 1,
    messages: new Map(),
    topics: new Map(),
    replyKeyboard: null,
    readUpTo: 0,
  }
  core.chats.set(chat.id, target)
  core.events.emit({ kind: 'members', chatId: chat.id })
}

/** Blocks or unblocks the bot and sends `my_chat_member`; nothing happens when it is so already. */
export function setBlocked(core: SandboxCore, userId: number, blocked: boolean): void {
  const known = requireUser(core, userId)
  if (known.blocked === blocked) return
  changeMembership(core, userId, userId, () => {
    known.blocked = blocked
    known.started = true
  })
}

export function setBotStatus(
  core: SandboxCore,
  chatId: number,
  status: BotStatus,
  byUserId: number,
): void {
  changeMembership(core, chatId, byUserId, (target) => {
    target.botStatus = status
  })
}

function changeMembership(
  core: SandboxCore,
  chatId: number,
  byUserId: number,
  change: (target: SandboxChat) => void,
): void {
  const target = core.chats.get(chatId)
  if (!target) throw new Error(`the sandbox has no chat ${chatId}`)
  const before: ChatMember = chatMember(core, target, core.bot.id)
  change(target)
  const update: ChatMemberUpdated = {
    chat: target.chat,
    from: requireUser(core, byUserId).user,
    date: core.unixNow(),
    old_chat_member: before,
    new_chat_member: chatMember(core, target, core.bot.id),
  }
  core.updates.push({ my_chat_member: update })
  core.events.emit({ kind: 'members', chatId })
}
