import { eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { formatTicketNumber } from './ticket-number.ts'

/** `KNS-483-920-179` of a ticket that exists. */
export async function numberOfTicket(db: Database, ticketId: string): Promise<string> {
  const [row] = await db
    .select({ number: ticket.number })
    .from(ticket)
    .where(eq(ticket.id, ticketId))
  if (!row) throw new Error('ticket vanished')
  return formatTicketNumber(row.number)
}
