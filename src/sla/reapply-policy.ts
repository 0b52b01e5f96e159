import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireLiveTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { policyRoles, storedPolicy } from './change-policy.ts'
import { refreshDeadlines } from './refresh-deadlines.ts'
import { tariffForLimits } from './ticket-tariff.ts'

export const ReapplyPolicyInput = z.object({
  ticketId: z.uuid(),
  reason: z.string().trim().min(1, 'reasonMissing').max(500, 'textTooLong'),
})
export type ReapplyPolicyInput = z.infer<typeof ReapplyPolicyInput>

/** Puts the newest time limits on one open ticket, with a reason; a breach already written down stays. */
export async function reapplyPolicy(ctx: Ctx, input: ReapplyPolicyInput): Promise<Ticket> {
  requireStaff(ctx, policyRoles)
  const { ticketId, reason } = ReapplyPolicyInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const { version } = await storedPolicy(tx)
    if (current.slaPolicyVersion === version)
      throw new DomainError('precondition', 'policyAlreadyNewest')
    const tariff = await tariffForLimits(tx, { ...current, slaPolicyVersion: version })
    const [row] = await tx
      .update(ticket)
      .set({ slaPolicyVersion: version, ...tariff, updatedAt: ctx.now() })
      .where(eq(ticket.id, ticketId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `ticket:${ticketId}`,
      action: 'ticket.policy_reapplied',
      data: { oldVersion: current.slaPolicyVersion, newVersion: version, reason },
    })
    await notifyTicketChanged(tx, ticketId)
    return refreshDeadlines(ctx, tx, row ?? current)
  })
}
