import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { rating, type telegramChat } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { reportHolder } from '../compromise/report-from-ticket.ts'
import type { Ctx } from '../context.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { askInChat } from './ask-in-chat.ts'
import { addClientLine } from './client-line.ts'
import type { Dialog } from './dialog.ts'

type Chat = typeof telegramChat.$inferSelect

/** Where the report of a compromise has come to: the next question, or its end. */
export type CompromiseStep =
  | { kind: 'ask_whose'; number: string; receivedAt: Date }
  | { kind: 'ask_learnt' }
  | { kind: 'compromise_done'; number: string }

/** What is to be said to words that answered a question of the bot. */
export type DialogAnswer =
  | CompromiseStep
  | { kind: 'comment_saved' }
  | { kind: 'link_card'; phone: string; userId: string | null }
  /** Only the caller may ask for codes: that is no matter of tickets. */
  | { kind: 'link_mail'; email: string }
  | { kind: 'link_code'; code: string; triesLeft: number }

export type Continued =
  /** The words are the client's matter itself: they open a ticket, of this kind if he has said so. */
  | { as: 'ticket'; intent: Extract<Dialog, { kind: 'open' }>['intent'] }
  | { as: 'answer'; answer: DialogAnswer; ticketId: string | null }

/** Takes words that answer what the bot asked last. The chat is locked; the question is gone afterwards. */
export async function continueDialog(
  ctx: Ctx,
  tx: Transaction,
  chat: Chat,
  dialog: Dialog,
  text: string,
): Promise<Continued | null> {
  const next = (waits: Dialog | null) => askInChat(ctx, chat.chatId, waits, tx)
  switch (dialog.kind) {
    case 'open':
      await next(null)
      return { as: 'ticket', intent: dialog.intent }
    case 'compromise_what':
      await next(null)
      return { as: 'ticket', intent: 'key_compromise' }
    case 'compromise_whose': {
      const current = await noteOnTicket(ctx, tx, dialog.ticketId, 'owner', text)
      await reportHolder(ctx, tx, current, { said: text })
      await next({ kind: 'compromise_learnt', ticketId: dialog.ticketId })
      return { as: 'answer', answer: { kind: 'ask_learnt' }, ticketId: dialog.ticketId }
    }
    case 'compromise_learnt': {
      const { number } = await noteOnTicket(ctx, tx, dialog.ticketId, 'learnt', text)
      await next(null)
      return {
        as: 'answer',
        answer: { kind: 'compromise_done', number },
        ticketId: dialog.ticketId,
      }
    }
    case 'rating_comment':
      await next(null)
      await saveComment(ctx, tx, dialog, text)
      return { as: 'answer', answer: { kind: 'comment_saved' }, ticketId: dialog.ticketId }
    // Cards are looked at before; other words are what they are.
    case 'link_card':
      return null
    case 'link_mail':
      return { as: 'answer', answer: { kind: 'link_mail', email: text.trim() }, ticketId: null }
    case 'link_code':
      return {
        as: 'answer',
        answer: { kind: 'link_code', code: text, triesLeft: dialog.triesLeft },
        ticketId: null,
      }
  }
}

async function noteOnTicket(
  ctx: Ctx,
  tx: Transaction,
  ticketId: string,
  what: 'owner' | 'learnt',
  text: string,
): Promise<Ticket> {
  const current = await requireTicketForUpdate(tx, ticketId)
  const label = chatTexts(current.locale).compromise.facts[what]
  await addClientLine(ctx, tx, current, `${label}: ${text}`)
  return current
}

async function saveComment(
  ctx: Ctx,
  tx: Transaction,
  { ticketId, cycle }: { ticketId: string; cycle: number },
  text: string,
): Promise<void> {
  const current = await requireTicketForUpdate(tx, ticketId)
  await tx
    .update(rating)
    .set({ comment: text.slice(0, 2000), updatedAt: ctx.now() })
    .where(and(eq(rating.ticketId, ticketId), eq(rating.cycle, cycle)))
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'ticket.rating_commented',
    data: { cycle },
  })
  await notifyTicketChanged(tx, current.id)
}
