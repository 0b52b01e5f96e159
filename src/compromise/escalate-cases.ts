import { and, eq, isNull, lte } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { alert } from '../../db/schema/alerts.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { compromiseClock } from '../sla/compromise-clock.ts'
import type { CompromiseCase } from './case-of-subject.ts'

/** An alert that nobody takes is said again after this long. */
const againMs = 5 * 60_000
const shares = [50, 75, 100]

/**
 * Every minute: whatever an officer has not taken in hand is announced again, and each case without a
 * reaction raises an alert when half, three quarters and all of its 24 hours are gone (R4). Run twice, it
 * says nothing twice.
 */
export async function escalateCases(ctx: Ctx): Promise<void> {
  requireSystem(ctx)
  const open = await ctx.db
    .select({ id: compromiseCase.id })
    .from(compromiseCase)
    .where(eq(compromiseCase.state, 'open'))
  for (const { id } of open) {
    await inTx(ctx, async (tx) => {
      const [current] = await tx
        .select()
        .from(compromiseCase)
        .where(and(eq(compromiseCase.id, id), eq(compromiseCase.state, 'open')))
        .for('update', { skipLocked: true })
      if (current) await escalate(ctx, tx, current)
    })
  }
}

async function escalate(ctx: Ctx, tx: Transaction, current: CompromiseCase): Promise<void> {
  const { share } = compromiseClock(current.receivedAt, null, ctx.now())
  const passed = shares.filter((percent) => share * 100 >= percent).at(-1) ?? 0
  if (passed > current.escalatedPercent) {
    await tx
      .update(compromiseCase)
      .set({ escalatedPercent: passed })
      .where(eq(compromiseCase.id, current.id))
    await raiseAlert(ctx, tx, {
      kind: 'compromise_reported',
      severity: 'critical',
      key: `compromise:${current.id}:${passed}`,
      ticketId: current.ticketId,
      toSupervisor: true,
      data: { percent: passed },
    })
  }
  if (current.acknowledgedAt !== null) return
  const silent = await tx
    .update(alert)
    .set({ lastAt: ctx.now() })
    .where(
      and(
        eq(alert.key, `compromise:${current.id}`),
        isNull(alert.acknowledgedAt),
        lte(alert.lastAt, new Date(ctx.now().getTime() - againMs)),
      ),
    )
    .returning({ id: alert.id })
  for (const { id } of silent) await enqueue(ctx, tx, 'announce-alert', { alertId: id })
}
