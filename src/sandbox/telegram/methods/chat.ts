import type { ChatFullInfo, ChatMember, ReactionType } from 'grammy/types'
import { z } from 'zod'
import { badRequest } from '../api-error.ts'
import type { SandboxChat, SandboxCore } from '../core.ts'
import { downloadLimitBytes } from '../file-store.ts'
import type { Params } from '../params.ts'
import { isKnownReaction } from '../reactions.ts'
import { requireChat, requireMessage, requireWritable } from '../targets.ts'
import type { MethodTable } from './method.ts'

function getChat(core: SandboxCore, params: Params): Partial<ChatFullInfo> {
  const { chat } = requireChat(core, params)
  return { ...chat, accent_color_id: 1, max_reaction_count: 11 }
}

/** The bot's rights as administrator; the sandbox grants those a support bot needs. */
const botRights = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_pin_messages: true,
  can_manage_topics: true,
  can_manage_tags: false,
  can_send_welcome_messages: false,
} as const

/** How the bot or a user stands in a chat, as getChatMember and my_chat_member tell it. */
export function chatMember(core: SandboxCore, target: SandboxChat, userId: number): ChatMember {
  if (userId === core.bot.id) return botMember(core, target)
  const known = core.users.get(userId)
  if (!known) throw badRequest('user not found')
  const { user } = known
  if (target.members.has(userId)) return { status: 'member', user }
  return { status: 'left', user }
}

function botMember(core: SandboxCore, target: SandboxChat): ChatMember {
  const { id, is_bot, first_name, username } = core.bot
  const user = { id, is_bot, first_name, username }
  if (target.chat.type === 'private') {
    const blocked = core.users.get(target.chat.id)?.blocked
    return blocked ? { status: 'kicked', user, until_date: 0 } : { status: 'member', user }
  }
  if (target.botStatus === 'administrator') return { status: 'administrator', user, ...botRights }
  if (target.botStatus === 'kicked') return { status: 'kicked', user, until_date: 0 }
  return { status: target.botStatus, user }
}

function getChatMember(core: SandboxCore, params: Params): ChatMember {
  const target = requireChat(core, params)
  const userId = params.number('user_id')
  if (userId === undefined) throw badRequest('invalid user_id specified')
  return chatMember(core, target, userId)
}

function getChatAdministrators(core: SandboxCore, params: Params): ChatMember[] {
  const target = requireChat(core, params)
  if (target.chat.type === 'private') {
    throw badRequest('there are no administrators in the private chat')
  }
  const bot = botMember(core, target)
  return bot.status === 'administrator' ? [bot] : []
}

const reactionSchema = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('emoji'), emoji: z.string() }),
    z.object({ type: z.literal('custom_emoji'), custom_emoji_id: z.string() }),
  ]),
)

function setMessageReaction(core: SandboxCore, params: Params): true {
  const target = requireChat(core, params)
  requireWritable(core, target)
  const id = params.number('message_id')
  const stored = requireMessage(target, id, 'message to react not found')
  const parsed = reactionSchema.safeParse(params.list('reaction') ?? [])
  const reactions: ReactionType[] = []
  for (const item of parsed.success ? parsed.data : [null]) {
    if (item?.type !== 'emoji' || !isKnownReaction(item.emoji)) throw badRequest('REACTION_INVALID')
    reactions.push({ type: 'emoji', emoji: item.emoji })
  }
  if (reactions.length > 1) throw badRequest('REACTIONS_TOO_MANY')
  stored.reactions.set(core.bot.id, reactions)
  core.events.emit({
    kind: 'reaction',
    chatId: target.chat.id,
    messageId: stored.message.message_id,
  })
  return true
}

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

function sendChatAction(core: SandboxCore, params: Params): true {
  const target = requireChat(core, params)
  requireWritable(core, target)
  const action = params.string('action') ?? ''
  if (!actions.has(action)) throw badRequest('wrong parameter action in request')
  core.events.emit({ kind: 'action', chatId: target.chat.id, action })
  return true
}

function getFile(core: SandboxCore, params: Params) {
  const file = core.files.byId(params.string('file_id') ?? '')
  if (!file) throw badRequest('invalid file_id')
  if (file.size > downloadLimitBytes) throw badRequest('file is too big')
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.size,
    file_path: file.path,
  }
}

const tooOld = 'query is too old and response timeout expired or query ID is invalid'

function answerCallbackQuery(core: SandboxCore, params: Params): true {
  const query = core.callbacks.get(params.string('callback_query_id') ?? '')
  const ageMs = core.now().getTime() - (query?.at ?? 0)
  if (!query || query.answered || ageMs > core.callbackTtlMs) throw badRequest(tooOld)
  const text = params.string('text') ?? ''
  if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG')
  query.answered = true
  core.events.emit({
    kind: 'callback-answered',
    chatId: query.chatId,
    userId: query.userId,
    queryId: query.id,
    text,
    showAlert: params.bool('show_alert'),
  })
  return true
}

export const chatMethods: MethodTable = {
  getChat,
  getChatMember,
  getChatAdministrators,
  getChatMemberCount: (core, params) => requireChat(core, params).members.size + 1,
  setMessageReaction,
  sendChatAction,
  getFile,
  answerCallbackQuery,
}
