import { and, desc, eq, ne } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { message, messageRef, ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { changeStatus } from '../tickets/change-status.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { mayEndByItself } from './answer-faq-offer.ts'

const glad: readonly string[] = [
  '👍',
  '❤',
  '🔥',
  '👏',
  '🎉',
  '🙏',
  '👌',
  '💯',
  '🤝',
  '🏆',
  '😍',
  '🤗',
]

export type ReactInput = { chatId: string; messageId: number; emoji: readonly string[] }

/**
 * A client's reaction to a message of ours. A glad one to offered FAQ answers, or to the last answer of a person,
 * counts as "helped" and solves the ticket; any other is only kept. Returns the solved ticket, else null.
 */
export async function reactToAnswer(
  ctx: Ctx,
  contactId: string,
  input: ReactInput,
): Promise<Ticket | null> {
  return inTx(ctx, async (tx) => {
    const [told] = await tx
      .select({ ticketId: messageRef.ticketId, messageId: messageRef.messageId })
      .from(messageRef)
      .innerJoin(ticket, eq(ticket.id, messageRef.ticketId))
      .where(
        and(
          eq(messageRef.channel, 'telegram'),
          eq(messageRef.ref, `${input.chatId}:${input.messageId}`),
          eq(ticket.requesterId, contactId),
        ),
      )
    if (!told) return null
    const current = await requireTicketForUpdate(tx, told.ticketId)
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'client.reacted',
      data: { emoji: input.emoji.join(''), messageId: told.messageId },
    })
    await notifyTicketChanged(tx, current.id)
    if (!input.emoji.some((emoji) => glad.includes(emoji)) || !mayEndByItself(current)) return null
    if (!(await answersTheTicket(tx, current, told.messageId))) return null
    await tx
      .update(faqOffer)
      .set({ outcome: 'helped', answeredAt: ctx.now() })
      .where(and(eq(faqOffer.ticketId, current.id), eq(faqOffer.outcome, 'shown')))
    return changeStatus(ctx, tx, current, 'client_helped', { data: { by: 'reaction' } })
  })
}

/** Either the ready answers of the acknowledgement, or the last word of a person that was no question. */
async function answersTheTicket(
  tx: Transaction,
  current: Ticket,
  messageId: string | null,
): Promise<boolean> {
  if (messageId === null) {
    const offered = await tx.$count(
      faqOffer,
      and(eq(faqOffer.ticketId, current.id), ne(faqOffer.outcome, 'not_helped')),
    )
    return offered > 0 && current.lastStaffMessageAt === null
  }
  const [last] = await tx
    .select({ id: message.id, author: message.author })
    .from(message)
    .where(and(eq(message.ticketId, current.id), eq(message.internal, false)))
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(1)
  return (
    last?.id === messageId && last.author === 'staff' && current.status !== 'waiting_for_client'
  )
}
