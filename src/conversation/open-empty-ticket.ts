import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { message, ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { subjectOf } from '../tickets/subject.ts'

/**
 * A ticket with its own ID beside another one of the same client, for words that are there already. Its limits
 * start when the words came (1.4, R77).
 */
export async function openEmptyTicket(
  ctx: Ctx,
  tx: Transaction,
  beside: Ticket,
  given: { receivedAt: Date; body: string },
): Promise<Ticket> {
  const [sender] = await tx.select().from(identity).where(eq(identity.id, beside.identityId))
  if (!sender) throw new DomainError('not_found', 'ticketNotFound')
  const opened = await openTicket(ctx, tx, {
    sender,
    channel: beside.channel,
    locale: beside.locale,
    subject: subjectOf(given.body),
    body: given.body,
    receivedAt: given.receivedAt,
    quietMs: 0,
    because: 'client_split',
  })
  // The words themselves follow; those that opened it stand only for them.
  await tx.delete(message).where(eq(message.id, opened.messageId))
  await tx
    .update(ticket)
    .set({ requesterId: beside.requesterId })
    .where(eq(ticket.id, opened.ticket.id))
  return { ...opened.ticket, requesterId: beside.requesterId }
}
