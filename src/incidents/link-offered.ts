import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { incidentTicket } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { newestUpdate, requireIncidentForUpdate } from './load-incident.ts'
import { setLink } from './set-link.ts'
import { tellLinked } from './tell-update.ts'

export const LinkOfferedInput = z.object({ incidentId: z.uuid() })
export type LinkOfferedInput = z.infer<typeof LinkOfferedInput>

/** Locked at once; whoever is left is linked by doing it again. */
const mostAtOnce = 1000

/**
 * Everything that is offered belongs to a confirmed incident: linked at once, and each client told its present
 * state unless he has been. What another incident explains stays offered. Returns how many were linked.
 */
export async function linkOffered(ctx: Ctx, input: LinkOfferedInput): Promise<number> {
  requireRight(ctx, 'incidents.write')
  const { incidentId } = LinkOfferedInput.parse(input)
  return inTx(ctx, async (tx) => {
    const offered = tx
      .select({ id: incidentTicket.ticketId })
      .from(incidentTicket)
      .where(and(eq(incidentTicket.incidentId, incidentId), eq(incidentTicket.state, 'offered')))
    const tickets = await tx
      .select()
      .from(ticket)
      .where(and(inArray(ticket.id, offered), isNull(ticket.mergedIntoId)))
      .orderBy(asc(ticket.id))
      .limit(mostAtOnce)
      .for('update')
    const to = await requireIncidentForUpdate(tx, incidentId)
    if (to.state !== 'confirmed') throw new DomainError('precondition', 'incidentNotOpen')
    const linked: string[] = []
    for (const one of tickets) {
      try {
        if (await setLink(ctx, tx, to, one, 'linked')) linked.push(one.id)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
      }
    }
    if (linked.length === 0) return 0
    const update = await newestUpdate(tx, incidentId)
    if (update) await tellLinked(ctx, tx, to, update, linked)
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: 'incident.offered_linked',
      data: { tickets: linked.length },
    })
    return linked.length
  })
}
