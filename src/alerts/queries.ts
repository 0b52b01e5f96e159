import { aliasedTable, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { alert } from '../../db/schema/alerts.ts'
import { staff } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'

const recipient = aliasedTable(staff, 'recipient')

export type AlertItem = Awaited<ReturnType<typeof alertsList>>[number]

/** Open alerts, the worst first; or those already seen to, newest first. */
export async function alertsList(db: Database, state: 'open' | 'seen', limit = 100) {
  const severity = sql`case ${alert.severity} when 'critical' then 0 when 'warning' then 1 else 2 end`
  return db
    .select({
      id: alert.id,
      kind: alert.kind,
      severity: alert.severity,
      data: alert.data,
      times: alert.times,
      createdAt: alert.createdAt,
      lastAt: alert.lastAt,
      acknowledgedAt: alert.acknowledgedAt,
      acknowledgedBy: staff.name,
      staffId: alert.staffId,
      toSupervisor: alert.toSupervisor,
      recipientName: recipient.name,
      ticketNumber: ticket.number,
      ticketSubject: sql<
        string | null
      >`case when ${ticket.restricted} then '' else ${ticket.subject} end`,
    })
    .from(alert)
    .leftJoin(ticket, eq(ticket.id, alert.ticketId))
    .leftJoin(staff, eq(staff.id, alert.acknowledgedBy))
    .leftJoin(recipient, eq(recipient.id, alert.staffId))
    .where(state === 'open' ? isNull(alert.acknowledgedAt) : isNotNull(alert.acknowledgedAt))
    .orderBy(
      ...(state === 'open'
        ? [severity, desc(alert.lastAt), desc(alert.id)]
        : [desc(alert.acknowledgedAt), desc(alert.id)]),
    )
    .limit(limit)
}
