import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { DomainError } from '../errors.ts'

export type Ticket = typeof ticket.$inferSelect

/**
 * The ticket, locked until the transaction ends; a merged one leads to the ticket that took it over.
 * @throws DomainError `not_found`
 */
export async function requireTicketForUpdate(tx: Transaction, id: string): Promise<Ticket> {
  const [row] = await tx.select().from(ticket).where(eq(ticket.id, id)).for('update')
  if (!row) throw new DomainError('not_found', 'ticketNotFound')
  return row.mergedIntoId === null ? row : requireTicketForUpdate(tx, row.mergedIntoId)
}

/** Same, but a merged ticket is an error: for actions that would surprise on another ticket. */
export async function requireLiveTicketForUpdate(tx: Transaction, id: string): Promise<Ticket> {
  const found = await requireTicketForUpdate(tx, id)
  if (found.id !== id) throw new DomainError('conflict', 'ticketMerged', { number: found.number })
  return found
}
