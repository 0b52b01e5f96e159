import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { statusSubscription } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { DomainError } from '../errors.ts'

export const SetSubscriptionInput = z.object({ subscriptionId: z.uuid(), wanted: z.boolean() })
export type SetSubscriptionInput = z.infer<typeof SetSubscriptionInput>

/** By the signed link of a mail: its bearer confirms the subscription or ends it; done twice it changes nothing. */
export async function setSubscription(ctx: Ctx, input: SetSubscriptionInput): Promise<void> {
  requireSystem(ctx)
  const { subscriptionId, wanted } = SetSubscriptionInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(statusSubscription)
      .where(eq(statusSubscription.id, subscriptionId))
      .for('update')
    if (!row) throw new DomainError('not_found', 'subscriptionNotFound')
    const live = row.confirmedAt !== null && row.endedAt === null
    if (live === wanted || (!wanted && row.endedAt !== null)) return
    const now = ctx.now()
    await tx
      .update(statusSubscription)
      .set(wanted ? { confirmedAt: now, endedAt: null } : { endedAt: now })
      .where(eq(statusSubscription.id, subscriptionId))
    await appendAudit(ctx, tx, {
      chain: `subscription:${subscriptionId}`,
      action: wanted ? 'subscription.confirmed' : 'subscription.ended',
    })
  })
}
