import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { outbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'

export const RetryDeliveryInput = z.object({ outboundId: z.uuid() })
export type RetryDeliveryInput = z.infer<typeof RetryDeliveryInput>

/** Puts a dead letter back into the queue, with all its attempts before it; lets a held message go. */
export async function retryDelivery(ctx: Ctx, input: RetryDeliveryInput): Promise<void> {
  requireStaff(ctx, deskRoles)
  const { outboundId } = RetryDeliveryInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx.select().from(outbound).where(eq(outbound.id, outboundId)).for('update')
    if (!row) throw new DomainError('not_found', 'deliveryNotFound')
    if (row.state !== 'dead' && row.state !== 'held')
      throw new DomainError('precondition', 'deliveryNotDead')
    if (row.ticketId !== null) await requireTicketForUpdate(tx, row.ticketId)
    await tx
      .update(outbound)
      .set({ state: 'queued', attempts: 0, uncertain: 0, notBefore: null, heldReason: null })
      .where(eq(outbound.id, outboundId))
    await appendAudit(ctx, tx, {
      chain: row.ticketId === null ? `outbound:${outboundId}` : `ticket:${row.ticketId}`,
      action: 'delivery.retried',
      data: { outboundId },
    })
    await enqueue(ctx, tx, 'deliver', { outboundId }, { key: row.conversation })
    if (row.ticketId !== null) await notifyTicketChanged(tx, row.ticketId)
  })
}
