import { z } from 'zod'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { requireLiveTicketForUpdate } from '../tickets/load-ticket.ts'
import { newestUpdate, requireIncidentForUpdate } from './load-incident.ts'
import { setLink } from './set-link.ts'
import { tellLinked } from './tell-update.ts'

export const PlaceTicketInput = z.object({
  incidentId: z.uuid(),
  ticketId: z.uuid(),
  linked: z.boolean(),
})
export type PlaceTicketInput = z.infer<typeof PlaceTicketInput>

/**
 * A member of staff says that an incident explains a ticket, or that it does not. A client linked while the
 * incident lasts is told its present state, unless he has been.
 */
export async function placeTicket(ctx: Ctx, input: PlaceTicketInput): Promise<void> {
  requireRight(ctx, 'tickets.work')
  const { incidentId, ticketId, linked } = PlaceTicketInput.parse(input)
  await inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const to = await requireIncidentForUpdate(tx, incidentId)
    if (to.state !== 'proposed' && to.state !== 'confirmed') {
      throw new DomainError('precondition', 'incidentNotOpen')
    }
    if (!(await setLink(ctx, tx, to, current, linked ? 'linked' : 'unlinked'))) return
    const update = await newestUpdate(tx, incidentId)
    if (linked && update) await tellLinked(ctx, tx, to, update, [ticketId])
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: linked ? 'incident.ticket_linked' : 'incident.ticket_unlinked',
      data: { ticketId },
    })
  })
}
