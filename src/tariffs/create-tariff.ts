import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { tariff } from '../../db/schema/catalogue.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { insertVersion, TariffFields } from './insert-version.ts'
import type { TariffVersion } from './versions.ts'

export const CreateTariffInput = TariffFields.extend({
  /** Names the tariff for good: on cards, in links, for the platform. */
  code: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'codeMalformed'),
})
export type CreateTariffInput = z.input<typeof CreateTariffInput>

/** A tariff that was not there before, as its version 1 (definition 23). */
export async function createTariff(ctx: Ctx, input: CreateTariffInput): Promise<TariffVersion> {
  const actor = requireRight(ctx, 'tariffs.write')
  const { code, ...fields } = CreateTariffInput.parse(input)
  return inTx(ctx, async (tx) => {
    if ((await tx.$count(tariff, eq(tariff.code, code))) > 0) {
      throw new DomainError('conflict', 'codeTaken')
    }
    return insertVersion(ctx, tx, actor, { code, version: 1 }, fields)
  })
}
