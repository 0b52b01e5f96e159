import { and, desc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'

export type DeadLetter = {
  id: string
  channel: string
  address: string
  kind: string
  attempts: number
  lastError: string | null
  createdAt: Date
  ticketNumber: string | null
  ticketSubject: string | null
}

/** Messages that we gave up on, newest first; `after` is the id of the last one shown. */
export async function deadLetters(
  db: Database,
  options: { limit?: number; after?: string } = {},
): Promise<DeadLetter[]> {
  return db
    .select({
      id: outbound.id,
      channel: outbound.channel,
      address: outbound.address,
      kind: outbound.kind,
      attempts: outbound.attempts,
      lastError: outbound.lastError,
      createdAt: outbound.createdAt,
      ticketNumber: ticket.number,
      ticketSubject: ticket.subject,
    })
    .from(outbound)
    .leftJoin(ticket, eq(ticket.id, outbound.ticketId))
    .where(
      and(
        // Written out so that the partial index applies.
        sql`${outbound.state} = 'dead'`,
        options.after === undefined
          ? undefined
          : sql`(${outbound.createdAt}, ${outbound.id}) < (select o.created_at, o.id from outbound o where o.id = ${options.after})`,
      ),
    )
    .orderBy(desc(outbound.createdAt), desc(outbound.id))
    .limit(options.limit ?? 50)
}
