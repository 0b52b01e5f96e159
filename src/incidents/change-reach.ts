import { asc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { incident } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { forgetNews } from './current-news.ts'
import { linkedTickets, requireIncidentForUpdate } from './load-incident.ts'
import { putInTurn } from './put-in-turn.ts'

export const ChangeReachInput = z.object({ incidentId: z.uuid(), affectsAll: z.boolean() })
export type ChangeReachInput = z.infer<typeof ChangeReachInput>

/** It turns out to concern every client alike, or only some: that decides who may be taken out of turn (R88). */
export async function changeReach(ctx: Ctx, input: ChangeReachInput): Promise<void> {
  requireRight(ctx, 'incidents.write')
  const { incidentId, affectsAll } = ChangeReachInput.parse(input)
  await inTx(ctx, async (tx) => {
    const tickets = affectsAll
      ? await tx
          .select()
          .from(ticket)
          .where(inArray(ticket.id, await linkedTickets(tx, incidentId)))
          .orderBy(asc(ticket.id))
          .for('update')
      : []
    const before = await requireIncidentForUpdate(tx, incidentId)
    if (before.state !== 'confirmed') throw new DomainError('precondition', 'incidentNotOpen')
    if (before.affectsAll === affectsAll) return
    await tx
      .update(incident)
      .set({ affectsAll, updatedAt: ctx.now() })
      .where(eq(incident.id, incidentId))
    for (const one of tickets) await putInTurn(ctx, tx, one)
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: 'incident.reach_changed',
      data: { affectsAll },
    })
  })
  forgetNews(ctx.db)
}
