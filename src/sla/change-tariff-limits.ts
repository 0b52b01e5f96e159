import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { slaPolicy } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { PolicyRow, rangeOf, storedPolicy } from './change-policy.ts'
import { SlaPolicy, slaPriorities } from './policy.ts'

export const ChangeTariffLimitsInput = z.object({
  tariffCode: z.string().min(1, 'tariffUnknown').max(50),
  /** Only where they differ from the common ones; none at all leaves the tariff without limits of its own. */
  limits: z.partialRecord(z.enum(slaPriorities), PolicyRow.omit({ firstResponseHours: true })),
})
export type ChangeTariffLimitsInput = z.input<typeof ChangeTariffLimitsInput>

/** Limits that a tariff has of its own: a new version of the policy, for tickets received from now on (2.9). */
export async function changeTariffLimits(
  ctx: Ctx,
  input: ChangeTariffLimitsInput,
): Promise<number> {
  requireRight(ctx, 'limits.write')
  const { tariffCode, limits } = ChangeTariffLimitsInput.parse(input)
  return inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${slaPolicy} in share row exclusive mode`)
    const { version, policy } = await storedPolicy(tx)
    const ranges = Object.fromEntries(
      Object.entries(limits).map(([priority, row]) => [priority, rangeOf(row)]),
    )
    const { [tariffCode]: _, ...others } = policy.tariffs
    const tariffs = Object.keys(ranges).length === 0 ? others : { ...others, [tariffCode]: ranges }
    const next = SlaPolicy.safeParse({ ...policy, tariffs, version: String(version + 1) })
    if (!next.success) throw new DomainError('invalid', 'targetAfterDeadline')
    await tx
      .insert(slaPolicy)
      .values({ version: version + 1, policy: next.data, createdAt: ctx.now() })
    await appendAudit(ctx, tx, {
      chain: 'sla_policy',
      action: 'sla_policy.tariff_changed',
      data: { version: version + 1, tariffCode, limits: next.data.tariffs[tariffCode] ?? null },
    })
    return version + 1
  })
}
