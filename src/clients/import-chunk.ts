import { inArray, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { insertLinks, nextLink } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { maskAddress, trustedChannelsOf } from './address.ts'
import { sealedIin, sealedNumber } from './client-number.ts'
import { insertClient } from './create-client.ts'
import type { ImportRow } from './import-row.ts'

export type Numbered = { line: number; row: ImportRow }

/** Lines of clients whom we have already, by number, by platform id, or without either by name and reason. */
export async function takenOf(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  chunk: readonly Numbered[],
): Promise<Set<number>> {
  const prints = chunk.map(({ row }) =>
    row.number === null ? [] : ctx.vault.fingerprints(row.number),
  )
  const ids = chunk.flatMap(({ row }) => row.platformId ?? [])
  const nameless = chunk.flatMap(({ row }) =>
    row.number === null && row.platformId === null ? [row.name] : [],
  )
  const found = await ctx.db
    .select({ hash: client.numberHash, platformId: client.platformId, name: client.name })
    .from(client)
    .where(
      sql`${client.mergedIntoId} is null and (${inArray(client.numberHash, prints.flat())}
        or ${inArray(client.platformId, ids)}
        or (${client.numberHash} is null and ${inArray(
          sql`lower(${client.name})`,
          nameless.map((name) => name.toLowerCase()),
        )}))`,
    )
  const hashes = new Set(found.map((one) => one.hash))
  const platformIds = new Set(found.map((one) => one.platformId))
  const names = new Set(found.flatMap((one) => (one.hash === null ? [one.name.toLowerCase()] : [])))
  return new Set(
    chunk.flatMap(({ line, row }, at) => {
      const known =
        (prints[at] ?? []).some((hash) => hashes.has(hash)) ||
        (row.platformId !== null && platformIds.has(row.platformId)) ||
        (row.number === null && row.platformId === null && names.has(row.name.toLowerCase()))
      return known ? [line] : []
    }),
  )
}

/** Writes a chunk. People who are new go in together; whoever is known goes the usual way. */
export async function writeChunk(
  ctx: Ctx,
  tx: Transaction,
  chunk: readonly Numbered[],
): Promise<number> {
  const met = await metPeople(ctx, tx, chunk)
  const alone: ImportRow[] = []
  const together: ImportRow[] = []
  for (const { row } of chunk) {
    const keys = keysOfPerson(ctx, row.person)
    if (keys.some((key) => met.has(key))) alone.push(row)
    else together.push(row)
    for (const key of keys) met.add(key)
  }
  const written = await insertTogether(ctx, tx, together)
  for (const { person, number, ...row } of alone) {
    await insertClient(ctx, tx, {
      ...row,
      number: number ?? '',
      source: 'import',
      person: person && {
        name: person.name,
        role: 'first_head',
        iin: person.iin ?? '',
        phone: person.phone ?? '',
        email: person.email ?? '',
      },
    })
  }
  return written + alone.length
}

function keysOfPerson(ctx: Pick<Ctx, 'vault'>, person: ImportRow['person']): string[] {
  if (person === null) return []
  return [
    ...(person.iin === null ? [] : ctx.vault.fingerprints(person.iin)),
    ...trustedChannelsOf(person).map(([channel, address]) => `${channel}:${address}`),
  ]
}

/** What of these people's IINs and addresses we know already. */
async function metPeople(
  ctx: Ctx,
  tx: Transaction,
  chunk: readonly Numbered[],
): Promise<Set<string>> {
  const people = chunk.flatMap(({ row }) => row.person ?? [])
  const iins = people.flatMap(({ iin }) => (iin === null ? [] : ctx.vault.fingerprints(iin)))
  const addresses = people.flatMap((person) =>
    trustedChannelsOf(person).map(([channel, address]) => ({ channel, address })),
  )
  const known = await tx
    .select({ hash: contact.iinHash })
    .from(contact)
    .where(inArray(contact.iinHash, iins))
  const { source } = jsonRows(identity, ['channel', 'address'], addresses)
  const taken = await tx
    .select({ channel: identity.channel, address: identity.address })
    .from(identity)
    .where(
      sql`(${identity.channel}, ${identity.address}) in (select given.channel, given.address from ${source})`,
    )
  return new Set([
    ...known.map(({ hash }) => hash ?? ''),
    ...taken.map(({ channel, address }) => `${channel}:${address}`),
  ])
}

async function insertTogether(
  ctx: Ctx,
  tx: Transaction,
  rows: readonly ImportRow[],
): Promise<number> {
  if (rows.length === 0) return 0
  const made = rows.map((row) => makeRows(ctx, row))
  const people = jsonRows(
    contact,
    ['id', 'name', 'iinSealed', 'iinHash', 'createdAt'],
    made.flatMap((one) => one.people),
  )
  const clients = jsonRows(
    client,
    [
      'id',
      'kind',
      'name',
      'nonResident',
      'numberSealed',
      'numberHash',
      'noNumberReason',
      'acceptedVersion',
      'reservations',
      'platformId',
      'source',
      'createdAt',
      'updatedAt',
    ],
    made.map((one) => one.client),
  )
  const roles = jsonRows(
    clientContact,
    ['clientId', 'contactId', 'role', 'createdAt'],
    made.flatMap((one) => one.roles),
  )
  const trusted = jsonRows(
    trustedContact,
    ['id', 'clientId', 'contactId', 'channel', 'address', 'since'],
    made.flatMap((one) => one.trusted),
  )
  const addresses = jsonRows(
    identity,
    [
      'id',
      'contactId',
      'channel',
      'address',
      'assurance',
      'established',
      'establishedAt',
      'createdAt',
    ],
    made.flatMap((one) => one.identities),
  )
  // One statement: references are checked at its end, and the next rows are read while it runs.
  const into = (table: PgTable, { columns, source }: typeof people) =>
    sql`insert into ${table} (${columns}) select ${columns} from ${source}`
  await tx.execute(sql`with people as (${into(contact, people)}),
    clients as (${into(client, clients)}),
    roles as (${into(clientContact, roles)}),
    trusted as (${into(trustedContact, trusted)}),
    addresses as (${into(identity, addresses)})
    ${insertLinks(made.map((one) => one.link))}`)
  return rows.length
}

/** The rows that `createClient` writes one after another; one audit link tells all of them. */
function makeRows(ctx: Ctx, { person, number, ...row }: ImportRow) {
  const at = ctx.now()
  const id = ctx.newId()
  const contactId = ctx.newId()
  const addresses = person === null ? [] : trustedChannelsOf(person)
  const link = nextLink(
    ctx,
    {
      chain: `client:${id}`,
      action: 'client.created',
      data: {
        kind: row.kind,
        source: 'import',
        nonResident: row.nonResident,
        drill: false,
        contactId: person === null ? null : contactId,
        trusted: addresses.map(([channel, address]) => maskAddress(channel, address)),
      },
    },
    'new',
  )
  const iin = person?.iin
    ? sealedIin(ctx, contactId, person.iin)
    : { iinSealed: null, iinHash: null }
  return {
    client: {
      id,
      ...row,
      ...sealedNumber(ctx, id, number),
      source: 'import' as const,
      createdAt: at,
      updatedAt: at,
    },
    people: person ? [{ id: contactId, name: person.name, ...iin, createdAt: at }] : [],
    roles: person ? [{ clientId: id, contactId, role: 'first_head' as const, createdAt: at }] : [],
    trusted: addresses.map(([channel, address]) => ({
      id: ctx.newId(),
      clientId: id,
      contactId,
      channel,
      address,
      since: at,
    })),
    identities: addresses.map(([channel, address]) => ({
      id: ctx.newId(),
      contactId,
      channel,
      address,
      assurance: 'verified' as const,
      established: 'trusted_contact' as const,
      establishedAt: at,
      createdAt: at,
    })),
    link,
  }
}
