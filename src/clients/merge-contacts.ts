import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { client, clientContact, mergeRecord, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { emitAccessChanged } from '../platform/emit-event.ts'
import { requireRight } from '../rights.ts'
import { sealedIin } from './client-number.ts'
import { lockContacts, moveContact } from './move-contact.ts'

export const MergeContactsInput = z.object({ fromId: z.uuid(), intoId: z.uuid() })
export type MergeContactsInput = z.infer<typeof MergeContactsInput>

type Reader = Pick<Database | Transaction, 'select' | '$count'>
type Person = typeof contact.$inferSelect

export type ContactMerge = {
  from: Person
  into: Person
  /** Why they cannot be merged: a key of the error texts. */
  blocked: string | null
  counts: Record<'clients' | 'addresses' | 'tickets' | 'trusted' | 'suspensions', number>
}

/** What a merge of two persons would do, or why it would not; null when one of them does not exist. */
export async function inspectContactMerge(
  db: Reader,
  fromId: string,
  intoId: string,
): Promise<ContactMerge | null> {
  const rows = await db
    .select()
    .from(contact)
    .where(inArray(contact.id, [fromId, intoId]))
  const from = rows.find((row) => row.id === fromId)
  const into = rows.find((row) => row.id === intoId)
  if (!from || !into) return null
  return {
    from,
    into,
    blocked: await blockedBy(db, from, into),
    counts: {
      clients: await db.$count(clientContact, eq(clientContact.contactId, fromId)),
      addresses: await db.$count(identity, eq(identity.contactId, fromId)),
      tickets: await db.$count(ticket, eq(ticket.requesterId, fromId)),
      trusted: await db.$count(trustedContact, eq(trustedContact.contactId, fromId)),
      suspensions: await db.$count(suspension, eq(suspension.holderContactId, fromId)),
    },
  }
}

async function blockedBy(db: Reader, from: Person, into: Person): Promise<string | null> {
  if (from.id === into.id) return 'mergeSame'
  if (from.mergedIntoId !== null || into.mergedIntoId !== null) return 'mergeAlready'
  if (from.iinHash !== null && into.iinHash !== null) return 'mergeNumbersDiffer'
  const cases = await db.$count(
    compromiseCase,
    and(
      inArray(compromiseCase.holderContactId, [from.id, into.id]),
      inArray(compromiseCase.state, ['open', 'suspended']),
    ),
  )
  return cases > 0 ? 'mergeFrozen' : null
}

/**
 * One person turns out to be another (R21): addresses, tickets, clients, trusted contacts and closed access go
 * over, and the IIN where the other has none. Can be taken back.
 */
export async function mergeContacts(
  ctx: Ctx,
  input: MergeContactsInput,
): Promise<{ mergeId: string }> {
  requireRight(ctx, 'clients.merge')
  const { fromId, intoId } = MergeContactsInput.parse(input)
  return inTx(ctx, async (tx) => {
    await lockClientsOf(tx, [fromId, intoId])
    if (fromId !== intoId) await lockContacts(tx, fromId, intoId)
    const found = await inspectContactMerge(tx, fromId, intoId)
    if (!found) throw new DomainError('not_found', 'contactNotFound')
    if (found.blocked !== null) throw new DomainError('precondition', found.blocked)
    const roles = await keepHigherRole(tx, fromId, intoId)
    const { mergeId, moved } = await moveContact(ctx, tx, fromId, intoId)
    const iin = await moveIin(ctx, tx, found)
    await tx
      .update(mergeRecord)
      .set({ moved: { ...moved, roles, iin } })
      .where(eq(mergeRecord.id, mergeId))
    for (const id of [fromId, intoId]) {
      await appendAudit(ctx, tx, {
        chain: `contact:${id}`,
        action: 'contact.merged',
        data: { mergeId, fromId, intoId },
      })
    }
    await tellAccess(ctx, tx, moved.suspensions)
    return { mergeId }
  })
}

/** Before their people: everything else locks in that order, too. */
export async function lockClientsOf(tx: Transaction, contactIds: string[]): Promise<void> {
  const acting = await tx
    .select({ id: clientContact.clientId })
    .from(clientContact)
    .where(inArray(clientContact.contactId, contactIds))
  await tx
    .select({ id: client.id })
    .from(client)
    .where(
      inArray(
        client.id,
        acting.map(({ id }) => id),
      ),
    )
    .orderBy(client.id)
    .for('update')
}

/** Holders named in grounds of closed access have changed: the platform learns whom they concern now. */
export async function tellAccess(ctx: Ctx, tx: Transaction, suspensionIds: string[]) {
  const rows = await tx
    .select({ id: suspension.id, clientId: suspension.clientId })
    .from(suspension)
    .where(and(inArray(suspension.id, suspensionIds), isNull(suspension.liftedAt)))
  for (const [clientId, own] of Map.groupBy(rows, (row) => row.clientId)) {
    await emitAccessChanged(ctx, tx, clientId, {
      kind: 'extended',
      suspensionIds: own.map(({ id }) => id),
    })
  }
}

const rank = { first_head: 2, authorised: 1, user: 0 } as const

/** Where both act for one client, the person keeps the higher of the two roles; what was before is returned. */
async function keepHigherRole(tx: Transaction, fromId: string, intoId: string) {
  const rows = await tx
    .select()
    .from(clientContact)
    .where(or(eq(clientContact.contactId, fromId), eq(clientContact.contactId, intoId)))
  const before: { contactId: string; clientId: string; role: keyof typeof rank; basis: string }[] =
    []
  for (const from of rows.filter((row) => row.contactId === fromId && row.endedAt === null)) {
    const into = rows.find((row) => row.contactId === intoId && row.clientId === from.clientId)
    if (!into || into.endedAt !== null || rank[from.role] <= rank[into.role]) continue
    for (const row of [from, into]) {
      const { contactId, clientId, role, basis } = row
      before.push({ contactId, clientId, role, basis })
    }
    // The other one steps down first: a client has one first head.
    await setRole(tx, { ...from, role: into.role, basis: into.basis })
    await setRole(tx, { ...into, role: from.role, basis: from.basis })
  }
  return before
}

export async function setRole(
  tx: Transaction,
  row: { contactId: string; clientId: string; role: keyof typeof rank; basis: string },
): Promise<void> {
  await tx
    .update(clientContact)
    .set({ role: row.role, basis: row.basis })
    .where(
      and(eq(clientContact.clientId, row.clientId), eq(clientContact.contactId, row.contactId)),
    )
}

async function moveIin(ctx: Ctx, tx: Transaction, { from, into }: ContactMerge): Promise<boolean> {
  if (from.iinSealed === null || into.iinHash !== null) return false
  const iin = ctx.vault.open(from.iinSealed, `contact:${from.id}`)
  await tx
    .update(contact)
    .set(sealedIin(ctx, into.id, iin))
    .where(eq(contact.id, into.id))
  return true
}
