import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import { message, ticket, ticketLink } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { subjectOf } from '../tickets/subject.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { requireOwnForUpdate } from './own-ticket.ts'
import { splitMatters } from './split-matters.ts'

export const SplitTicketInput = z.object({ number: z.string() })
export type SplitTicketInput = z.infer<typeof SplitTicketInput>

/**
 * The client agrees that his words hold several problems: each gets a ticket of its own, counted from the same
 * receipt; the first stays where it is, with all that was said (Annex 1, 1.4; R77).
 * @throws DomainError `conflict` when it has been split already
 */
export async function splitTicket(ctx: Ctx, input: SplitTicketInput): Promise<Ticket[]> {
  const { number } = SplitTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireOwnForUpdate(ctx, tx, number)
    const done = await tx.$count(ticketLink, eq(ticketLink.toId, current.id))
    if (done > 0) throw new DomainError('conflict', 'alreadySplit')
    const words = await tx
      .select({ body: message.body, author: message.author })
      .from(message)
      .where(eq(message.ticketId, current.id))
      .orderBy(asc(message.createdAt), asc(message.id))
    const text = words.flatMap(({ body, author }) => (author === 'client' ? [body] : [])).join('\n')
    const [first = text, ...rest] = splitMatters(text)
    const [sender] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (!sender) throw new DomainError('not_found', 'ticketNotFound')
    const children: Ticket[] = []
    for (const body of rest) {
      const { ticket: child } = await openTicket(ctx, tx, {
        sender,
        channel: current.channel,
        locale: current.locale,
        subject: subjectOf(body),
        body,
        receivedAt: current.receivedAt,
        quietMs: 0,
        because: 'client_split',
      })
      await tx
        .insert(ticketLink)
        .values({ fromId: child.id, toId: current.id, kind: 'split', createdAt: ctx.now() })
      children.push(child)
    }
    const [kept] = await tx
      .update(ticket)
      .set({ subject: subjectOf(first), updatedAt: ctx.now() })
      .where(eq(ticket.id, current.id))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'ticket.split_by_client',
      data: { into: children.map((child) => child.number) },
    })
    await notifyTicketChanged(tx, current.id)
    return [kept ?? current, ...children]
  })
}
