import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { TrustedChannel } from './address.ts'
import { checkIin, sealedIin } from './client-number.ts'
import { lockContacts, moveContact } from './move-contact.ts'

export type Person = {
  name: string
  iin: string
  phone: string | null
  email: string | null
  /** False for a name that only a reporter gave: a known person keeps his. */
  rename: boolean
}

/**
 * The person meant: by IIN, then by an address he already has with us, else a new one. So one person can
 * act for several organisations (R21).
 */
export async function resolvePerson(ctx: Ctx, tx: Transaction, person: Person): Promise<string> {
  const iin = person.iin.trim() === '' ? null : checkIin(person.iin, ctx.now())
  const found =
    (iin === null ? null : await byIin(ctx, tx, iin)) ?? (await byAddress(tx, iin, person))
  const id = found ?? ctx.newId()
  if (found === null) {
    await tx.insert(contact).values({ id, name: person.name, createdAt: ctx.now() })
  } else {
    await lockContacts(tx, id)
    if (person.rename) {
      await tx.update(contact).set({ name: person.name }).where(eq(contact.id, id))
    }
  }
  if (iin !== null) {
    await tx
      .update(contact)
      .set(sealedIin(ctx, id, iin))
      .where(and(eq(contact.id, id), isNull(contact.iinHash)))
  }
  return id
}

async function byIin(ctx: Ctx, tx: Transaction, iin: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: contact.id })
    .from(contact)
    .where(and(inArray(contact.iinHash, ctx.vault.fingerprints(iin)), isNull(contact.mergedIntoId)))
  return row?.id ?? null
}

/** Somebody with another IIN is somebody else, whatever address they share. */
async function byAddress(
  tx: Transaction,
  iin: string | null,
  { phone, email }: Person,
): Promise<string | null> {
  for (const [channel, address] of [
    ['email', email],
    ['phone', phone],
  ] as const) {
    if (address === null) continue
    const [row] = await tx
      .select({ id: contact.id, iinHash: contact.iinHash })
      .from(identity)
      .innerJoin(contact, eq(contact.id, identity.contactId))
      .where(and(eq(identity.channel, channel), eq(identity.address, address)))
    if (row && (iin === null || row.iinHash === null)) return row.id
  }
  return null
}

/**
 * Ties an address to a person as his own. A stranger who wrote from it before turns out to be him; a
 * registered person keeps his address.
 */
export async function claimAddress(
  ctx: Ctx,
  tx: Transaction,
  input: {
    contactId: string
    channel: TrustedChannel
    address: string
    how: 'trusted_contact' | 'staff'
  },
): Promise<void> {
  const { contactId, channel, address, how } = input
  // An address typed in by staff is only said to be his (R2).
  const believed = {
    assurance: how === 'trusted_contact' ? ('verified' as const) : ('claimed' as const),
    established: how,
    establishedAt: ctx.now(),
  }
  await tx
    .insert(identity)
    .values({ id: ctx.newId(), contactId, channel, address, ...believed, createdAt: ctx.now() })
    .onConflictDoNothing()
  const [row] = await tx
    .select()
    .from(identity)
    .where(and(eq(identity.channel, channel), eq(identity.address, address)))
  if (!row) throw new Error('identity vanished')
  if (row.contactId !== contactId) {
    if (await isRegistered(tx, row.contactId)) return
    await lockContacts(tx, row.contactId, contactId)
    await moveContact(ctx, tx, row.contactId, contactId)
  }
  if (how === 'staff' && row.assurance === 'verified') return
  await tx.update(identity).set(believed).where(eq(identity.id, row.id))
}

/** True for a person whom we know as somebody: acting for a client, or with an IIN. */
export async function isRegistered(tx: Transaction, contactId: string): Promise<boolean> {
  const [person] = await tx
    .select({ iinHash: contact.iinHash })
    .from(contact)
    .where(eq(contact.id, contactId))
  if (!person) throw new DomainError('not_found', 'contactNotFound')
  if (person.iinHash !== null) return true
  const acting = await tx.$count(clientContact, eq(clientContact.contactId, contactId))
  return acting > 0
}
