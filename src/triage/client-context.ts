import { and, eq, exists, isNull, lte, not, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { client, clientContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import type { TriageContext } from './with-context.ts'

/**
 * What the desk knows of who writes, in one query. Where no client is registered yet nobody can be told
 * from a stranger, so 3.2 d lowers no one.
 */
export async function triageContext(
  db: Database,
  sender: { identityId: string },
  at: Date,
): Promise<TriageContext> {
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
        lte(suspension.startsAt, at),
        or(isNull(suspension.holderContactId), eq(suspension.holderContactId, identity.contactId)),
      ),
    )
  const nobody = not(exists(db.select({ id: client.id }).from(client)))
  const [who] = await db
    .select({
      senderKnown: sql<boolean>`${or(exists(actsForClient), nobody)}`,
      suspended: sql<boolean>`${exists(closed)}`,
    })
    .from(identity)
    .where(eq(identity.id, sender.identityId))
  return who ?? { senderKnown: false, suspended: false }
}
