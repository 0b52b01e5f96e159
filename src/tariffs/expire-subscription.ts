import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { subscription } from '../../db/schema/tariffs.ts'
import { insertSuspension, type Suspension } from '../access/insert-suspension.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { appendAudit } from '../audit.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { isOver } from './period.ts'
import { emitSubscription, type Subscription } from './subscription.ts'

/**
 * Notes that the paid time is over: flag, task for staff, word to the platform; access closes only where the
 * setting says so (5.3.9: the company may). False when a payment came first.
 */
export async function expireSubscription(
  ctx: Ctx,
  { id, clientId }: Pick<Subscription, 'id' | 'clientId'>,
  restrict: boolean,
): Promise<boolean> {
  requireSystem(ctx)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    const [row] = await tx
      .select()
      .from(subscription)
      .where(
        and(eq(subscription.id, id), isNull(subscription.endedAt), isNull(subscription.expiredAt)),
      )
    if (!row || !isOver(row.paidUntil, ctx.now())) return false
    await tx
      .update(subscription)
      .set({ expiredAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(subscription.id, row.id))
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'tariff.expired',
      data: { subscriptionId: row.id, code: row.tariffCode, paidUntil: row.paidUntil },
    })
    await emitSubscription(ctx, tx, of.id)
    await raiseAlert(ctx, tx, { kind: 'tariff_expired', severity: 'info', key: 'tariff_expired' })
    if (restrict) await closeForExpiry(ctx, tx, of)
    return true
  })
}

/** Null when access is closed for that reason already. */
export function closeForExpiry(ctx: Ctx, tx: Transaction, of: Client): Promise<Suspension | null> {
  return insertSuspension(ctx, tx, of, { scope: 'platform', reason: 'tariff_expired', text: '' })
}
