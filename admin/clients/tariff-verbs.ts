import { endSubscription } from '../../src/tariffs/end-subscription.ts'
import { recordPayment } from '../../src/tariffs/record-payment.ts'
import { restrictExpired } from '../../src/tariffs/restrict-expired.ts'
import { subscribeClient } from '../../src/tariffs/subscribe-client.ts'
import { voidPayment } from '../../src/tariffs/void-payment.ts'
import type { Verb } from './card.tsx'

/** What the card can do about the client's tariff. */
export const tariffVerbs: Record<string, Verb> = {
  pay: async (ctx, clientId, typed) => {
    await recordPayment(ctx, {
      clientId,
      tariffCode: typed.tariffCode ?? '',
      invoiceNumber: typed.invoiceNumber ?? '',
      amountTenge: typed.amountTenge ?? '',
      paidOn: typed.paidOn ?? '',
      periodFrom: typed.periodFrom || null,
      periodTo: typed.periodTo || null,
      promotionId: typed.promotionId || null,
      note: typed.note ?? '',
    })
    return { done: 'paid' }
  },
  subscribe: async (ctx, clientId, typed) => {
    await subscribeClient(ctx, {
      clientId,
      tariffCode: typed.tariffCode ?? '',
      startsOn: typed.startsOn || null,
    })
    return { done: 'subscribed' }
  },
  endSubscription: async (ctx, clientId, typed) => {
    await endSubscription(ctx, { clientId, reason: typed.endTariffReason ?? '' })
    return { done: 'subscription_ended' }
  },
  voidPayment: async (ctx, _, typed) => {
    await voidPayment(ctx, { paymentId: typed.paymentId ?? '', reason: typed.voidReason ?? '' })
    return { done: 'payment_voided' }
  },
  restrict: async (ctx, clientId) => {
    await restrictExpired(ctx, { clientId })
    return { done: 'restricted' }
  },
}
