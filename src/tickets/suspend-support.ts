import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { queueDecision } from './queue-decision.ts'
import { RefusalInput, requireRefusable } from './refusal.ts'

/** Annex 1, 4.6: support stops until the client writes again; the clock stands meanwhile. */
export async function suspendSupport(ctx: Ctx, input: RefusalInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, reason, text } = RefusalInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    await requireRefusable(tx, current, reason)
    const suspended = await changeStatus(ctx, tx, current, 'support_suspended', {
      data: { reason, text },
    })
    await queueDecision(ctx, tx, suspended, { decision: 'suspended', reason, text })
    return suspended
  })
}
