import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { incident, incidentTicket, incidentUpdate } from '../../db/schema/incidents.ts'
import { DomainError } from '../errors.ts'
import type { Incident } from './current-news.ts'

export type IncidentUpdate = typeof incidentUpdate.$inferSelect

/** Locked until the transaction ends. @throws DomainError `not_found` */
export async function requireIncidentForUpdate(tx: Transaction, id: string): Promise<Incident> {
  const [row] = await tx.select().from(incident).where(eq(incident.id, id)).for('update')
  if (!row) throw new DomainError('not_found', 'incidentNotFound')
  return row
}

export async function newestUpdate(
  tx: Pick<Transaction, 'select'>,
  incidentId: string,
): Promise<IncidentUpdate | null> {
  const [row] = await tx
    .select()
    .from(incidentUpdate)
    .where(eq(incidentUpdate.incidentId, incidentId))
    .orderBy(desc(incidentUpdate.publishedAt), desc(incidentUpdate.id))
    .limit(1)
  return row ?? null
}

/** Ids of the tickets that an incident explains. */
export async function linkedTickets(
  tx: Pick<Transaction, 'select'>,
  incidentId: string,
): Promise<string[]> {
  const rows = await tx
    .select({ id: incidentTicket.ticketId })
    .from(incidentTicket)
    .where(and(eq(incidentTicket.incidentId, incidentId), eq(incidentTicket.state, 'linked')))
    .orderBy(incidentTicket.ticketId)
  return rows.map(({ id }) => id)
}

/** The confirmed incident that a ticket is linked to, if any. */
export async function incidentOfTicket(
  tx: Pick<Transaction, 'select'>,
  ticketId: string,
): Promise<Incident | null> {
  const [row] = await tx
    .select({ incident })
    .from(incidentTicket)
    .innerJoin(incident, eq(incident.id, incidentTicket.incidentId))
    .where(
      and(
        eq(incidentTicket.ticketId, ticketId),
        eq(incidentTicket.state, 'linked'),
        eq(incident.state, 'confirmed'),
      ),
    )
    .limit(1)
  return row?.incident ?? null
}

export async function confirmedFaults(
  db: Pick<Transaction, 'select'>,
): Promise<{ id: string; titleRu: string }[]> {
  return db
    .select({ id: incident.id, titleRu: incident.titleRu })
    .from(incident)
    .where(eq(incident.state, 'confirmed'))
    .orderBy(incident.confirmedAt, incident.id)
}
