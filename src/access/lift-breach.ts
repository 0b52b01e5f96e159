import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { suspension } from '../../db/schema/access.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Actor, type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { liftSuspensions } from './lift.ts'

export const LiftBreachInput = z.object({
  suspensionId: z.uuid(),
  reason: z.string().trim().min(1, 'reasonMissing').max(1000),
})
export type LiftBreachInput = z.input<typeof LiftBreachInput>

/**
 * Ends a suspension for a breach (R45), by somebody else than its author. A compromise ends only by the
 * client's verified request (7.4), an expired tariff only by payment (5.3.9).
 */
export async function liftBreach(ctx: Ctx, input: LiftBreachInput): Promise<void> {
  const actor = requireRight(ctx, 'access.resume')
  const { suspensionId, reason } = LiftBreachInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [found] = await tx.select().from(suspension).where(eq(suspension.id, suspensionId))
    if (!found) throw new DomainError('not_found', 'suspensionNotFound')
    const of = await requireClientForUpdate(tx, found.clientId)
    if (found.reason !== 'breach') throw new DomainError('precondition', 'resumptionNeeded')
    const author = found.createdBy as Actor
    if (author.kind === 'staff' && author.staffId === actor.staffId) {
      throw new DomainError('precondition', 'secondPersonNeeded')
    }
    const lifted = await liftSuspensions(ctx, tx, of, [suspensionId], { reason })
    if (lifted.length === 0) throw new DomainError('conflict', 'alreadyLifted')
  })
}
