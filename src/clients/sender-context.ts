import { and, eq, isNull } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { isSuspended } from '../access/queries.ts'
import type { Channel } from '../people/identify-sender.ts'

type Reader = Pick<Database | Transaction, 'select' | '$count'>

export type SenderClient = {
  clientId: string
  name: string
  role: 'first_head' | 'authorised' | 'user'
  /** Definition 24: may ask for resumption and the like. */
  mayAct: boolean
}

/** Clients a person acts for now; an expired authority leaves him a mere user (R19). */
export async function clientsOfContact(
  db: Reader,
  contactId: string,
  at: Date,
): Promise<SenderClient[]> {
  const rows = await db
    .select({
      clientId: client.id,
      name: client.name,
      role: clientContact.role,
      validUntil: clientContact.validUntil,
    })
    .from(clientContact)
    .innerJoin(client, eq(client.id, clientContact.clientId))
    .where(
      and(
        eq(clientContact.contactId, contactId),
        isNull(clientContact.endedAt),
        isNull(client.mergedIntoId),
      ),
    )
    .orderBy(client.name, client.id)
  return rows.map(({ validUntil, ...row }) => ({
    ...row,
    mayAct: row.role !== 'user' && (validUntil === null || validUntil > at),
  }))
}

/** What an address is to us: trusted by a client in force, somebody's known one, or a stranger's (null). */
export async function addressStanding(
  db: Reader,
  channel: Channel,
  address: string,
): Promise<'trusted' | 'known' | null> {
  if (channel === 'phone' || channel === 'email') {
    const trusted = await db.$count(
      trustedContact,
      and(
        eq(trustedContact.channel, channel),
        eq(trustedContact.address, address),
        isNull(trustedContact.until),
      ),
    )
    if (trusted > 0) return 'trusted'
  }
  const known = await db
    .select({ id: identity.id })
    .from(identity)
    .innerJoin(clientContact, eq(clientContact.contactId, identity.contactId))
    .where(
      and(
        eq(identity.channel, channel),
        eq(identity.address, address),
        isNull(clientContact.endedAt),
      ),
    )
    .limit(1)
  return known.length > 0 ? 'known' : null
}

export type SenderContext = {
  /** Acts for a registered client (Annex 1, 1.1, 3.2 d; R74). */
  known: boolean
  assurance: (typeof identity.assurance.enumValues)[number]
  clients: SenderClient[]
  /** Access of him or of a client he acts for is closed in whole or in part (R49). */
  suspended: boolean
}

/** Who stands behind an address; null for an identity that does not exist. */
export async function senderContext(
  db: Reader,
  identityId: string,
  at: Date,
): Promise<SenderContext | null> {
  const [who] = await db
    .select({ contactId: identity.contactId, assurance: identity.assurance })
    .from(identity)
    .where(eq(identity.id, identityId))
  if (!who) return null
  const clients = await clientsOfContact(db, who.contactId, at)
  return {
    known: clients.length > 0,
    assurance: who.assurance,
    clients,
    suspended: clients.length > 0 && (await isSuspended(db, who.contactId, at)),
  }
}
