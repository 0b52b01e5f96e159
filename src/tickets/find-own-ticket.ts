import { and, eq } from 'drizzle-orm'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from './load-ticket.ts'

/** The customer's ticket of this number. @throws DomainError `not_found`, also for another person's ticket (R56) */
export async function findOwnTicket(ctx: Ctx, number: string): Promise<Ticket> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const [row] = await ctx.db
    .select()
    .from(ticket)
    .where(and(eq(ticket.number, number), eq(ticket.requesterId, ctx.actor.contactId)))
  if (!row) throw new DomainError('not_found', 'ticketNotFound')
  return row
}
