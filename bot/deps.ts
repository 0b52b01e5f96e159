import type { Context } from 'grammy'
import type { Ctx } from '../src/context.ts'
import { actingAs } from '../src/context.ts'
import { type Locale, localeFromTag } from '../src/i18n/locale.ts'
import type { TopicFiles } from '../src/staff-chat/answer-in-topic.ts'
import { type ChatOwner, telegramCustomer } from '../src/telegram/chat.ts'

export type BotDeps = {
  ctx: Ctx
  /** Silence that ends a burst of messages, ms. */
  quietMs: number
  supportEmail: string
  /** Where staff get alerts; null: only in the panel. */
  staffChatId: string | null
  /** Set when staff answer in the topics of that chat: how their files come. */
  staffForum?: TopicFiles | null
  /** Called for every update, before it is handled. */
  onUpdate?: () => void
}

/** Who wrote, from any private update. */
export function ownerOf(update: Context): ChatOwner | null {
  const { chat, from } = update
  if (!chat || !from || chat.type !== 'private') return null
  return {
    chatId: String(chat.id),
    userId: String(from.id),
    displayName: [from.first_name, from.last_name].filter(Boolean).join(' '),
    profileLocale: localeFromTag(from.language_code),
  }
}

/** The context acting for the client who wrote, and his language. */
export async function asCustomer(
  deps: BotDeps,
  owner: ChatOwner,
): Promise<{ ctx: Ctx; contactId: string; identityId: string; locale: Locale }> {
  const { contactId, identityId, locale } = await telegramCustomer(deps.ctx, owner)
  return { ctx: actingAs(deps.ctx, { kind: 'customer', contactId }), contactId, identityId, locale }
}
