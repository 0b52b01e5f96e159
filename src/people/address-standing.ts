import { and, eq, lt } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { message } from '../../db/schema/tickets.ts'

/**
 * What an address is to us at the moment of a message: a confirmed one of a contact, one that wrote
 * before, or new (null).
 */
export async function addressStanding(
  db: Database,
  identityId: string,
  at: Date,
): Promise<'trusted' | 'known' | null> {
  const [known] = await db
    .select({ assurance: identity.assurance })
    .from(identity)
    .where(eq(identity.id, identityId))
  if (!known) return null
  if (known.assurance === 'verified') return 'trusted'
  const [earlier] = await db
    .select({ id: message.id })
    .from(message)
    .where(and(eq(message.identityId, identityId), lt(message.createdAt, at)))
    .limit(1)
  return earlier || known.assurance === 'claimed' ? 'known' : null
}
