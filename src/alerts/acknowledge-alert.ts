import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { alert } from '../../db/schema/alerts.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { notifyAlertsChanged } from './raise-alert.ts'

export const AcknowledgeAlertInput = z.object({ alertId: z.uuid() })
export type AcknowledgeAlertInput = z.infer<typeof AcknowledgeAlertInput>

/** A member of staff has seen to it. @throws DomainError `conflict` when somebody already has */
export async function acknowledgeAlert(ctx: Ctx, input: AcknowledgeAlertInput): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  const { alertId } = AcknowledgeAlertInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx
      .update(alert)
      .set({ acknowledgedAt: ctx.now(), acknowledgedBy: actor.staffId })
      .where(and(eq(alert.id, alertId), isNull(alert.acknowledgedAt)))
      .returning({ kind: alert.kind })
    if (!row) throw new DomainError('conflict', 'alertAcknowledged')
    await appendAudit(
      ctx,
      tx,
      { chain: `alert:${alertId}`, action: 'alert.acknowledged', data: { kind: row.kind } },
      'new',
    )
    await notifyAlertsChanged(tx)
  })
}
