import { eq } from 'drizzle-orm'
import { telegramChat } from '../../db/schema/tickets.ts'
import { reportHolder } from '../compromise/report-from-ticket.ts'
import { type Ctx, inTx } from '../context.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { requireOwnTicket } from '../tickets/close-ticket.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { askInChat } from './ask-in-chat.ts'
import { addClientLine } from './client-line.ts'
import type { CompromiseStep } from './continue-dialog.ts'
import { type LearntWhen, pendingDialog } from './dialog.ts'

export type CompromiseDetail = { mine: true } | { when: LearntWhen } | { skip: true }

/** A button answers the question about a report that waits in the chat; null when none waits any more. */
export async function answerCompromise(
  ctx: Ctx,
  input: { chatId: string; said: CompromiseDetail },
): Promise<CompromiseStep | null> {
  return inTx(ctx, async (tx) => {
    const [chat] = await tx
      .select()
      .from(telegramChat)
      .where(eq(telegramChat.chatId, input.chatId))
      .for('update')
    const dialog = pendingDialog(chat?.dialog, ctx.now())
    if (!chat || !dialog) return null
    if (dialog.kind !== 'compromise_whose' && dialog.kind !== 'compromise_learnt') return null
    const current = await requireTicketForUpdate(tx, dialog.ticketId)
    requireOwnTicket(ctx, current)
    const t = chatTexts(current.locale).compromise
    const { said } = input
    if ('mine' in said) {
      await addClientLine(ctx, tx, current, `${t.facts.owner}: ${t.mine}`)
      await reportHolder(ctx, tx, current, { self: true })
    }
    if ('when' in said) {
      await addClientLine(ctx, tx, current, `${t.facts.learnt}: ${t.learntWhen[said.when]}`)
    }
    if (dialog.kind === 'compromise_whose' && !('when' in said)) {
      await askInChat(
        ctx,
        input.chatId,
        { kind: 'compromise_learnt', ticketId: dialog.ticketId },
        tx,
      )
      return { kind: 'ask_learnt' }
    }
    await askInChat(ctx, input.chatId, null, tx)
    return { kind: 'compromise_done', number: current.number }
  })
}
