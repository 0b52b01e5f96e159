import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { incident } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { requireRight } from '../rights.ts'
import { forgetNews } from './current-news.ts'
import { UpdateWords } from './incident-input.ts'
import { requireIncidentForUpdate } from './load-incident.ts'
import { tellUpdate } from './tell-update.ts'

export const UpdateIncidentInput = z.object({ incidentId: z.uuid(), ...UpdateWords })
export type UpdateIncidentInput = z.input<typeof UpdateIncidentInput>

/**
 * Tells clients how it goes with an incident, each once. `resolved` closes it: its tickets are solved in the
 * background, and whoever still has the trouble reopens his (4.7).
 */
export async function updateIncident(ctx: Ctx, input: UpdateIncidentInput): Promise<void> {
  const { staffId } = requireRight(ctx, 'incidents.write')
  const { incidentId, ...texts } = UpdateIncidentInput.parse(input)
  const over = texts.stage === 'resolved'
  await inTx(ctx, async (tx) => {
    const before = await requireIncidentForUpdate(tx, incidentId)
    if (before.state !== 'confirmed') throw new DomainError('precondition', 'incidentNotOpen')
    const now = ctx.now()
    await tx
      .update(incident)
      .set({ ...(over ? { state: 'closed' as const, endedAt: now } : {}), updatedAt: now })
      .where(eq(incident.id, incidentId))
    const update = await tellUpdate(ctx, tx, before, texts, staffId)
    if (over) await enqueue(ctx, tx, 'solve-linked', { by: 'incident', id: incidentId })
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: over ? 'incident.closed' : 'incident.updated',
      data: { updateId: update.id, stage: update.stage },
    })
  })
  forgetNews(ctx.db)
}
