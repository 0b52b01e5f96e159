import { asc, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { DomainError } from '../errors.ts'
import { together } from '../together.ts'

export type Ticket = typeof ticket.$inferSelect

/** In one order everywhere, so that no two transactions wait for each other. */
const lockTicket = together(async (tx, ids: string[]): Promise<(Ticket | undefined)[]> => {
  const { source } = jsonRows(
    ticket,
    ['id'],
    ids.map((id) => ({ id })),
  )
  const rows = await tx
    .select()
    .from(ticket)
    .where(sql`${ticket.id} in (select given.id from ${source})`)
    .orderBy(asc(ticket.id))
    .for('update')
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => found.get(id))
})

/**
 * The ticket, locked until the transaction ends; a merged one leads to the ticket that took it over.
 * @throws DomainError `not_found`
 */
export async function requireTicketForUpdate(tx: Transaction, id: string): Promise<Ticket> {
  const row = await lockTicket(tx, id)
  if (!row) throw new DomainError('not_found', 'ticketNotFound')
  return row.mergedIntoId === null ? row : requireTicketForUpdate(tx, row.mergedIntoId)
}

/** Same, but a merged ticket is an error: for actions that would surprise on another ticket. */
export async function requireLiveTicketForUpdate(tx: Transaction, id: string): Promise<Ticket> {
  const found = await requireTicketForUpdate(tx, id)
  if (found.id !== id) throw new DomainError('conflict', 'ticketMerged', { number: found.number })
  return found
}
