import { and, eq, isNotNull, isNull } from 'drizzle-orm'
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

export type Subscription = typeof statusSubscription.$inferSelect

export async function subscriptionById(
  tx: Pick<Transaction, 'select'>,
  id: string,
): Promise<Subscription | null> {
  const [row] = await tx.select().from(statusSubscription).where(eq(statusSubscription.id, id))
  return row ?? null
}

/** Whether this chat gets word of works and faults. */
export async function chatSubscribed(
  tx: Pick<Transaction, 'select'>,
  address: string,
): Promise<boolean> {
  const [row] = await tx
    .select({ id: statusSubscription.id })
    .from(statusSubscription)
    .where(
      and(
        eq(statusSubscription.channel, 'telegram'),
        eq(statusSubscription.address, address),
        isNotNull(statusSubscription.confirmedAt),
        isNull(statusSubscription.endedAt),
      ),
    )
  return row !== undefined
}
