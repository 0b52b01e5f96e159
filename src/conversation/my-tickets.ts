import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { rating, ticket } from '../../db/schema/tickets.ts'

export type MyTicket = Awaited<ReturnType<typeof myTickets>>[number]

/** A client's own tickets, newest first, each with our last answer and his vote; `before` is the last one shown. */
export async function myTickets(
  db: Database,
  contactId: string,
  options: { limit: number; before?: Date; number?: string },
) {
  return db
    .select({
      number: ticket.number,
      subject: ticket.subject,
      status: ticket.status,
      intent: ticket.intent,
      receivedAt: ticket.receivedAt,
      dueAt: ticket.dueAt,
      cycle: ticket.cycle,
      needsTriageCheck: ticket.needsTriageCheck,
      score: rating.score,
      lastAnswer: sql<string | null>`(
        select m.body from message m
        where m.ticket_id = ${ticket.id} and m.author = 'staff' and not m.internal
        order by m.created_at desc, m.id desc limit 1)`,
    })
    .from(ticket)
    .leftJoin(rating, and(eq(rating.ticketId, ticket.id), eq(rating.cycle, ticket.cycle)))
    .where(
      and(
        eq(ticket.requesterId, contactId),
        options.before ? lt(ticket.receivedAt, options.before) : undefined,
        options.number ? eq(ticket.number, options.number) : undefined,
      ),
    )
    .orderBy(desc(ticket.receivedAt), desc(ticket.id))
    .limit(options.limit)
}

/** How many of a client's tickets are open. */
export async function openCount(db: Database, contactId: string): Promise<number> {
  return db.$count(
    ticket,
    and(
      eq(ticket.requesterId, contactId),
      sql`${ticket.status} in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended')`,
    ),
  )
}
