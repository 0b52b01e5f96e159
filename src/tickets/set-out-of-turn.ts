import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { incidentOfTicket } from '../incidents/load-incident.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { isOpen } from './status.ts'
import { notifyTicketChanged } from './write-message.ts'

export const SetOutOfTurnInput = z
  .object({
    ticketId: z.uuid(),
    outOfTurn: z.boolean(),
    reason: z.string().trim().max(500, 'textTooLong').default(''),
  })
  .refine((input) => !input.outOfTurn || input.reason !== '', {
    path: ['reason'],
    message: 'turnReasonMissing',
  })
export type SetOutOfTurnInput = z.input<typeof SetOutOfTurnInput>

/**
 * Annex 1, 3.4: an open ticket of high criticality is taken before all others, for a reason that stays on
 * record; not one of a fault whose cause concerns every client alike.
 */
export async function setOutOfTurn(ctx: Ctx, input: SetOutOfTurnInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, outOfTurn, reason } = SetOutOfTurnInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    if (current.outOfTurn === outOfTurn) return current
    if (outOfTurn && !mayJumpQueue(current)) {
      throw new DomainError('precondition', 'turnNotCritical')
    }
    if (outOfTurn && (await incidentOfTicket(tx, ticketId))?.affectsAll) {
      throw new DomainError('precondition', 'turnMassIncident')
    }
    const [row] = await tx
      .update(ticket)
      .set({ outOfTurn, updatedAt: ctx.now() })
      .where(eq(ticket.id, ticketId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `ticket:${ticketId}`,
      action: outOfTurn ? 'ticket.put_out_of_turn' : 'ticket.put_in_turn',
      data: { reason },
    })
    await notifyTicketChanged(tx, ticketId)
    return row ?? current
  })
}

export function mayJumpQueue({ status, priority }: Pick<Ticket, 'status' | 'priority'>): boolean {
  return isOpen(status) && (priority === 'critical' || priority === 'high')
}
