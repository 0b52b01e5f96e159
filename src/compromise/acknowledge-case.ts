import { and, eq, isNull, like } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { alert } from '../../db/schema/alerts.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { notifyAlertsChanged } from '../alerts/raise-alert.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, type StaffActor } from '../context.ts'
import { requireRight } from '../rights.ts'
import type { CompromiseCase } from './case-of-subject.ts'
import { requireCaseForUpdate } from './load-case.ts'

export const AcknowledgeCaseInput = z.object({ caseId: z.uuid() })
export type AcknowledgeCaseInput = z.infer<typeof AcknowledgeCaseInput>

/** The authorised officer has the notice in hand (definition 4, R6); a time of its own beside receipt. */
export async function acknowledgeCase(
  ctx: Ctx,
  input: AcknowledgeCaseInput,
): Promise<CompromiseCase> {
  const actor = requireRight(ctx, 'compromise.acknowledge')
  const { caseId } = AcknowledgeCaseInput.parse(input)
  return inTx(ctx, async (tx) => {
    const { current } = await requireCaseForUpdate(tx, caseId)
    return takeInHand(ctx, tx, current, actor)
  })
}

/** Records the first officer's word on a locked case, and silences its alerts. */
export async function takeInHand(
  ctx: Ctx,
  tx: Transaction,
  current: CompromiseCase,
  actor: StaffActor,
): Promise<CompromiseCase> {
  if (current.acknowledgedAt !== null) return current
  const seen = { acknowledgedAt: ctx.now(), acknowledgedBy: actor.staffId }
  const [row] = await tx
    .update(compromiseCase)
    .set(seen)
    .where(eq(compromiseCase.id, current.id))
    .returning()
  await appendAudit(ctx, tx, { chain: `case:${current.id}`, action: 'compromise.acknowledged' })
  await tx
    .update(alert)
    .set(seen)
    .where(and(like(alert.key, `compromise:${current.id}%`), isNull(alert.acknowledgedAt)))
  await notifyAlertsChanged(tx)
  return row ?? current
}
