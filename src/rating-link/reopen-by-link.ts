import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from '../tickets/change-status.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { writeMessage } from '../tickets/write-message.ts'

export const ReopenByLinkInput = z.object({
  ticketId: z.uuid(),
  /** The closure the link belongs to: a link cannot undo a later one. */
  cycle: z.number().int().positive(),
  text: z.string().trim().max(20_000, 'textTooLong').default(''),
})
export type ReopenByLinkInput = z.input<typeof ReopenByLinkInput>

/** "Not solved" by a signed link: the same ticket goes on, with the client's words if there are any (4.7). */
export async function reopenByLink(ctx: Ctx, input: ReopenByLinkInput): Promise<Ticket> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const contactId = ctx.actor.contactId
  const { ticketId, cycle, text } = ReopenByLinkInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, ticketId)
    if (current.requesterId !== contactId) throw new DomainError('not_found', 'ticketNotFound')
    if (current.cycle !== cycle) throw new DomainError('precondition', 'ratingOutdated')
    const set = text === '' ? {} : { lastClientMessageAt: ctx.now() }
    const data: Record<string, unknown> = { by: 'link' }
    if (text !== '') {
      const [sender] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
      const { messageId } = await writeMessage(ctx, tx, {
        ticketId: current.id,
        author: 'client',
        channel: 'web',
        body: text,
        ...(sender ? { identityId: sender.id } : {}),
        createdAt: ctx.now(),
      })
      data.messageId = messageId
    }
    return changeStatus(ctx, tx, current, 'client_reopened', { data, set })
  })
}
