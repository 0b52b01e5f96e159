import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { appendAudit } from '../audit.ts'
import type { Client } from '../clients/load-client.ts'
import { notifyClient } from '../clients/notify-client.ts'
import type { Ctx } from '../context.ts'
import { emitAccessChanged } from '../platform/emit-event.ts'
import type { Suspension } from './insert-suspension.ts'
import { accessOf } from './queries.ts'

/**
 * Lifts grounds of a locked client, once the caller has proven that he may: audit, outbox, notice. What else
 * stands in the way stays. Cases behind them count as resumed.
 */
export async function liftSuspensions(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  ids: readonly string[],
  why: { reason: string; resumptionId?: string },
): Promise<Suspension[]> {
  const rows = await tx
    .update(suspension)
    .set({
      liftedAt: ctx.now(),
      liftedBy: ctx.actor,
      liftReason: why.reason,
      resumptionId: why.resumptionId ?? null,
    })
    .where(
      and(
        eq(suspension.clientId, of.id),
        inArray(suspension.id, [...ids]),
        isNull(suspension.liftedAt),
      ),
    )
    .returning()
  if (rows.length === 0) return []
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'access.lifted',
    data: {
      suspensionIds: rows.map(({ id }) => id),
      reasons: rows.map(({ reason }) => reason),
      why: why.reason,
      resumptionId: why.resumptionId ?? null,
    },
  })
  for (const { caseId } of rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (caseId !== null) await closeCase(ctx, tx, caseId)
  }
  await emitAccessChanged(ctx, tx, of.id, {
    kind: 'lifted',
    suspensionIds: rows.map(({ id }) => id),
  })
  const { access } = await accessOf(tx, of.id, {}, ctx.now())
  await notifyClient(ctx, tx, of.id, {
    topic: 'lifted',
    client: of.name,
    open: access === 'allowed',
    at: ctx.now().toISOString(),
  })
  return rows
}

async function closeCase(ctx: Ctx, tx: Transaction, caseId: string): Promise<void> {
  const [row] = await tx
    .update(compromiseCase)
    .set({ state: 'resumed', resumedAt: ctx.now() })
    .where(and(eq(compromiseCase.id, caseId), eq(compromiseCase.state, 'suspended')))
    .returning({ id: compromiseCase.id })
  if (!row) return
  await appendAudit(ctx, tx, { chain: `case:${caseId}`, action: 'compromise.resumed' })
}
