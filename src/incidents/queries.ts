import { and, asc, desc, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { announcement } from '../../db/schema/announcements.ts'
import { product } from '../../db/schema/catalogue.ts'
import { incident, incidentUpdate } from '../../db/schema/incidents.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Incident } from './current-news.ts'
import type { IncidentUpdate } from './load-incident.ts'

export type Announcement = typeof announcement.$inferSelect

/** What goes on now, what is to come, and what is over, as the status page shows it. */
export type StatusBoard = {
  faults: PublicIncident[]
  now: Announcement[]
  coming: Announcement[]
  past: Announcement[]
  pastFaults: PublicIncident[]
}

/** A confirmed incident with what was said of it, newest first. */
export type PublicIncident = Incident & { updates: IncidentUpdate[] }

const aheadMs = 60 * 24 * 3_600_000

export async function statusBoard(db: Database, now: Date, pastLimit = 20): Promise<StatusBoard> {
  const notOver = or(isNull(announcement.endsAt), gt(announcement.endsAt, now))
  const live = await db
    .select()
    .from(announcement)
    .where(
      and(
        isNull(announcement.withdrawnAt),
        notOver,
        lte(announcement.startsAt, new Date(now.getTime() + aheadMs)),
      ),
    )
    .orderBy(asc(announcement.startsAt), asc(announcement.id))
  const past = await db
    .select()
    .from(announcement)
    .where(and(isNull(announcement.withdrawnAt), lte(announcement.endsAt, now)))
    .orderBy(desc(announcement.endsAt), desc(announcement.id))
    .limit(pastLimit)
  return {
    faults: await publicIncidents(db, 'confirmed', pastLimit),
    pastFaults: await publicIncidents(db, 'closed', pastLimit),
    now: live.filter((one) => one.startsAt <= now),
    coming: live.filter((one) => one.startsAt > now),
    past,
  }
}

async function publicIncidents(
  db: Database,
  state: 'confirmed' | 'closed',
  limit: number,
): Promise<PublicIncident[]> {
  const rows = await db
    .select()
    .from(incident)
    .where(eq(incident.state, state))
    .orderBy(desc(incident.confirmedAt), desc(incident.id))
    .limit(limit)
  if (rows.length === 0) return []
  const updates = await db
    .select()
    .from(incidentUpdate)
    .where(
      inArray(
        incidentUpdate.incidentId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(desc(incidentUpdate.publishedAt), desc(incidentUpdate.id))
  return rows.map((row) => ({
    ...row,
    updates: updates.filter(({ incidentId }) => incidentId === row.id),
  }))
}

/** Names of the products by code; the catalogue has them in Russian and Kazakh. */
export async function productNamesIn(db: Database, locale: Locale): Promise<Map<string, string>> {
  const rows = await db.select().from(product)
  return new Map(rows.map(({ code, nameRu, nameKk }) => [code, locale === 'kk' ? nameKk : nameRu]))
}
