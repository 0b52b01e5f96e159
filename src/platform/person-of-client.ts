import { and, eq, inArray, isNull } from 'drizzle-orm'
import { client, clientContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'

/**
 * A client by its id on the platform, and a person who acts for it by IIN.
 * @throws DomainError `not_found` when either is unknown
 */
export async function personOfClient(
  ctx: Pick<Ctx, 'db' | 'vault' | 'now'>,
  platformId: string,
  iin: string,
): Promise<{ clientId: string; contactId: string }> {
  const clientId = await clientOfPlatform(ctx, platformId)
  const parsed = parseIinBin(iin, ctx.now())
  if (!parsed.ok) throw new DomainError('invalid', `number_${parsed.fault}`)
  const [row] = await ctx.db
    .select({ contactId: contact.id })
    .from(contact)
    .innerJoin(clientContact, eq(clientContact.contactId, contact.id))
    .where(
      and(
        eq(clientContact.clientId, clientId),
        inArray(contact.iinHash, ctx.vault.fingerprints(parsed.value)),
        isNull(clientContact.endedAt),
        isNull(contact.mergedIntoId),
      ),
    )
  if (!row) throw new DomainError('not_found', 'contactNotFound')
  return { clientId, contactId: row.contactId }
}

/** @throws DomainError `not_found`; a merged client leads to the one that took it over */
export async function clientOfPlatform(ctx: Pick<Ctx, 'db'>, platformId: string): Promise<string> {
  const [row] = await ctx.db
    .select({ id: client.id, mergedIntoId: client.mergedIntoId })
    .from(client)
    .where(eq(client.platformId, platformId))
  if (!row) throw new DomainError('not_found', 'clientNotFound')
  return row.mergedIntoId ?? row.id
}
