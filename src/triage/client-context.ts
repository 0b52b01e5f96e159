import { and, eq, exists, isNull, not, or } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
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
  const [known] = await db
    .select({ id: identity.id })
    .from(identity)
    .where(
      and(
        eq(identity.id, sender.identityId),
        or(exists(actsForClient), not(exists(db.select({ id: client.id }).from(client)))),
      ),
    )
  return { senderKnown: known !== undefined, suspended: false }
}
