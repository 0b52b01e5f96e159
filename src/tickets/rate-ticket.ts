import { z } from 'zod'
import { channels } from '../../db/schema/people.ts'
import { rating } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireOwnTicket } from './close-ticket.ts'
import { requireLiveTicketForUpdate } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const RateTicketInput = z.object({
  ticketId: z.uuid(),
  /** The closure that is rated; an old button cannot rate a later one. */
  cycle: z.number().int().positive(),
  score: z.number().int().min(1).max(5),
  comment: z.string().trim().max(2_000, 'textTooLong').optional(),
  channel: z.enum(channels),
})
export type RateTicketInput = z.infer<typeof RateTicketInput>

/** Annex 1, 4.7: one vote per closure, by the requester only, changeable until the ticket is reopened. */
export async function rateTicket(ctx: Ctx, input: RateTicketInput): Promise<void> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const { ticketId, cycle, score, comment, channel } = RateTicketInput.parse(input)
  await inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    requireOwnTicket(ctx, current)
    if (current.status !== 'resolved' && current.status !== 'closed') {
      throw new DomainError('precondition', 'ratingNotOpen')
    }
    if (current.cycle !== cycle) throw new DomainError('precondition', 'ratingOutdated')
    const now = ctx.now()
    await tx
      .insert(rating)
      .values({
        ticketId,
        cycle,
        score,
        comment: comment ?? '',
        channel,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoUpdate({
        target: [rating.ticketId, rating.cycle],
        set: { score, channel, updatedAt: now, ...(comment === undefined ? {} : { comment }) },
      })
    await appendAudit(ctx, tx, {
      chain: `ticket:${ticketId}`,
      action: 'ticket.rated',
      data: { cycle, score, channel },
    })
    await notifyTicketChanged(tx, ticketId)
  })
}
