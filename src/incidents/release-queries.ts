import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { releaseNote, releaseTicket } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'

/** What developers are waited for, the longest first. */
export async function waitingReferences(
  db: Database,
): Promise<{ reference: string; tickets: number; since: Date }[]> {
  const since = sql<Date>`min(${ticket.receivedAt})`.mapWith(ticket.receivedAt)
  return db
    .select({
      reference: sql<string>`min(${ticket.devReference})`,
      tickets: sql<number>`count(*)::int`,
      since,
    })
    .from(ticket)
    .where(eq(ticket.status, 'in_development'))
    .groupBy(sql`lower(trim(${ticket.devReference}))`)
    .orderBy(asc(since))
}

export type Release = typeof releaseNote.$inferSelect & {
  tickets: { number: string; status: string }[]
}

/** Published releases, the newest first, with the tickets they have solved. */
export async function releases(db: Database, limit = 30): Promise<Release[]> {
  const rows = await db
    .select()
    .from(releaseNote)
    .orderBy(desc(releaseNote.publishedAt), desc(releaseNote.id))
    .limit(limit)
  const solved = await db
    .select({ releaseId: releaseTicket.releaseId, number: ticket.number, status: ticket.status })
    .from(releaseTicket)
    .innerJoin(ticket, eq(ticket.id, releaseTicket.ticketId))
    .innerJoin(releaseNote, eq(releaseNote.id, releaseTicket.releaseId))
    .orderBy(desc(releaseNote.publishedAt), asc(ticket.number))
    .limit(2000)
  const byRelease = Map.groupBy(solved, ({ releaseId }) => releaseId)
  return rows.map((row) => ({ ...row, tickets: byRelease.get(row.id) ?? [] }))
}
