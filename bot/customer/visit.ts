import type { Context } from 'grammy'
import type { Ctx } from '../../src/context.ts'
import { sayLater } from '../../src/conversation/say-later.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import type { ChatOwner } from '../../src/telegram/chat.ts'
import { asGatewayError, sendView } from '../deliver.ts'
import { asCustomer, type BotDeps, ownerOf } from '../deps.ts'
import type { View } from '../view.ts'

/** A client in his private chat who has written a command or pressed a button. */
export type Visit = {
  deps: BotDeps
  update: Context
  owner: ChatOwner
  /** Acting for the client. */
  ctx: Ctx
  contactId: string
  identityId: string
  locale: Locale
  /** What follows the command, or the payload of the link that led here. */
  words: string
}

/** null for an update without a person in a private chat. */
export async function visitOf(deps: BotDeps, update: Context, words = ''): Promise<Visit | null> {
  const owner = ownerOf(update)
  if (!owner) return null
  return { deps, update, owner, words, ...(await asCustomer(deps, owner)) }
}

/** Says it now; when Telegram is busy or out of reach it is said later, never not at all. */
export async function say(
  visit: Pick<Visit, 'deps' | 'update' | 'owner' | 'locale'>,
  views: View[],
): Promise<void> {
  const { deps, update, owner, locale } = visit
  for (const [at, view] of views.entries()) {
    try {
      await sendView(update.api, owner.chatId, view)
    } catch (error) {
      const trouble = asGatewayError(error)
      deps.ctx.log.warn({ retryable: trouble.retryable }, 'answer not taken by Telegram')
      if (!trouble.retryable) return
      await sayLater(deps.ctx, { chatId: owner.chatId, locale, views: views.slice(at) })
      return
    }
  }
}
