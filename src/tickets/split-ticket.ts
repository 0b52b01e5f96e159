import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import { ticketLink } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { openTicket } from './open-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const SplitTicketInput = z.object({
  ticketId: z.uuid(),
  subject: z.string().trim().min(1, 'subjectMissing').max(200, 'textTooLong'),
  /** The part of the client's words that is a problem of its own. */
  text: z.string().trim().min(1, 'emptyText').max(20_000, 'textTooLong'),
})
export type SplitTicketInput = z.infer<typeof SplitTicketInput>

/**
 * One ticket, one problem (1.4): a second problem gets a ticket and an ID of its own, with the original
 * receipt time, linked both ways; its acknowledgement tells the client.
 */
export async function splitTicket(ctx: Ctx, input: SplitTicketInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { ticketId, subject, text } = SplitTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const parent = await requireLiveTicketForUpdate(tx, ticketId)
    const [sender] = await tx.select().from(identity).where(eq(identity.id, parent.identityId))
    if (!sender) throw new DomainError('not_found', 'ticketNotFound')
    const { ticket: child } = await openTicket(ctx, tx, {
      sender,
      channel: parent.channel,
      locale: parent.locale,
      subject,
      body: text,
      receivedAt: parent.receivedAt,
      quietMs: 0,
      because: 'split',
    })
    await tx
      .insert(ticketLink)
      .values({ fromId: child.id, toId: parent.id, kind: 'split', createdAt: ctx.now() })
    await appendAudit(ctx, tx, {
      chain: `ticket:${parent.id}`,
      action: 'ticket.split',
      data: { ticketId: child.id, number: child.number },
    })
    await notifyTicketChanged(tx, parent.id)
    return child
  })
}
