import { z } from 'zod'
import type { Suspension } from '../access/insert-suspension.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { closeForExpiry } from './expire-subscription.ts'
import { isOver } from './period.ts'
import { liveSubscription } from './subscription.ts'

export const RestrictExpiredInput = z.object({ clientId: z.uuid() })
export type RestrictExpiredInput = z.infer<typeof RestrictExpiredInput>

/** Closes access of a client whose paid time is over, by a person's decision (5.3.9); payment opens it again. */
export async function restrictExpired(ctx: Ctx, input: RestrictExpiredInput): Promise<Suspension> {
  requireRight(ctx, 'access.suspend')
  const { clientId } = RestrictExpiredInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    const live = await liveSubscription(tx, of.id)
    if (!live || !isOver(live.paidUntil, ctx.now())) {
      throw new DomainError('precondition', 'notExpired')
    }
    const row = await closeForExpiry(ctx, tx, of)
    if (!row) throw new DomainError('conflict', 'alreadySuspended')
    return row
  })
}
