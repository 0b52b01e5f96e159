import { asc, lte, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { limitWarning, ticket } from '../../db/schema/tickets.ts'
import { type RaiseAlertInput, raiseAlerts } from '../alerts/raise-alert.ts'
import { insertLinks, nextLink } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { currentCalendar, policyOfTicket } from './current-rules.ts'
import { deadlines } from './deadlines.ts'
import { loadHistories } from './load-histories.ts'
import { breachEntry } from './record-breach.ts'
import { currentWarningSettings } from './warning-settings.ts'
import {
  nextCheckAt,
  type Warning,
  type WarningMark,
  type WarningSettings,
  warningsDue,
} from './warnings.ts'

type Row = Pick<typeof ticket.$inferSelect, 'id' | 'assigneeId' | 'slaPolicyVersion' | 'tariffCode'>
/** What the sweep found out about one ticket, before anything of it is written. */
type Finding = {
  row: Row
  /** Percent of the limit, by the mark. */
  shares: WarningSettings['shares']
  warnings: Warning[]
  breach: ReturnType<typeof nextLink> | null
  check: { id: string; at: Date | null; breachedAt: Date | null }
}

const batchSize = 1000

/**
 * Warns of every limit that has come near or is over (Annex 1, 3.8), each warning once. Tickets in other
 * hands at this moment are left to the next sweep. Returns how many tickets were looked at.
 */
export async function sweepLimits(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  // Two at a time: one computes while the database writes for the other.
  const looked = await Promise.all([sweepOn(ctx), sweepOn(ctx)])
  return looked.reduce((sum, n) => sum + n, 0)
}

async function sweepOn(ctx: Ctx): Promise<number> {
  for (let looked = 0; ; ) {
    const found = await inTx(ctx, (tx) => sweepBatch(ctx, tx))
    looked += found
    if (found < batchSize) return looked
  }
}

/** The same few statements for one ticket and for a thousand. */
async function sweepBatch(ctx: Ctx, tx: Transaction): Promise<number> {
  const rows = await tx
    .select({
      id: ticket.id,
      assigneeId: ticket.assigneeId,
      slaPolicyVersion: ticket.slaPolicyVersion,
      tariffCode: ticket.tariffCode,
    })
    .from(ticket)
    .where(lte(ticket.limitCheckAt, ctx.now()))
    .orderBy(asc(ticket.limitCheckAt))
    .limit(batchSize)
    .for('update', { skipLocked: true })
  if (rows.length === 0) return 0
  const findings = await look(ctx, tx, rows)
  await writeWarnings(ctx, tx, findings)
  const breaches = findings.flatMap(({ breach }) => (breach === null ? [] : [breach]))
  if (breaches.length > 0) await tx.execute(insertLinks(breaches))
  await storeChecks(
    tx,
    findings.map(({ check }) => check),
  )
  return rows.length
}

async function look(ctx: Ctx, tx: Transaction, rows: Row[]): Promise<Finding[]> {
  const ids = rows.map(({ id }) => id)
  const calendar = await currentCalendar(tx)
  const histories = await loadHistories(tx, ids)
  const marks = await loadMarks(tx, ids)
  const now = ctx.now()
  const settings = await currentWarningSettings(ctx, tx)
  const findings: Finding[] = []
  for (const row of rows) {
    const { events = [], last = 'new' } = histories.get(row.id) ?? {}
    const policy = await policyOfTicket(tx, row)
    const limits = deadlines(events, policy, calendar, now)
    const sent = marks.get(row.id) ?? []
    const assigned = row.assigneeId !== null
    const warnings = warningsDue({ limits, sent, assigned, now, calendar, settings })
    const breach = breachEntry(row.id, events, limits)
    const at = nextCheckAt({ limits, sent: [...sent, ...warnings], now, calendar, settings })
    findings.push({
      row,
      shares: settings.shares,
      warnings,
      breach: breach === null ? null : nextLink(ctx, breach, last),
      check: { id: row.id, at, breachedAt: limits.breachedAt },
    })
  }
  return findings
}

async function loadMarks(tx: Transaction, ids: string[]): Promise<Map<string, WarningMark[]>> {
  const rows = await tx
    .select()
    .from(limitWarning)
    .where(
      sql`${limitWarning.ticketId} in (select unnest(string_to_array(${ids.join(',')}, ',')::uuid[]))`,
    )
  return Map.groupBy(rows, (row) => row.ticketId)
}

/** The key of a warning lets it go out once, whoever else may be sweeping. */
async function writeWarnings(ctx: Ctx, tx: Transaction, findings: Finding[]): Promise<void> {
  const all = findings.flatMap(({ row, warnings, shares }) =>
    warnings.map((warning) => ({ row, warning, shares })),
  )
  if (all.length === 0) return
  const { columns, source } = jsonRows(
    limitWarning,
    ['ticketId', 'cycle', 'kind', 'at'],
    all.map(({ row, warning: { cycle, kind } }) => ({
      ticketId: row.id,
      cycle,
      kind,
      at: ctx.now(),
    })),
  )
  const fresh = await tx.execute<{ key: string }>(sql`
    insert into ${limitWarning} (${columns}) select ${columns} from ${source}
    on conflict do nothing returning ticket_id || ':' || cycle || ':' || kind as key`)
  const keys = new Set(fresh.map(({ key }) => key))
  const alerts = all.flatMap(({ row, warning, shares }) => {
    const key = `${row.id}:${warning.cycle}:${warning.kind}`
    return keys.has(key) && warning.recipients.length > 0
      ? [alertOf(row, warning, key, shares)]
      : []
  })
  await raiseAlerts(ctx, tx, alerts)
}

function alertOf(
  row: Row,
  { kind, recipients }: Warning,
  key: string,
  shares: WarningSettings['shares'],
): RaiseAlertInput {
  return {
    kind: kind === 'breach' ? 'limit_breached' : 'limit_near',
    severity: kind === 'breach' ? 'critical' : kind === 'p90' ? 'warning' : 'info',
    key: `limit:${key}`,
    ticketId: row.id,
    toSupervisor: recipients.includes('supervisor'),
    data: kind === 'breach' ? {} : { percent: shares[kind] },
    ...(row.assigneeId === null ? {} : { staffId: row.assigneeId }),
  }
}

async function storeChecks(tx: Transaction, checks: Finding['check'][]): Promise<void> {
  await tx.execute(sql`
    update ticket
    set limit_check_at = checked.at, breached_at = coalesce(ticket.breached_at, checked."breachedAt")
    from json_to_recordset(${JSON.stringify(checks)}::text::json)
      as checked(id uuid, at timestamptz, "breachedAt" timestamptz)
    where ticket.id = checked.id`)
}
