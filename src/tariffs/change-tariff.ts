import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { insertVersion, TariffFields } from './insert-version.ts'
import type { TariffVersion } from './versions.ts'

export const ChangeTariffInput = TariffFields.extend({
  code: z.string(),
  /** The version the editor had before him: somebody else's edit is not overwritten unseen. */
  basedOn: z.number().int(),
})
export type ChangeTariffInput = z.input<typeof ChangeTariffInput>

/**
 * Adds a version with its own date of effect; clients on the tariff keep theirs until they renew (5.3.4, R43).
 * Also takes a cancelled tariff up again. @throws DomainError `conflict` after an edit by somebody else
 */
export async function changeTariff(ctx: Ctx, input: ChangeTariffInput): Promise<TariffVersion> {
  const actor = requireRight(ctx, 'tariffs.write')
  const { code, basedOn, ...fields } = ChangeTariffInput.parse(input)
  return inTx(ctx, async (tx) => {
    const newest = await requireNewest(tx, code)
    if (newest.version !== basedOn) throw new DomainError('conflict', 'tariffMoved')
    return insertVersion(ctx, tx, actor, { code, version: basedOn + 1 }, fields)
  })
}

/** @throws DomainError `not_found` */
export async function requireNewest(tx: Transaction, code: string): Promise<TariffVersion> {
  const [row] = await tx
    .select()
    .from(tariff)
    .where(eq(tariff.code, code))
    .orderBy(desc(tariff.version))
    .limit(1)
  if (!row) throw new DomainError('not_found', 'tariffNotFound')
  return row
}
