import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'

/** The customer's ticket of this number, locked. @throws DomainError `not_found`, also for another person's (R56) */
export async function requireOwnForUpdate(
  ctx: Ctx,
  tx: Transaction,
  number: string,
): Promise<Ticket> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const [row] = await tx
    .select({ id: ticket.id })
    .from(ticket)
    .where(and(eq(ticket.number, number), eq(ticket.requesterId, ctx.actor.contactId)))
  if (!row) throw new DomainError('not_found', 'ticketNotFound')
  return requireTicketForUpdate(tx, row.id)
}
