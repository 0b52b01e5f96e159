import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { resumption, suspension } from '../../db/schema/access.ts'
import { product } from '../../db/schema/catalogue.ts'
import { client, clientContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { type AccessDecision, type AccessSubject, accessDecision } from './decision.ts'
import type { Suspension } from './insert-suspension.ts'

type Reader = Pick<Database | Transaction, 'select'>

/** Grounds against a client that are not lifted, those of the future too. */
export async function suspensionsInForce(db: Reader, clientId: string): Promise<Suspension[]> {
  return db
    .select()
    .from(suspension)
    .where(and(eq(suspension.clientId, clientId), isNull(suspension.liftedAt)))
    .orderBy(asc(suspension.createdAt), asc(suspension.id))
}

/** The decision for a client, or for a holder or key of it. */
export async function accessOf(
  db: Reader,
  clientId: string,
  subject: AccessSubject,
  at: Date,
): Promise<AccessDecision> {
  return accessDecision({ suspensions: await suspensionsInForce(db, clientId), subject }, at)
}

/** True when any client a person acts for is closed to him now: what triage wants to know (R49). */
export async function isSuspended(db: Reader, contactId: string, at: Date): Promise<boolean> {
  const rows = await db
    .select({ suspension })
    .from(clientContact)
    .innerJoin(suspension, eq(suspension.clientId, clientContact.clientId))
    .where(
      and(
        eq(clientContact.contactId, contactId),
        isNull(clientContact.endedAt),
        isNull(suspension.liftedAt),
      ),
    )
  const suspensions = rows.map((row) => row.suspension)
  return (
    accessDecision({ suspensions, subject: { holderContactId: contactId } }, at).access !==
    'allowed'
  )
}

/** All that was ever closed for a client, newest first, with the holders' names. */
export async function suspensionHistory(db: Reader, clientId: string) {
  return db
    .select({ suspension, holderName: contact.name })
    .from(suspension)
    .leftJoin(contact, eq(contact.id, suspension.holderContactId))
    .where(eq(suspension.clientId, clientId))
    .orderBy(desc(suspension.createdAt), desc(suspension.id))
}

export async function resumptionsOf(db: Reader, clientId: string) {
  return db
    .select()
    .from(resumption)
    .where(eq(resumption.clientId, clientId))
    .orderBy(desc(resumption.createdAt))
    .limit(50)
}

/** A client, and a person if the number is a person's, by IIN or BIN. */
export async function findByNumber(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  number: string,
): Promise<{ clientId: string; holderContactId: string | undefined }[]> {
  const hashes = ctx.vault.fingerprints(number)
  const own = await ctx.db
    .select({ clientId: client.id })
    .from(client)
    .where(and(inArray(client.numberHash, hashes), isNull(client.mergedIntoId)))
  const people = await ctx.db
    .select({ clientId: clientContact.clientId, holderContactId: contact.id })
    .from(contact)
    .innerJoin(clientContact, eq(clientContact.contactId, contact.id))
    .where(
      and(
        inArray(contact.iinHash, hashes),
        isNull(contact.mergedIntoId),
        isNull(clientContact.endedAt),
      ),
    )
  const found = new Map<string, string | undefined>()
  for (const { clientId } of own) found.set(clientId, undefined)
  for (const { clientId, holderContactId } of people) found.set(clientId, holderContactId)
  return [...found].map(([clientId, holderContactId]) => ({ clientId, holderContactId }))
}

/** What the platform consists of, in its order. */
export async function productList(db: Reader) {
  return db.select().from(product).orderBy(asc(product.position))
}
