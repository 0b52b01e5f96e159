import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { payment } from '../../db/schema/tariffs.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { Day } from './period.ts'
import { PaymentFields, payIn } from './record-payment.ts'
import { subscribeIn } from './subscribe-client.ts'
import { liveSubscription, type Subscription } from './subscription.ts'

export const UpsertSubscriptionInput = z.object({
  clientId: z.uuid(),
  tariffCode: z.string().min(1),
  /** First day of a tariff that the client is not on yet; null for today. Days are Astana's. */
  startsOn: Day.nullable().default(null),
  /** Money that the platform has received for it. */
  payment: PaymentFields.omit({ tariffCode: true }).nullable().default(null),
})
export type UpsertSubscriptionInput = z.input<typeof UpsertSubscriptionInput>

export type UpsertedSubscription = { subscription: Subscription; changed: boolean }

/**
 * Brings the client's tariff to what the platform says: puts him on it if he is on another, records the payment
 * if its invoice is new. The same call again changes nothing, so it may be repeated. Staff with `tariffs.pay`
 * may call it, too. @throws DomainError as `subscribeClient` and `recordPayment` do
 */
export async function upsertSubscription(
  ctx: Ctx,
  input: UpsertSubscriptionInput,
): Promise<UpsertedSubscription> {
  if (ctx.actor.kind !== 'platform') requireRight(ctx, 'tariffs.pay')
  const given = UpsertSubscriptionInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, given.clientId)
    const live = await liveSubscription(tx, of.id)
    const known =
      given.payment !== null &&
      (await tx.$count(
        payment,
        and(
          eq(payment.clientId, of.id),
          eq(payment.invoiceNumber, given.payment.invoiceNumber),
          isNull(payment.voidedAt),
        ),
      )) > 0
    const pays = given.payment !== null && !known
    const moves = live?.tariffCode !== given.tariffCode && !known
    if (moves && (!pays || given.startsOn !== null)) await subscribeIn(ctx, tx, of, given)
    if (given.payment !== null && pays) {
      await payIn(ctx, tx, of, { ...given.payment, tariffCode: given.tariffCode })
    }
    const subscription = pays || moves ? await liveSubscription(tx, of.id) : live
    // The invoice belongs to a tariff that has been ended since.
    if (!subscription) throw new DomainError('conflict', 'invoicePaid')
    return { subscription, changed: pays || moves }
  })
}
