import { eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { promotion, promotionKinds } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { Day, endOfDay, startOfDay } from './period.ts'
import { Percent } from './tenge.ts'

export type Promotion = typeof promotion.$inferSelect

const title = z.string().trim().min(1, 'nameMissing').max(200, 'nameTooLong')
const conditions = z.string().trim().min(1, 'conditionsMissing').max(5000, 'textTooLong')

export const SavePromotionInput = z.object({
  /** null for a new one. */
  promotionId: z.uuid().nullable().default(null),
  kind: z.enum(promotionKinds),
  titleRu: title,
  titleKk: title,
  conditionsRu: conditions,
  conditionsKk: conditions,
  /** Empty for all tariffs. */
  tariffCodes: z.array(z.string()).default([]),
  percent: Percent.nullable().default(null),
  bonusMonths: z.number('numberMalformed').int().min(0).max(24).default(0),
  /** First and last day, in Astana. */
  startsOn: Day,
  endsOn: Day,
  published: z.boolean(),
})
export type SavePromotionInput = z.input<typeof SavePromotionInput>

/** A promotion, discount or bonus with its period and conditions (5.3.10, R37); payments already made keep theirs. */
export async function savePromotion(ctx: Ctx, input: SavePromotionInput): Promise<Promotion> {
  const actor = requireRight(ctx, 'tariffs.write')
  const { promotionId, startsOn, endsOn, ...said } = SavePromotionInput.parse(input)
  if (endsOn < startsOn) throw new DomainError('invalid', 'periodBackwards')
  if (said.kind === 'discount' && said.percent === null) {
    throw new DomainError('invalid', 'percentMalformed')
  }
  if (said.kind === 'bonus' && said.bonusMonths === 0) {
    throw new DomainError('invalid', 'bonusMissing')
  }
  const fields = { ...said, startsAt: startOfDay(startsOn), endsAt: endOfDay(endsOn) }
  return inTx(ctx, async (tx) => {
    await requireTariffs(tx, said.tariffCodes)
    const before = promotionId === null ? null : await requirePromotionForUpdate(tx, promotionId)
    if (before && before.withdrawnAt !== null) {
      throw new DomainError('precondition', 'promotionWithdrawn')
    }
    const made = { id: ctx.newId(), createdBy: actor.staffId, createdAt: ctx.now() }
    const [row] = before
      ? await tx
          .update(promotion)
          .set({ ...fields, updatedAt: ctx.now() })
          .where(eq(promotion.id, before.id))
          .returning()
      : await tx
          .insert(promotion)
          .values({ ...made, ...fields, updatedAt: ctx.now() })
          .returning()
    if (!row) throw new Error('promotion vanished')
    await appendAudit(ctx, tx, {
      chain: `promotion:${row.id}`,
      action: before ? 'promotion.changed' : 'promotion.created',
      data: {
        kind: row.kind,
        percent: row.percent,
        bonusMonths: row.bonusMonths,
        tariffCodes: row.tariffCodes,
        published: row.published,
        startsAt: row.startsAt.toISOString(),
        endsAt: row.endsAt.toISOString(),
      },
    })
    return row
  })
}

export async function requirePromotionForUpdate(tx: Transaction, id: string): Promise<Promotion> {
  const [row] = await tx.select().from(promotion).where(eq(promotion.id, id)).for('update')
  if (!row) throw new DomainError('not_found', 'promotionNotFound')
  return row
}

async function requireTariffs(tx: Transaction, codes: string[]): Promise<void> {
  if (codes.length === 0) return
  const known = await tx
    .selectDistinct({ code: tariff.code })
    .from(tariff)
    .where(inArray(tariff.code, codes))
  if (known.length !== new Set(codes).size) throw new DomainError('invalid', 'tariffNotFound')
}
