import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { client, clientContact, trustedChange, trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { maskAddress } from './address.ts'
import { openNumber } from './edit-client.ts'
import { maskIinBin } from './iin-bin.ts'
import type { Client } from './load-client.ts'
import { searchClientIds } from './search.ts'

export type ClientListItem = {
  id: string
  name: string
  kind: Client['kind']
  /** Masked; null when the client has none. */
  number: string | null
  drill: boolean
  createdAt: Date
}

export type ClientListOptions = { search?: string; after?: string; limit?: number }

/** Clients, newest first; for a search those that fit best, at most one page. */
export async function clientsList(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  { search = '', after, limit = 50 }: ClientListOptions,
): Promise<ClientListItem[]> {
  const typed = search.trim()
  const chosen: SQL | undefined =
    typed === ''
      ? after === undefined
        ? undefined
        : sql`(${client.createdAt}, ${client.id}) < (select c.created_at, c.id from client c where c.id = ${after})`
      : inArray(client.id, await searchClientIds(ctx, typed, limit))
  if (typed !== '' && chosen === undefined) return []
  const rows = await ctx.db
    .select()
    .from(client)
    .where(and(isNull(client.mergedIntoId), chosen))
    .orderBy(
      ...(typed === ''
        ? [sql`${client.createdAt} desc nulls last`, sql`${client.id} desc nulls last`]
        : [asc(client.name), asc(client.id)]),
    )
    .limit(limit)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    number: maskedNumber(ctx, row),
    drill: row.drill,
    createdAt: row.createdAt,
  }))
}

export function maskedNumber(
  ctx: Pick<Ctx, 'vault'>,
  row: { id: string; numberSealed: string | null },
): string | null {
  const number = openNumber(ctx, row)
  return number === null ? null : maskIinBin(number)
}

/** The client that took a merged one over; null for one that stands by itself. */
export async function successorOf(
  db: Pick<Database, 'select'>,
  clientId: string,
): Promise<string | null> {
  const [row] = await db
    .select({ mergedIntoId: client.mergedIntoId })
    .from(client)
    .where(eq(client.id, clientId))
  return row?.mergedIntoId ?? null
}

/** Everything the card of a client shows, IINs and addresses masked. */
export async function clientPage(ctx: Pick<Ctx, 'db' | 'vault'>, clientId: string) {
  const { db } = ctx
  const [row] = await db.select().from(client).where(eq(client.id, clientId))
  if (!row) return null
  const contacts = await db
    .select({
      contactId: contact.id,
      name: contact.name,
      role: clientContact.role,
      basis: clientContact.basis,
      validUntil: clientContact.validUntil,
      endedAt: clientContact.endedAt,
      iinSealed: contact.iinSealed,
    })
    .from(clientContact)
    .innerJoin(contact, eq(contact.id, clientContact.contactId))
    .where(and(eq(clientContact.clientId, clientId), isNull(contact.mergedIntoId)))
    .orderBy(sql`${clientContact.endedAt} is not null`, asc(clientContact.role), asc(contact.name))
  const people = contacts.map(({ contactId }) => contactId)
  const identities = await identitiesOf(db, people)
  return {
    client: row,
    number: maskedNumber(ctx, row),
    contacts: contacts.map(({ iinSealed, ...person }) => ({
      ...person,
      iin:
        iinSealed === null
          ? null
          : maskIinBin(ctx.vault.open(iinSealed, `contact:${person.contactId}`)),
      identities: identities.filter((own) => own.contactId === person.contactId),
    })),
    trusted: await trustedOf(db, clientId),
    changes: await changesOf(db, clientId),
    tickets: await ticketsOf(db, people),
    history: await db
      .select({
        at: auditEvent.at,
        actor: auditEvent.actor,
        action: auditEvent.action,
        data: auditEvent.data,
      })
      .from(auditEvent)
      .where(eq(auditEvent.chain, `client:${clientId}`))
      .orderBy(desc(auditEvent.seq))
      .limit(200),
  }
}

async function identitiesOf(db: Database, people: string[]) {
  if (people.length === 0) return []
  const rows = await db
    .select()
    .from(identity)
    .where(inArray(identity.contactId, people))
    .orderBy(asc(identity.createdAt))
  return rows.map((row) => ({ ...row, address: maskAddress(row.channel, row.address) }))
}

async function trustedOf(db: Database, clientId: string) {
  const rows = await db
    .select({
      id: trustedContact.id,
      channel: trustedContact.channel,
      address: trustedContact.address,
      since: trustedContact.since,
      until: trustedContact.until,
      contactName: contact.name,
      /** Our mail to it comes back (R23). */
      unreachableAt: identity.unreachableAt,
    })
    .from(trustedContact)
    .innerJoin(contact, eq(contact.id, trustedContact.contactId))
    .leftJoin(
      identity,
      and(
        eq(identity.channel, trustedContact.channel),
        eq(identity.address, trustedContact.address),
      ),
    )
    .where(eq(trustedContact.clientId, clientId))
    .orderBy(desc(trustedContact.since))
  return rows.map((row) => ({ ...row, address: maskAddress(row.channel, row.address) }))
}

async function changesOf(db: Database, clientId: string) {
  const rows = await db
    .select()
    .from(trustedChange)
    .where(and(eq(trustedChange.clientId, clientId), eq(trustedChange.state, 'asked')))
    .orderBy(desc(trustedChange.askedAt))
  return rows.map((row) => ({ ...row, address: maskAddress(row.channel, row.address) }))
}

async function ticketsOf(db: Database, people: string[]) {
  if (people.length === 0) return []
  return db
    .select({
      number: ticket.number,
      subject: ticket.subject,
      status: ticket.status,
      receivedAt: ticket.receivedAt,
    })
    .from(ticket)
    .where(and(inArray(ticket.requesterId, people), eq(ticket.restricted, false)))
    .orderBy(desc(ticket.receivedAt))
    .limit(20)
}
