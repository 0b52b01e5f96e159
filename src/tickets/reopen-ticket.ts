import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { telegramChat } from '../../db/schema/tickets.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { changeStatus } from './change-status.ts'
import { requireOwnTicket } from './close-ticket.ts'
import { requireTicketForUpdate, type Ticket } from './load-ticket.ts'

export const ReopenTicketInput = z.object({ ticketId: z.uuid() })
export type ReopenTicketInput = z.infer<typeof ReopenTicketInput>

/** The same ticket, the same ID, a new cycle of time limits (4.7). No term in the contract, so none here. */
export async function reopenTicket(ctx: Ctx, input: ReopenTicketInput): Promise<Ticket> {
  const byClient = ctx.actor.kind === 'customer'
  if (!byClient) requireStaff(ctx, deskRoles)
  const { ticketId } = ReopenTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, ticketId)
    requireOwnTicket(ctx, current)
    const reopened = await changeStatus(
      ctx,
      tx,
      current,
      byClient ? 'client_reopened' : 'staff_reopened',
    )
    if (byClient) {
      // The clarifying words that follow belong here.
      await tx
        .update(telegramChat)
        .set({ focusTicketId: current.id, updatedAt: ctx.now() })
        .where(eq(telegramChat.identityId, current.identityId))
    }
    return reopened
  })
}
