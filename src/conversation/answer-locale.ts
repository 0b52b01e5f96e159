import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { telegramChat } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import type { TriageResult } from '../triage/types.ts'

/** Below this the words do not tell their language: a name, a number, one loanword. */
const sureFrom = 0.55

/** The language of the words, else of the chat. The chat's menus follow, unless its owner has chosen a language. */
export async function answerLocale(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  result: TriageResult,
): Promise<Locale> {
  if (result.confidence.lang < sureFrom) return current.locale
  if (current.channel === 'telegram' && result.lang !== current.locale) {
    await tx
      .update(telegramChat)
      .set({ locale: result.lang, updatedAt: ctx.now() })
      .where(
        and(eq(telegramChat.identityId, current.identityId), eq(telegramChat.localeChosen, false)),
      )
  }
  return result.lang
}
