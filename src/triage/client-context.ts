import { and, eq, exists, isNull, lte, not, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { suspension } from '../../db/schema/access.ts'
import { client, clientContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { together } from '../together.ts'
import type { TriageContext } from './with-context.ts'

/**
 * What the desk knows of who writes, in one query. Where no client is registered yet nobody can be told
 * from a stranger, so 3.2 d lowers no one.
 */
export function triageContext(
  db: Database,
  sender: { identityId: string },
  at: Date,
): Promise<TriageContext> {
  return readContext(db, { identityId: sender.identityId, at })
}

type Asked = { identityId: string; at: Date }

const readContext = together(async (db: Database, asked: Asked[]): Promise<TriageContext[]> => {
  const actsForClient = db
    .select({ id: clientContact.clientId })
    .from(clientContact)
    .innerJoin(client, eq(client.id, clientContact.clientId))
    .where(
      and(
        eq(clientContact.contactId, identity.contactId),
        isNull(clientContact.endedAt),
        isNull(client.mergedIntoId),
      ),
    )
  const closed = db
    .select({ id: suspension.id })
    .from(suspension)
    .innerJoin(clientContact, eq(clientContact.clientId, suspension.clientId))
    .where(
      and(
        eq(clientContact.contactId, identity.contactId),
        isNull(clientContact.endedAt),
        isNull(suspension.liftedAt),
        lte(suspension.startsAt, asked[0]?.at ?? sql`now()`),
        or(isNull(suspension.holderContactId), eq(suspension.holderContactId, identity.contactId)),
      ),
    )
  const nobody = not(exists(db.select({ id: client.id }).from(client)))
  const { source } = jsonRows(
    identity,
    ['id'],
    asked.map(({ identityId }) => ({ id: identityId })),
  )
  const rows = await db
    .select({
      id: identity.id,
      senderKnown: sql<boolean>`${or(exists(actsForClient), nobody)}`,
      suspended: sql<boolean>`${exists(closed)}`,
    })
    .from(identity)
    .where(sql`${identity.id} in (select given.id from ${source})`)
  return asked.map(({ identityId }) => {
    const who = rows.find(({ id }) => id === identityId)
    return { senderKnown: who?.senderKnown ?? false, suspended: who?.suspended ?? false }
  })
})
