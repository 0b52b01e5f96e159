import { and, arrayContains, eq, inArray, isNull, sql } from 'drizzle-orm'
import { suspension } from '../../db/schema/access.ts'
import { client, clientContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import { type AccessDecision, accessDecision, normaliseSerial } from '../access/decision.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'

export type AccessQuestion = {
  /** Who signs in or signs. */
  iin?: string | undefined
  /** For which client he does; without it, for each that he acts for. */
  bin?: string | undefined
  /** Of the certificate in use. */
  serial?: string | undefined
}

export type AccessAnswer = {
  client: { id: string; platformId: string | null }
  decision: AccessDecision
}

type Reader = Pick<Ctx, 'db' | 'vault'>
type Found = { id: string; platformId: string | null; holder: string | null }

/**
 * The decision on access for whoever the question means, one for each client. Nobody known: none, for nothing
 * is closed to him. @throws DomainError `invalid` for a malformed number or no question at all
 */
export async function accessOfNumber(
  ctx: Reader,
  { iin = '', bin = '', serial = '' }: AccessQuestion,
  at: Date,
): Promise<AccessAnswer[]> {
  const keySerial = serial === '' ? undefined : normaliseSerial(serial)
  const person = iin === '' ? null : hashesOf(ctx, iin, at)
  const organisation = bin === '' ? null : hashesOf(ctx, bin, at)
  const found =
    organisation !== null
      ? await clientWithHolder(ctx, organisation, person)
      : person !== null
        ? await clientsOfPerson(ctx, person)
        : await clientsWithKey(ctx, keySerial)
  if (found.length === 0) return []
  const suspensions = await ctx.db
    .select()
    .from(suspension)
    .where(
      and(
        inArray(
          suspension.clientId,
          found.map(({ id }) => id),
        ),
        isNull(suspension.liftedAt),
      ),
    )
    .orderBy(suspension.createdAt, suspension.id)
  return found.map(({ id, platformId, holder }) => ({
    client: { id, platformId },
    decision: accessDecision(
      {
        suspensions: suspensions.filter((one) => one.clientId === id),
        subject: { holderContactId: holder ?? undefined, keySerial },
      },
      at,
    ),
  }))
}

function hashesOf(ctx: Reader, number: string, at: Date): string[] {
  const parsed = parseIinBin(number, at)
  if (!parsed.ok) throw new DomainError('invalid', `number_${parsed.fault}`)
  return ctx.vault.fingerprints(parsed.value)
}

async function clientWithHolder(
  { db }: Reader,
  organisation: string[],
  person: string[] | null,
): Promise<Found[]> {
  const holder =
    person === null
      ? sql<string | null>`null::uuid`
      : sql<string | null>`(select ${contact.id} from ${contact}
          where ${inArray(contact.iinHash, person)} and ${contact.mergedIntoId} is null limit 1)`
  return db
    .select({ id: client.id, platformId: client.platformId, holder })
    .from(client)
    .where(and(inArray(client.numberHash, organisation), isNull(client.mergedIntoId)))
}

/** As a client himself, as one who acts for clients, and where his access is closed though he left. */
async function clientsOfPerson({ db }: Reader, person: string[]): Promise<Found[]> {
  const rows = await db.execute<Found>(sql`
    with person as (
      select ${contact.id} as id from ${contact}
      where ${inArray(contact.iinHash, person)} and ${contact.mergedIntoId} is null
    ), meant as (
      select ${client.id} as client_id, null::uuid as holder from ${client}
      where ${inArray(client.numberHash, person)}
      union all
      select ${clientContact.clientId}, person.id from ${clientContact}
      join person on person.id = ${clientContact.contactId} where ${clientContact.endedAt} is null
      union all
      select ${suspension.clientId}, person.id from ${suspension}
      join person on person.id = ${suspension.holderContactId} where ${suspension.liftedAt} is null
    )
    select ${client.id} as id, ${client.platformId} as "platformId", max(meant.holder::text) as holder
    from meant join ${client} on ${client.id} = meant.client_id
    where ${client.mergedIntoId} is null
    group by ${client.id} order by ${client.id}`)
  return [...rows]
}

async function clientsWithKey({ db }: Reader, serial: string | undefined): Promise<Found[]> {
  if (serial === undefined) throw new DomainError('invalid', 'accessOfWhom')
  return db
    .selectDistinct({
      id: client.id,
      platformId: client.platformId,
      holder: sql<string | null>`null::uuid`,
    })
    .from(suspension)
    .innerJoin(client, eq(client.id, suspension.clientId))
    .where(and(arrayContains(suspension.keySerials, [serial]), isNull(suspension.liftedAt)))
}
