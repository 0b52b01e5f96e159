import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { addContactTo, ContactFields } from '../clients/add-client-contact.ts'
import { ClientFields, insertClient } from '../clients/create-client.ts'
import { changeClient } from '../clients/edit-client.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx, requirePlatform } from '../context.ts'

export const UpsertClientInput = ClientFields.omit({ reservations: true }).extend({
  platformId: z.string().trim().min(1).max(100),
  people: z.array(ContactFields).max(100).default([]),
})
export type UpsertClientInput = z.input<typeof UpsertClientInput>

/**
 * What kense.app knows about a client: found by its id there, else by IIN or BIN, else new. People are added
 * or changed, none is ended; a trusted contact that is there changes only in two steps (2.5).
 */
export async function upsertClient(
  ctx: Ctx,
  input: UpsertClientInput,
): Promise<{ client: Client; created: boolean }> {
  requirePlatform(ctx)
  const { platformId, people, ...fields } = UpsertClientInput.parse(input)
  return inTx(ctx, async (tx) => {
    const { before, byId } = await knownClient(ctx, tx, platformId, fields.number)
    const row =
      before === null
        ? await insertClient(ctx, tx, { ...fields, source: 'platform' })
        : await changeClient(ctx, tx, before, {
            ...fields,
            // What staff have on record stays where the platform says nothing.
            acceptedAt: fields.acceptedAt ?? before.acceptedAt,
            acceptedBy: fields.acceptedBy ?? before.acceptedBy,
            acceptedVersion: fields.acceptedVersion || before.acceptedVersion,
            reservations: before.reservations,
            logoConsent: before.logoConsent,
            logoConsentNote: before.logoConsentNote,
          })
    // A merged client keeps its id there and leads here: both stand for the same one.
    if (row.platformId !== platformId && !byId) await tie(ctx, tx, row, platformId)
    for (const person of people) {
      await addContactTo(ctx, tx, row, { ...person, trusted: person.role !== 'user' })
    }
    return {
      client: { ...row, platformId: byId ? row.platformId : platformId },
      created: before === null,
    }
  })
}

async function knownClient(
  ctx: Ctx,
  tx: Transaction,
  platformId: string,
  number: string,
): Promise<{ before: Client | null; byId: boolean }> {
  const [own] = await tx
    .select({ id: client.id })
    .from(client)
    .where(eq(client.platformId, platformId))
  if (own) return { before: await requireClientForUpdate(tx, own.id), byId: true }
  const parsed = parseIinBin(number, ctx.now())
  if (!parsed.ok) return { before: null, byId: false }
  const [same] = await tx
    .select({ id: client.id })
    .from(client)
    .where(
      and(
        inArray(client.numberHash, ctx.vault.fingerprints(parsed.value)),
        isNull(client.mergedIntoId),
      ),
    )
  return { before: same ? await requireClientForUpdate(tx, same.id) : null, byId: false }
}

async function tie(ctx: Ctx, tx: Transaction, row: Client, platformId: string): Promise<void> {
  await tx.update(client).set({ platformId }).where(eq(client.id, row.id))
  await appendAudit(ctx, tx, {
    chain: `client:${row.id}`,
    action: 'client.platform_tied',
    data: { from: row.platformId, to: platformId },
  })
}
