import { asc, inArray, lte, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { limitWarning, ticket } from '../../db/schema/tickets.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import type { CompiledCalendar } from './compile-calendar.ts'
import { currentCalendar, policyOfVersion } from './current-rules.ts'
import { type Deadlines, deadlines } from './deadlines.ts'
import { loadHistories } from './load-histories.ts'
import { recordBreach } from './record-breach.ts'
import {
  defaultWarningSettings,
  nextCheckAt,
  type Warning,
  type WarningMark,
  warningsDue,
} from './warnings.ts'

type Check = { id: string; at: Date | null; breachedAt: Date | null }
type Row = typeof ticket.$inferSelect

const batchSize = 1000

/**
 * Warns of every limit that has come near or is over (Annex 1, 3.8), each warning once. Tickets in other
 * hands at this moment are left to the next sweep. Returns how many tickets were looked at.
 */
export async function sweepLimits(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  for (let looked = 0; ; ) {
    const found = await inTx(ctx, (tx) => sweepBatch(ctx, tx))
    looked += found
    if (found < batchSize) return looked
  }
}

async function sweepBatch(ctx: Ctx, tx: Transaction): Promise<number> {
  const rows = await tx
    .select()
    .from(ticket)
    .where(lte(ticket.limitCheckAt, ctx.now()))
    .orderBy(asc(ticket.limitCheckAt))
    .limit(batchSize)
    .for('update', { skipLocked: true })
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  const calendar = await currentCalendar(tx)
  const histories = await loadHistories(tx, ids)
  const marks = await loadMarks(tx, ids)
  const checks: Check[] = []
  for (const row of rows) {
    const policy = await policyOfVersion(tx, row.slaPolicyVersion)
    const history = histories.get(row.id) ?? []
    const limits = deadlines(history, policy, calendar, ctx.now())
    const sent = marks.get(row.id) ?? []
    const due = warningsDue({
      limits,
      sent,
      assigned: row.assigneeId !== null,
      now: ctx.now(),
      calendar,
      settings: defaultWarningSettings,
    })
    for (const warning of due) await warn(ctx, tx, row, warning)
    await recordBreach(ctx, tx, row.id, history, limits)
    checks.push({
      id: row.id,
      at: next(ctx, limits, [...sent, ...due], calendar),
      breachedAt: limits.breachedAt,
    })
  }
  await storeChecks(tx, checks)
  return rows.length
}

function next(
  ctx: Ctx,
  limits: Deadlines,
  sent: WarningMark[],
  calendar: CompiledCalendar,
): Date | null {
  return nextCheckAt({ limits, sent, now: ctx.now(), calendar, settings: defaultWarningSettings })
}

async function loadMarks(tx: Transaction, ids: string[]): Promise<Map<string, WarningMark[]>> {
  const rows = await tx.select().from(limitWarning).where(inArray(limitWarning.ticketId, ids))
  return Map.groupBy(rows, (row) => row.ticketId)
}

async function warn(ctx: Ctx, tx: Transaction, row: Row, warning: Warning): Promise<void> {
  const { cycle, kind } = warning
  const [fresh] = await tx
    .insert(limitWarning)
    .values({ ticketId: row.id, cycle, kind, at: ctx.now() })
    .onConflictDoNothing()
    .returning({ kind: limitWarning.kind })
  if (!fresh) return
  if (warning.recipients.length === 0) return
  await raiseAlert(ctx, tx, {
    kind: kind === 'breach' ? 'limit_breached' : 'limit_near',
    severity: kind === 'breach' ? 'critical' : kind === 'p90' ? 'warning' : 'info',
    key: `limit:${row.id}:${cycle}:${kind}`,
    ticketId: row.id,
    toSupervisor: warning.recipients.includes('supervisor'),
    data: kind === 'breach' ? {} : { percent: Number(kind.slice(1)) },
    ...(row.assigneeId === null ? {} : { staffId: row.assigneeId }),
  })
}

async function storeChecks(tx: Transaction, checks: Check[]): Promise<void> {
  await tx.execute(sql`
    update ticket
    set limit_check_at = checked.at, breached_at = coalesce(ticket.breached_at, checked."breachedAt")
    from jsonb_to_recordset(${JSON.stringify(checks)}::text::jsonb)
      as checked(id uuid, at timestamptz, "breachedAt" timestamptz)
    where ticket.id = checked.id`)
}
