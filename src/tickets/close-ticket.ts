import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import type { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'

export const CloseTicketInput = z.object({ ticketId: z.uuid() })
export type CloseTicketInput = z.infer<typeof CloseTicketInput>

/** Ends the work. Staff close any ticket; a client closes his own ("solved, thank you"). */
export async function closeTicket(ctx: Ctx, input: CloseTicketInput): Promise<Ticket> {
  if (ctx.actor.kind !== 'customer') requireStaff(ctx, deskRoles)
  const { ticketId } = CloseTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    requireOwnTicket(ctx, current)
    const closed = await changeStatus(ctx, tx, current, 'closed')
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (to && current.status !== 'resolved') {
      await queueOutbound(ctx, tx, {
        channel: to.channel,
        address: to.address,
        locale: current.locale,
        kind: 'resolved',
        ticketId,
        model: { number: current.number, subject: current.subject, text: '', cycle: closed.cycle },
      })
    }
    return closed
  })
}

/** Another person's ticket reads as absent (R56). Staff pass. */
export function requireOwnTicket(ctx: Ctx, current: typeof ticket.$inferSelect): void {
  if (ctx.actor.kind === 'customer' && current.requesterId !== ctx.actor.contactId) {
    throw new DomainError('not_found', 'ticketNotFound')
  }
}
