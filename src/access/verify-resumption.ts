import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { resumption } from '../../db/schema/access.ts'
import { appendAudit } from '../audit.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import type { Resumption } from './ask-resumption.ts'
import { requireResumptionForUpdate } from './load-resumption.ts'

export const VerifyResumptionInput = z.object({
  resumptionId: z.uuid(),
  contactId: z.uuid(),
  verification: z.enum(['trusted_phone', 'trusted_email', 'linked_telegram', 'in_person']),
})
export type VerifyResumptionInput = z.infer<typeof VerifyResumptionInput>

/**
 * First member of staff: an authorised person was reached through a trusted contact and confirmed the request
 * (definition 24, R68). @throws DomainError `precondition` when the person may not speak for the client
 */
export async function verifyResumption(
  ctx: Ctx,
  input: VerifyResumptionInput,
): Promise<Resumption> {
  const actor = requireRight(ctx, 'access.resume')
  const { resumptionId, contactId, verification } = VerifyResumptionInput.parse(input)
  return inTx(ctx, async (tx) => {
    const [found] = await tx.select().from(resumption).where(eq(resumption.id, resumptionId))
    if (!found) throw new DomainError('not_found', 'resumptionNotFound')
    const of = await requireClientForUpdate(tx, found.clientId)
    const current = await requireResumptionForUpdate(tx, resumptionId)
    if (current.state !== 'asked') throw new DomainError('conflict', 'resumptionMoved')
    const speaks = (await clientsOfContact(tx, contactId, ctx.now())).find(
      (one) => one.clientId === of.id,
    )
    if (!speaks?.mayAct) throw new DomainError('precondition', 'notAuthorised')
    const [row] = await tx
      .update(resumption)
      .set({
        state: 'verified',
        contactId,
        verification,
        verifiedBy: actor.staffId,
        verifiedAt: ctx.now(),
      })
      .where(eq(resumption.id, resumptionId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'access.resumption_verified',
      data: { resumptionId, contactId, verification },
    })
    return row ?? current
  })
}
