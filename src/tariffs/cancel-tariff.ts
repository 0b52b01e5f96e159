import { z } from 'zod'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { requireNewest } from './change-tariff.ts'
import { insertVersion, TariffFields } from './insert-version.ts'
import { Day } from './period.ts'
import type { TariffVersion } from './versions.ts'

export const CancelTariffInput = z.object({
  code: z.string(),
  /** First day without it; null for this moment. Never in the past. */
  effectiveOn: Day.nullable().default(null),
})
export type CancelTariffInput = z.input<typeof CancelTariffInput>

/**
 * From that day on nobody takes or renews the tariff and the public does not see it. Clients who have it keep
 * it on their card (R18). A second call changes nothing.
 */
export async function cancelTariff(ctx: Ctx, input: CancelTariffInput): Promise<TariffVersion> {
  const actor = requireRight(ctx, 'tariffs.write')
  const { code, effectiveOn } = CancelTariffInput.parse(input)
  return inTx(ctx, async (tx) => {
    const { version, ...newest } = await requireNewest(tx, code)
    if (newest.cancelled) return { version, ...newest }
    return insertVersion(
      ctx,
      tx,
      actor,
      { code, version: version + 1, cancelled: true },
      TariffFields.parse({ ...newest, published: false, effectiveOn, backdateReason: '' }),
    )
  })
}
