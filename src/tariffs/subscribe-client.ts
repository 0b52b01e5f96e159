import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import type { Client } from '../clients/load-client.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { localDate } from '../sla/astana-time.ts'
import { Day } from './period.ts'
import {
  emitSubscription,
  liftExpired,
  liveSubscription,
  requireVersionOn,
  type Subscription,
  startSubscription,
} from './subscription.ts'
import { isFree } from './tenge.ts'

export const SubscribeClientInput = z.object({
  clientId: z.uuid(),
  tariffCode: z.string().min(1, 'tariffNotFound'),
  /** First day in Astana; null for today. */
  startsOn: Day.nullable().default(null),
})
export type SubscribeClientInput = z.input<typeof SubscribeClientInput>

/**
 * Puts a client on a tariff, in place of the one he has. A paid one waits for its payment and expires only
 * after the last paid day; a free one never does, and opens what an expired one had closed (5.3.9, R48).
 */
export async function subscribeClient(
  ctx: Ctx,
  input: SubscribeClientInput,
): Promise<Subscription> {
  requireRight(ctx, 'tariffs.pay')
  const { clientId, ...chosen } = SubscribeClientInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    return subscribeIn(ctx, tx, of, chosen)
  })
}

/** The same for a locked client, without asking who acts. */
export async function subscribeIn(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  { tariffCode, startsOn }: { tariffCode: string; startsOn: string | null },
): Promise<Subscription> {
  const from = startsOn ?? localDate(ctx.now())
  const live = await liveSubscription(tx, of.id)
  if (live?.tariffCode === tariffCode) throw new DomainError('conflict', 'tariffTaken')
  const version = await requireVersionOn(ctx, tx, tariffCode, from)
  const row = await startSubscription(ctx, tx, of, version, from)
  await emitSubscription(ctx, tx, of.id)
  if (isFree(version.priceTenge)) await liftExpired(ctx, tx, of, `tariff ${version.code}`)
  return row
}
