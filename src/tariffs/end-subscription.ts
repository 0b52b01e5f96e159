import { z } from 'zod'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { emitSubscription, endLive } from './subscription.ts'

export const EndSubscriptionInput = z.object({
  clientId: z.uuid(),
  reason: z.string().trim().min(1, 'reasonMissing').max(1000),
})
export type EndSubscriptionInput = z.input<typeof EndSubscriptionInput>

/** The client has no tariff any more (6.6). Neither opens nor closes access. */
export async function endSubscription(ctx: Ctx, input: EndSubscriptionInput): Promise<void> {
  requireRight(ctx, 'tariffs.pay')
  const { clientId, reason } = EndSubscriptionInput.parse(input)
  await inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    if (!(await endLive(ctx, tx, of, reason))) {
      throw new DomainError('not_found', 'subscriptionNotFound')
    }
    await emitSubscription(ctx, tx, of.id)
  })
}
