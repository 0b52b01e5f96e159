import { and, isNotNull, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { statusSubscription } from '../../db/schema/incidents.ts'
import type { BroadcastTo } from '../delivery/broadcast.ts'

/** Everybody who wants to hear of works and faults, each with the name of the way out. */
export async function subscribers(tx: Pick<Transaction, 'select'>): Promise<BroadcastTo[]> {
  return tx
    .select({
      channel: statusSubscription.channel,
      address: statusSubscription.address,
      locale: statusSubscription.locale,
      subscriptionId: statusSubscription.id,
    })
    .from(statusSubscription)
    .where(and(isNotNull(statusSubscription.confirmedAt), isNull(statusSubscription.endedAt)))
    .orderBy(statusSubscription.id)
}
