import { and, eq, inArray, notInArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { clientContact, linkSecret, mergeRecord, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'

const ids = z.array(z.uuid())
/** What went over to the other person, by table. */
export const MovedOfContact = z.object({
  identities: ids,
  tickets: ids,
  trusted: ids,
  suspensions: ids,
  cases: ids,
  /** Clients the person acted for and the other one did not yet. */
  clients: ids,
})
export type MovedOfContact = z.infer<typeof MovedOfContact>

/** Locks two persons in one order, so that two merges never wait for each other. */
export async function lockContacts(tx: Transaction, ...contactIds: string[]) {
  const rows = await tx
    .select()
    .from(contact)
    .where(inArray(contact.id, contactIds))
    .orderBy(contact.id)
    .for('update')
  if (rows.length < new Set(contactIds).size) throw new DomainError('not_found', 'contactNotFound')
  return rows
}

/** Everything of one person becomes another's; both are locked by the caller. Returns the record of it. */
export async function moveContact(
  ctx: Ctx,
  tx: Transaction,
  fromId: string,
  intoId: string,
): Promise<{ mergeId: string; moved: MovedOfContact }> {
  const own = (rows: { id: string }[]) => rows.map(({ id }) => id)
  const identities = own(
    await tx
      .update(identity)
      .set({ contactId: intoId })
      .where(eq(identity.contactId, fromId))
      .returning({ id: identity.id }),
  )
  const tickets = own(
    await tx
      .update(ticket)
      .set({ requesterId: intoId })
      .where(eq(ticket.requesterId, fromId))
      .returning({ id: ticket.id }),
  )
  const trusted = own(
    await tx
      .update(trustedContact)
      .set({ contactId: intoId })
      .where(eq(trustedContact.contactId, fromId))
      .returning({ id: trustedContact.id }),
  )
  const suspensions = own(
    await tx
      .update(suspension)
      .set({ holderContactId: intoId })
      .where(eq(suspension.holderContactId, fromId))
      .returning({ id: suspension.id }),
  )
  const cases = own(
    await tx
      .update(compromiseCase)
      .set({ holderContactId: intoId })
      .where(eq(compromiseCase.holderContactId, fromId))
      .returning({ id: compromiseCase.id }),
  )
  await tx.delete(linkSecret).where(eq(linkSecret.contactId, fromId))
  const taken = tx
    .select({ id: clientContact.clientId })
    .from(clientContact)
    .where(eq(clientContact.contactId, intoId))
  const moved = await tx
    .update(clientContact)
    .set({ contactId: intoId })
    .where(and(eq(clientContact.contactId, fromId), notInArray(clientContact.clientId, taken)))
    .returning({ id: clientContact.clientId })
  await tx.update(contact).set({ mergedIntoId: intoId }).where(eq(contact.id, fromId))
  const record = { identities, tickets, trusted, suspensions, cases, clients: own(moved) }
  const mergeId = ctx.newId()
  await tx.insert(mergeRecord).values({
    id: mergeId,
    kind: 'contact',
    fromId,
    intoId,
    moved: record,
    createdAt: ctx.now(),
  })
  return { mergeId, moved: record }
}
