import { and, eq, isNull, max } from 'drizzle-orm'
import { z } from 'zod'
import { payment, subscription } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { emitSubscription } from './subscription.ts'

export const VoidPaymentInput = z.object({
  paymentId: z.uuid(),
  reason: z.string().trim().min(1, 'reasonMissing').max(1000),
})
export type VoidPaymentInput = z.input<typeof VoidPaymentInput>

/**
 * Takes back a payment recorded by mistake: the record stays, the paid time shrinks to what the others pay for.
 * Access opened by it does not close by that; the next sweep sees that the time is over.
 */
export async function voidPayment(ctx: Ctx, input: VoidPaymentInput): Promise<void> {
  requireRight(ctx, 'tariffs.write')
  const { paymentId, reason } = VoidPaymentInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [found] = await tx.select().from(payment).where(eq(payment.id, paymentId))
    if (!found) throw new DomainError('not_found', 'paymentNotFound')
    const of = await requireClientForUpdate(tx, found.clientId)
    const [row] = await tx
      .update(payment)
      .set({ voidedAt: ctx.now(), voidedBy: ctx.actor, voidReason: reason })
      .where(and(eq(payment.id, paymentId), isNull(payment.voidedAt)))
      .returning()
    if (!row) throw new DomainError('conflict', 'paymentVoided')
    const [left] = await tx
      .select({ paidUntil: max(payment.periodTo) })
      .from(payment)
      .where(and(eq(payment.subscriptionId, row.subscriptionId), isNull(payment.voidedAt)))
    await tx
      .update(subscription)
      .set({ paidUntil: left?.paidUntil ?? null, updatedAt: ctx.now() })
      .where(eq(subscription.id, row.subscriptionId))
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'tariff.payment_voided',
      data: { paymentId, invoiceNumber: row.invoiceNumber, reason },
    })
    await emitSubscription(ctx, tx, of.id)
  })
}
