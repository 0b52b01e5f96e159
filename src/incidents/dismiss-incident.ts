import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { incident } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { requireIncidentForUpdate } from './load-incident.ts'

export const DismissIncidentInput = z.object({
  incidentId: z.uuid(),
  reason: z.string().trim().min(1, 'dismissReasonMissing').max(500, 'textTooLong'),
})
export type DismissIncidentInput = z.input<typeof DismissIncidentInput>

/** The rise is no incident: what has come so far proposes it no more. */
export async function dismissIncident(ctx: Ctx, input: DismissIncidentInput): Promise<void> {
  requireRight(ctx, 'incidents.write')
  const { incidentId, reason } = DismissIncidentInput.parse(input)
  await inTx(ctx, async (tx) => {
    const before = await requireIncidentForUpdate(tx, incidentId)
    if (before.state !== 'proposed') throw new DomainError('conflict', 'incidentDecided')
    const now = ctx.now()
    await tx
      .update(incident)
      .set({ state: 'dismissed', endedAt: now, dismissReason: reason, updatedAt: now })
      .where(eq(incident.id, incidentId))
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: 'incident.dismissed',
      data: { reason },
    })
  })
}
