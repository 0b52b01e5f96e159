import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { queueDecision } from './queue-decision.ts'
import { RefusalInput, requireRefusable } from './refusal.ts'

/** Annex 1, 4.6: support is refused in full; the client may still reopen the ticket (4.7). */
export async function refuseTicket(ctx: Ctx, input: RefusalInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, reason, text } = RefusalInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    await requireRefusable(tx, current, reason)
    const refused = await changeStatus(ctx, tx, current, 'refused', { data: { reason, text } })
    await queueDecision(ctx, tx, refused, { decision: 'refused', reason, text })
    return refused
  })
}
