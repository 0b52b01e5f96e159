import { z } from 'zod'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { queueDecision } from './queue-decision.ts'

export const SendToDevelopmentInput = z.object({
  ticketId: z.uuid(),
  /** The developers' issue or release: without one nobody could tell when the ticket is done. */
  reference: z.string().trim().min(1, 'referenceMissing').max(200, 'textTooLong'),
  text: z.string().trim().max(4000, 'textTooLong').default(''),
})
export type SendToDevelopmentInput = z.input<typeof SendToDevelopmentInput>

/**
 * Annex 1, 3.6: handed to the developers, open until their release or decision. On a ticket that is with
 * them already only the reference is corrected, and the client is not told twice.
 */
export async function sendToDevelopment(ctx: Ctx, input: SendToDevelopmentInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, reference, text } = SendToDevelopmentInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const there = current.status === 'in_development'
    if (there && current.devReference === reference) return current
    const sent = await changeStatus(ctx, tx, current, 'sent_to_development', {
      data: { reference },
      set: { devReference: reference },
    })
    if (!there) {
      await queueDecision(ctx, tx, sent, { decision: 'development', reason: null, text })
    }
    return sent
  })
}
