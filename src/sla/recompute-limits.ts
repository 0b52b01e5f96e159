import { and, asc, gt, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { openStatuses } from '../tickets/status.ts'
import { currentCalendar, policyOfTicket } from './current-rules.ts'
import { deadlines } from './deadlines.ts'
import { loadHistories } from './load-histories.ts'
import { limitColumns } from './refresh-deadlines.ts'
import { currentWarningSettings } from './warning-settings.ts'

type Row = typeof ticket.$inferSelect

const batchSize = 500

/**
 * Computes the limits of every open ticket anew after the calendar has changed, and records old and new
 * where they differ (R96). Done twice it changes nothing. Returns how many limits moved.
 */
export async function recomputeLimits(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  let moved = 0
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const from = after
    const batch: Batch = await inTx(ctx, (tx) => recomputeBatch(ctx, tx, from))
    moved += batch.moved
    after = batch.last
  }
  return moved
}

type Batch = { last: string | null; moved: number }

async function recomputeBatch(ctx: Ctx, tx: Transaction, after: string): Promise<Batch> {
  const rows = await tx
    .select()
    .from(ticket)
    .where(and(gt(ticket.id, after), inArray(ticket.status, [...openStatuses])))
    .orderBy(asc(ticket.id))
    .limit(batchSize)
    .for('update')
  const calendar = await currentCalendar(tx)
  const settings = await currentWarningSettings(ctx, tx)
  const histories = await loadHistories(
    tx,
    rows.map(({ id }) => id),
  )
  let moved = 0
  for (const row of rows) {
    const history = histories.get(row.id)?.events ?? []
    // A ticket whose burst is not over has no limits yet.
    if (history.length === 0 || row.dueAt === null) continue
    const policy = await policyOfTicket(tx, row)
    const limits = deadlines(history, policy, calendar, ctx.now())
    const columns = limitColumns(limits, calendar, settings)
    if (same(row.dueAt, columns.dueAt) && same(row.targetAt, columns.targetAt)) continue
    moved += 1
    await store(ctx, tx, row, columns, calendar.version)
  }
  return { last: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null), moved }
}

function same(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime()
}

async function store(
  ctx: Ctx,
  tx: Transaction,
  row: Row,
  columns: ReturnType<typeof limitColumns>,
  calendarVersion: string,
): Promise<void> {
  await tx
    .update(ticket)
    .set({ ...columns, breachedAt: row.breachedAt ?? columns.breachedAt })
    .where(sql`${ticket.id} = ${row.id}`)
  await appendAudit(ctx, tx, {
    chain: `ticket:${row.id}`,
    action: 'ticket.limits_recomputed',
    data: {
      calendarVersion,
      oldDueAt: row.dueAt?.toISOString() ?? null,
      newDueAt: columns.dueAt.toISOString(),
      oldTargetAt: row.targetAt?.toISOString() ?? null,
      newTargetAt: columns.targetAt.toISOString(),
    },
  })
}
