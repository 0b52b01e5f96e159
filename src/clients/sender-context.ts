import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { isSuspended } from '../access/queries.ts'
import { together } from '../together.ts'

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

/** What an e-mail address is to us: trusted by a client in force, somebody's known one, or a stranger's (null). */
export const addressStanding = together(
  async (db: Pick<Database, 'execute'>, addresses: string[]): Promise<Standing[]> => {
    const { source } = jsonRows(
      identity,
      ['address'],
      addresses.map((address) => ({ address })),
    )
    const rows = await db.execute<{ address: string; trusted: boolean }>(sql`
      select ${trustedContact.address}, true as trusted from ${trustedContact}
      where ${trustedContact.channel} = 'email' and ${trustedContact.until} is null
        and ${trustedContact.address} in (select given.address from ${source})
      union all
      select ${identity.address}, false from ${identity}
      join ${clientContact} on ${clientContact.contactId} = ${identity.contactId}
      where ${identity.channel} = 'email' and ${clientContact.endedAt} is null
        and ${identity.address} in (select given.address from ${source})`)
    const trusted = new Set(rows.flatMap((row) => (row.trusted ? row.address : [])))
    const known = new Set(rows.map((row) => row.address))
    return addresses.map((address) =>
      trusted.has(address) ? 'trusted' : known.has(address) ? 'known' : null,
    )
  },
)

type Standing = 'trusted' | 'known' | null

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
