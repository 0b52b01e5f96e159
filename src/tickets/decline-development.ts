import { z } from 'zod'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { queueDecision } from './queue-decision.ts'

export const DeclineDevelopmentInput = z.object({
  ticketId: z.uuid(),
  /** The reasons, for the client: 3.6 speaks of a reasoned opinion. */
  text: z.string().trim().min(1, 'emptyText').max(4000, 'textTooLong'),
})
export type DeclineDevelopmentInput = z.input<typeof DeclineDevelopmentInput>

/** Annex 1, 3.6: the developers will not do it, for reasons that the client is told; he may reopen (4.7). */
export async function declineDevelopment(
  ctx: Ctx,
  input: DeclineDevelopmentInput,
): Promise<Ticket> {
  requireRight(ctx, 'tickets.work')
  const { ticketId, text } = DeclineDevelopmentInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    if (current.status !== 'in_development') {
      throw new DomainError('precondition', 'notInDevelopment')
    }
    const ended = await changeStatus(ctx, tx, current, 'resolved', {
      data: { because: 'not_planned', text },
    })
    await queueDecision(ctx, tx, ended, { decision: 'not_planned', reason: null, text })
    return ended
  })
}
