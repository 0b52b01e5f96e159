import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { resumption } from '../../db/schema/access.ts'
import { appendAudit } from '../audit.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { notifyClient } from '../clients/notify-client.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import type { Resumption } from './ask-resumption.ts'
import { liftSuspensions } from './lift.ts'
import { requireResumptionForUpdate } from './load-resumption.ts'

export const EndResumptionInput = z.object({
  resumptionId: z.uuid(),
  verdict: z.enum(['approve', 'refuse']),
  reason: z.string().trim().min(1, 'reasonMissing').max(1000),
})
export type EndResumptionInput = z.input<typeof EndResumptionInput>

/**
 * Second member of staff: opens what the verified request named, or refuses (R68). Grounds that came after
 * the request stay; so does an unpaid tariff.
 */
export async function endResumption(ctx: Ctx, input: EndResumptionInput): Promise<Resumption> {
  const actor = requireRight(ctx, 'access.resume')
  const { resumptionId, verdict, reason } = EndResumptionInput.parse(input)
  return inTx(ctx, async (tx) => {
    const [found] = await tx.select().from(resumption).where(eq(resumption.id, resumptionId))
    if (!found) throw new DomainError('not_found', 'resumptionNotFound')
    const of = await requireClientForUpdate(tx, found.clientId)
    const current = await requireResumptionForUpdate(tx, resumptionId)
    if (current.state === 'done' || current.state === 'refused') {
      throw new DomainError('conflict', 'resumptionMoved')
    }
    if (verdict === 'approve') {
      await requireProof(ctx, tx, current, actor.staffId)
      await liftSuspensions(ctx, tx, of, current.suspensionIds, { reason, resumptionId })
    }
    const [row] = await tx
      .update(resumption)
      .set({
        state: verdict === 'approve' ? 'done' : 'refused',
        endedBy: actor.staffId,
        endedAt: ctx.now(),
        endReason: reason,
      })
      .where(eq(resumption.id, resumptionId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: verdict === 'approve' ? 'access.resumption_done' : 'access.resumption_refused',
      data: { resumptionId, reason },
    })
    if (verdict === 'refuse') {
      await notifyClient(ctx, tx, of.id, {
        topic: 'resumption_refused',
        client: of.name,
        reason,
        at: ctx.now().toISOString(),
      })
    }
    return row ?? current
  })
}

/** Verified, by somebody else, and the person may still speak for the client at this moment. */
async function requireProof(
  ctx: Ctx,
  tx: Transaction,
  current: Resumption,
  staffId: string,
): Promise<void> {
  if (current.state !== 'verified' || current.contactId === null) {
    throw new DomainError('precondition', 'notVerified')
  }
  if (current.verifiedBy === staffId) throw new DomainError('precondition', 'secondPersonNeeded')
  const clients = await clientsOfContact(tx, current.contactId, ctx.now())
  if (!clients.some((one) => one.clientId === current.clientId && one.mayAct)) {
    throw new DomainError('precondition', 'notAuthorised')
  }
}
