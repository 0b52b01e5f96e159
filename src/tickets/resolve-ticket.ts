import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'

export const ResolveTicketInput = z.object({ ticketId: z.uuid() })
export type ResolveTicketInput = z.infer<typeof ResolveTicketInput>

/** Solved in our opinion: the client is asked for a rating and may reopen at any time (4.7). */
export async function resolveTicket(ctx: Ctx, input: ResolveTicketInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId } = ResolveTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const resolved = await changeStatus(ctx, tx, current, 'resolved')
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (to) {
      await queueOutbound(ctx, tx, {
        channel: to.channel,
        address: to.address,
        locale: current.locale,
        kind: 'resolved',
        ticketId,
        model: {
          number: current.number,
          subject: current.subject,
          text: '',
          cycle: resolved.cycle,
        },
      })
    }
    return resolved
  })
}
