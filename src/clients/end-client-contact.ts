import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { clientContact, trustedContact } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { requireClientForUpdate } from './load-client.ts'

export const EndClientContactInput = z.object({ clientId: z.uuid(), contactId: z.uuid() })
export type EndClientContactInput = z.infer<typeof EndClientContactInput>

/**
 * The person acts for the client no more (6.5); what he did stays. Whoever holds a trusted contact cannot
 * leave before it is changed: the client would be out of reach.
 */
export async function endClientContact(ctx: Ctx, input: EndClientContactInput): Promise<void> {
  requireRight(ctx, 'clients.write')
  const { clientId, contactId } = EndClientContactInput.parse(input)
  await inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    const holds = await tx.$count(
      trustedContact,
      and(
        eq(trustedContact.clientId, of.id),
        eq(trustedContact.contactId, contactId),
        isNull(trustedContact.until),
      ),
    )
    if (holds > 0) throw new DomainError('precondition', 'holdsTrustedContact')
    const [ended] = await tx
      .update(clientContact)
      .set({ endedAt: ctx.now() })
      .where(
        and(
          eq(clientContact.clientId, of.id),
          eq(clientContact.contactId, contactId),
          isNull(clientContact.endedAt),
        ),
      )
      .returning()
    if (!ended) throw new DomainError('not_found', 'contactNotFound')
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'client.contact_ended',
      data: { contactId, role: ended.role },
    })
  })
}
