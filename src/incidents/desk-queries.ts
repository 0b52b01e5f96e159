import { asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../db/client.ts'
import { product } from '../../db/schema/catalogue.ts'
import { incident, incidentTicket, incidentUpdate } from '../../db/schema/incidents.ts'
import { contact, staff } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Incident } from './current-news.ts'

const counted = {
  linked: sql<number>`(select count(*)::int from incident_ticket i where i.incident_id = ${incident.id} and i.state = 'linked')`,
  offered: sql<number>`(select count(*)::int from incident_ticket i where i.incident_id = ${incident.id} and i.state = 'offered')`,
}

export type IncidentItem = Incident & { linked: number; offered: number }

/** Proposals and what goes on, the oldest first. */
export async function liveIncidents(db: Database): Promise<IncidentItem[]> {
  const rows = await db
    .select({ incident, ...counted })
    .from(incident)
    .where(inArray(incident.state, ['proposed', 'confirmed']))
    .orderBy(asc(incident.proposedAt), asc(incident.id))
  return rows.map(({ incident: row, ...counts }) => ({ ...row, ...counts }))
}

/** What is over, the newest first. */
export async function pastIncidents(db: Database, limit = 50): Promise<IncidentItem[]> {
  const rows = await db
    .select({ incident, ...counted })
    .from(incident)
    .where(inArray(incident.state, ['closed', 'dismissed']))
    .orderBy(desc(incident.endedAt), desc(incident.id))
    .limit(limit)
  return rows.map(({ incident: row, ...counts }) => ({ ...row, ...counts }))
}

export type IncidentTicketRow = Awaited<ReturnType<typeof ticketsOf>>[number]
export type IncidentPage = NonNullable<Awaited<ReturnType<typeof incidentPage>>>

/** Everything the page of an incident shows; null if there is no such incident. */
export async function incidentPage(db: Database, id: string) {
  const [row] = z.uuid().safeParse(id).success
    ? await db.select().from(incident).where(eq(incident.id, id))
    : []
  if (!row) return null
  const updates = await db
    .select({ update: incidentUpdate, staffName: staff.name })
    .from(incidentUpdate)
    .innerJoin(staff, eq(staff.id, incidentUpdate.staffId))
    .where(eq(incidentUpdate.incidentId, id))
    .orderBy(desc(incidentUpdate.publishedAt), desc(incidentUpdate.id))
  return {
    incident: row,
    updates: updates.map(({ update, staffName }) => ({ ...update, staffName })),
    tickets: await ticketsOf(db, id),
  }
}

/** As many as a person can look through; the counts on the page are of these. */
const shownTickets = 500

async function ticketsOf(db: Database, incidentId: string) {
  return db
    .select({
      id: ticket.id,
      number: ticket.number,
      subject: ticket.subject,
      status: ticket.status,
      receivedAt: ticket.receivedAt,
      requesterId: ticket.requesterId,
      requesterName: contact.name,
      state: incidentTicket.state,
      staffName: staff.name,
    })
    .from(incidentTicket)
    .innerJoin(ticket, eq(ticket.id, incidentTicket.ticketId))
    .innerJoin(contact, eq(contact.id, ticket.requesterId))
    .leftJoin(staff, eq(staff.id, incidentTicket.staffId))
    .where(eq(incidentTicket.incidentId, incidentId))
    .orderBy(asc(ticket.receivedAt), asc(ticket.id))
    .limit(shownTickets)
}

/** Code and Russian name of every product, for choices. */
export async function productNames(db: Database): Promise<[string, string][]> {
  const rows = await db.select().from(product).orderBy(product.position)
  return rows.map(({ code, nameRu }) => [code, nameRu])
}

/** What made the desk propose an incident, as it was stored. */
export const Evidence = z.object({
  clients: z.number(),
  usual: z.number(),
  windowMinutes: z.number(),
  tickets: z.number(),
})
