import { and, eq, or } from 'drizzle-orm'
import { z } from 'zod'
import { ticketLink } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireLiveTicketForUpdate } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const LinkTicketsInput = z.object({ ticketId: z.uuid(), otherId: z.uuid() })
export type LinkTicketsInput = z.infer<typeof LinkTicketsInput>

/** Tells staff that two tickets have to do with each other; clients see nothing of it. */
export async function linkTickets(ctx: Ctx, input: LinkTicketsInput): Promise<void> {
  requireStaff(ctx, deskRoles)
  const { ticketId, otherId } = LinkTicketsInput.parse(input)
  if (ticketId === otherId) throw new DomainError('invalid', 'mergeSameTicket')
  await inTx(ctx, async (tx) => {
    const one = await requireLiveTicketForUpdate(tx, ticketId)
    const pair = (from: string, to: string) =>
      and(eq(ticketLink.fromId, from), eq(ticketLink.toId, to), eq(ticketLink.kind, 'related'))
    const [known] = await tx
      .select({ at: ticketLink.createdAt })
      .from(ticketLink)
      .where(or(pair(ticketId, otherId), pair(otherId, ticketId)))
    if (known) throw new DomainError('conflict', 'alreadyLinked')
    await tx
      .insert(ticketLink)
      .values({ fromId: ticketId, toId: otherId, kind: 'related', createdAt: ctx.now() })
    await appendAudit(ctx, tx, {
      chain: `ticket:${one.id}`,
      action: 'ticket.linked',
      data: { otherId },
    })
    await notifyTicketChanged(tx, ticketId)
    await notifyTicketChanged(tx, otherId)
  })
}
