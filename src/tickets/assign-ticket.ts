import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { staff } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const AssignTicketInput = z.object({
  ticketId: z.uuid(),
  /** null gives the ticket back to the queue. */
  assigneeId: z.uuid().nullable(),
})
export type AssignTicketInput = z.infer<typeof AssignTicketInput>

/** Puts a ticket into somebody's hands; the first one to hold it starts the work. */
export async function assignTicket(ctx: Ctx, input: AssignTicketInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, assigneeId } = AssignTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    if (current.assigneeId === assigneeId) return current
    if (assigneeId !== null) {
      const [to] = await tx
        .select({ role: staff.role })
        .from(staff)
        .where(and(eq(staff.id, assigneeId), isNull(staff.disabledAt)))
      if (!to || !deskRoles.includes(to.role)) throw new DomainError('invalid', 'assigneeUnknown')
      return changeStatus(ctx, tx, current, 'taken', { data: { assigneeId }, set: { assigneeId } })
    }
    const [row] = await tx
      .update(ticket)
      .set({ assigneeId: null, updatedAt: ctx.now() })
      .where(eq(ticket.id, ticketId))
      .returning()
    await appendAudit(ctx, tx, { chain: `ticket:${ticketId}`, action: 'ticket.given_back' })
    await notifyTicketChanged(tx, ticketId)
    return row ?? current
  })
}
