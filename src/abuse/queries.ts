import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { abuseReport } from '../../db/schema/abuse.ts'
import { client } from '../../db/schema/clients.ts'
import { staff } from '../../db/schema/people.ts'
import { attachment, message, ticket } from '../../db/schema/tickets.ts'

export type AbuseItem = Awaited<ReturnType<typeof abuseReports>>[number]

/** Reports of abuse and weaknesses, newest first. */
export function abuseReports(db: Database, state: 'open' | 'decided', limit = 100) {
  return db
    .select({
      report: abuseReport,
      number: ticket.number,
      subject: ticket.subject,
      clientName: client.name,
      decidedBy: staff.name,
    })
    .from(abuseReport)
    .innerJoin(ticket, eq(ticket.id, abuseReport.ticketId))
    .leftJoin(client, eq(client.id, abuseReport.targetClientId))
    .leftJoin(staff, eq(staff.id, abuseReport.decidedBy))
    .where(state === 'open' ? isNull(abuseReport.outcome) : isNotNull(abuseReport.outcome))
    .orderBy(desc(abuseReport.createdAt), desc(abuseReport.id))
    .limit(limit)
}

/** True when a ticket, or the one that a file or message belongs to, is only for those who judge abuse. */
export async function isRestricted(
  db: Database,
  of: { number: string } | { fileId: string } | { messageId: string },
): Promise<boolean> {
  const belongs =
    'number' in of
      ? eq(ticket.number, of.number)
      : 'fileId' in of
        ? sql`${ticket.id} = (select m.ticket_id from ${attachment} a
            join ${message} m on m.id = a.message_id where a.id = ${of.fileId})`
        : sql`${ticket.id} = (select m.ticket_id from ${message} m where m.id = ${of.messageId})`
  return (await db.$count(ticket, and(eq(ticket.restricted, true), belongs))) > 0
}
