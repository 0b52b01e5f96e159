import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { client, clientContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { resolvePerson } from '../clients/resolve-person.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import type { Ctx } from '../context.ts'

export type Target = {
  clientId: string | null
  /** IIN or BIN as the reporter wrote it, or ''. */
  number: string
  holder: { who: 'self' | 'other' | 'unknown'; name: string; iin: string }
}

export type Subject = {
  client: Client | null
  holderContactId: string | null
  holderName: string
  /** A valid number that is no client's. */
  claimedNumber: string | null
  /** Two reports with one key are about one compromise. */
  key: string
}

/** Kinds in which the client is a person and so the holder himself. */
const persons: readonly Client['kind'][] = [
  'individual',
  'sole_trader',
  'advocate',
  'notary',
  'bailiff',
]

/**
 * Whose compromise a report is about. A reporter who acts for several clients and names none means all of
 * them: better one closed too many than one left open. Clients come back locked, in one order.
 */
export async function findSubjects(
  ctx: Ctx,
  tx: Transaction,
  target: Target,
  reporter: { id: string; contactId: string },
): Promise<Subject[]> {
  const number = parseIinBin(target.number, ctx.now())
  const value = number.ok ? number.value : null
  const ids = await clientIds(ctx, tx, target, value, reporter.contactId)
  if (ids.length === 0) {
    const key =
      value === null ? `reporter:${reporter.id}` : `number:${ctx.vault.fingerprint(value)}`
    // Stands in for the client's lock: parallel reports of one stranger come one after another.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
    return [
      {
        client: null,
        holderContactId: null,
        holderName: target.holder.name,
        claimedNumber: value,
        key,
      },
    ]
  }
  const subjects: Subject[] = []
  for (const id of ids.toSorted()) {
    const of = await requireClientForUpdate(tx, id)
    const holderContactId = await holderOf(ctx, tx, of, target, value, reporter.contactId)
    subjects.push({
      client: of,
      holderContactId,
      holderName: await nameOf(tx, holderContactId, target.holder.name),
      claimedNumber: null,
      key: `client:${of.id}:${holderContactId ?? '*'}`,
    })
  }
  return subjects
}

async function clientIds(
  ctx: Ctx,
  tx: Transaction,
  { clientId, holder }: Target,
  number: string | null,
  reporterId: string,
): Promise<string[]> {
  if (clientId !== null) return [clientId]
  if (number !== null) {
    const hashes = ctx.vault.fingerprints(number)
    const rows = await tx
      .select({ id: client.id })
      .from(client)
      .where(and(inArray(client.numberHash, hashes), isNull(client.mergedIntoId)))
    if (rows.length > 0) return rows.map(({ id }) => id)
    return clientsOfIin(tx, hashes)
  }
  if (holder.who === 'other' && holder.iin !== '') {
    const iin = parseIinBin(holder.iin, ctx.now())
    const found = iin.ok ? await clientsOfIin(tx, ctx.vault.fingerprints(iin.value)) : []
    if (found.length > 0) return found
  }
  const own = await clientsOfContact(tx, reporterId, ctx.now())
  return own.map((one) => one.clientId)
}

async function clientsOfIin(tx: Transaction, hashes: string[]): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: clientContact.clientId })
    .from(contact)
    .innerJoin(clientContact, eq(clientContact.contactId, contact.id))
    .innerJoin(client, eq(client.id, clientContact.clientId))
    .where(
      and(
        inArray(contact.iinHash, hashes),
        isNull(clientContact.endedAt),
        isNull(client.mergedIntoId),
      ),
    )
  return rows.map(({ id }) => id)
}

/** The holder as a person of ours, or null: then the whole client is meant. */
async function holderOf(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  { holder }: Target,
  number: string | null,
  reporterId: string,
): Promise<string | null> {
  if (persons.includes(of.kind)) return null
  if (holder.who === 'self') {
    const own = await tx.$count(
      clientContact,
      and(eq(clientContact.clientId, of.id), eq(clientContact.contactId, reporterId)),
    )
    if (own > 0) return reporterId
  }
  const iin = parseIinBin(holder.iin, ctx.now())
  if (iin.ok && iin.kind === 'iin') {
    return resolvePerson(ctx, tx, {
      name: holder.name,
      iin: iin.value,
      phone: null,
      email: null,
      rename: false,
    })
  }
  if (number !== null) {
    const [named] = await tx
      .select({ id: contact.id })
      .from(contact)
      .innerJoin(clientContact, eq(clientContact.contactId, contact.id))
      .where(
        and(
          inArray(contact.iinHash, ctx.vault.fingerprints(number)),
          isNull(contact.mergedIntoId),
          eq(clientContact.clientId, of.id),
        ),
      )
    if (named) return named.id
  }
  return holder.name === '' ? null : byName(tx, of.id, holder.name)
}

async function byName(tx: Transaction, clientId: string, name: string): Promise<string | null> {
  const rows = await tx
    .select({ id: contact.id })
    .from(contact)
    .innerJoin(clientContact, eq(clientContact.contactId, contact.id))
    .where(
      and(
        eq(clientContact.clientId, clientId),
        isNull(clientContact.endedAt),
        isNull(contact.mergedIntoId),
        sql`lower(${contact.name}) = lower(${name})`,
      ),
    )
  const [only] = rows
  return rows.length === 1 && only ? only.id : null
}

async function nameOf(
  tx: Transaction,
  contactId: string | null,
  otherwise: string,
): Promise<string> {
  if (contactId === null) return otherwise
  const [row] = await tx
    .select({ name: contact.name })
    .from(contact)
    .where(eq(contact.id, contactId))
  return row?.name || otherwise
}
