import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { promotion } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { requirePromotionForUpdate } from './save-promotion.ts'

export const WithdrawPromotionInput = z.object({ promotionId: z.uuid() })
export type WithdrawPromotionInput = z.infer<typeof WithdrawPromotionInput>

/** Ends a promotion before its day; what was paid under it stays. A second call changes nothing. */
export async function withdrawPromotion(ctx: Ctx, input: WithdrawPromotionInput): Promise<void> {
  requireRight(ctx, 'tariffs.write')
  const { promotionId } = WithdrawPromotionInput.parse(input)
  await inTx(ctx, async (tx) => {
    const row = await requirePromotionForUpdate(tx, promotionId)
    if (row.withdrawnAt !== null) return
    await tx
      .update(promotion)
      .set({ withdrawnAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(promotion.id, row.id))
    await appendAudit(ctx, tx, { chain: `promotion:${row.id}`, action: 'promotion.withdrawn' })
  })
}
