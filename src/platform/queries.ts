import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { staff } from '../../db/schema/people.ts'
import { apiKey, platformEvent } from '../../db/schema/platform.ts'

export const eventFilters = ['waiting', 'given_up', 'all'] as const
export type EventFilter = (typeof eventFilters)[number]

const conditions: Record<EventFilter, SQL | undefined> = {
  waiting: and(isNull(platformEvent.deliveredAt), isNull(platformEvent.gaveUpAt)),
  given_up: isNotNull(platformEvent.gaveUpAt),
  all: undefined,
}

export type EventItem = Awaited<ReturnType<typeof platformEvents>>[number]

/** Events for the platform, newest first. */
export function platformEvents(
  db: Database,
  { filter, before, limit = 50 }: { filter: EventFilter; before?: bigint; limit?: number },
) {
  return db
    .select({
      seq: platformEvent.seq,
      id: platformEvent.id,
      type: platformEvent.type,
      clientId: platformEvent.clientId,
      clientName: client.name,
      createdAt: platformEvent.createdAt,
      deliveredAt: platformEvent.deliveredAt,
      gaveUpAt: platformEvent.gaveUpAt,
      attempts: platformEvent.attempts,
      lastError: platformEvent.lastError,
    })
    .from(platformEvent)
    .innerJoin(client, eq(client.id, platformEvent.clientId))
    .where(
      and(
        conditions[filter],
        before === undefined ? undefined : sql`${platformEvent.seq} < ${String(before)}`,
      ),
    )
    .orderBy(desc(platformEvent.seq))
    .limit(limit)
}

/** How the link stands: what waits and since when, what was given up, what arrived last. */
export async function webhookState(db: Database) {
  const [row] = await db
    .select({
      waiting: sql<number>`count(*) filter (where ${conditions.waiting})::int`,
      failing: sql<number>`count(*) filter (where ${conditions.waiting} and ${platformEvent.lastError} is not null)::int`,
      givenUp: sql<number>`count(*) filter (where ${conditions.given_up})::int`,
      oldest: sql<
        string | null
      >`min(${platformEvent.createdAt}) filter (where ${conditions.waiting})`,
      lastDelivered: sql<string | null>`max(${platformEvent.deliveredAt})`,
    })
    .from(platformEvent)
  if (!row) throw new Error('an aggregate without a row')
  const moment = (text: string | null) => (text === null ? null : new Date(text))
  return { ...row, oldest: moment(row.oldest), lastDelivered: moment(row.lastDelivered) }
}

export type ApiKeyItem = Awaited<ReturnType<typeof apiKeys>>[number]

/** Keys of the HTTP interface, those in force first. */
export function apiKeys(db: Database) {
  return db
    .select({
      id: apiKey.id,
      name: apiKey.name,
      scopes: apiKey.scopes,
      createdAt: apiKey.createdAt,
      createdBy: staff.name,
      expiresAt: apiKey.expiresAt,
      lastUsedAt: apiKey.lastUsedAt,
      revokedAt: apiKey.revokedAt,
    })
    .from(apiKey)
    .innerJoin(staff, eq(staff.id, apiKey.createdBy))
    .orderBy(sql`${apiKey.revokedAt} is not null`, asc(apiKey.createdAt))
}
