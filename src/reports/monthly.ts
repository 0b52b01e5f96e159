import { sql } from 'drizzle-orm'
import { type Ctx, requireStaff } from '../context.ts'
import { workingMsBetween } from '../sla/business-time.ts'
import type { CompiledCalendar } from '../sla/compile-calendar.ts'
import { currentCalendar, policyOfVersion } from '../sla/current-rules.ts'
import type { SlaPolicy, SlaPriority } from '../sla/policy.ts'
import { type Report, reportOf, reportRoles } from './build-report.ts'
import { type Period, requireMonth } from './period.ts'

/** A limit that was not kept; milliseconds are working time. */
export type Miss = {
  number: string
  priority: SlaPriority
  dueAt: Date
  stoppedAt: Date
  budgetMs: number
  netMs: number
  pausedMs: number
}

export type MonthlyReport = Report & {
  workingDays: number
  workingMs: number
  /** By which the ended cycles were judged, and what is in force now. */
  calendars: string[]
  policies: { version: number; policy: SlaPolicy }[]
  misses: Miss[]
  missCount: number
  /** Notices of compromise and their 24 hours (definition 4), drills left out. */
  compromise: { received: number; inTime: number; late: number; running: number }
}

const listed = 200

/**
 * The time limits of a month for a signature (Annex 1, 3.8).
 * @throws DomainError `invalid` for a month that the calendar does not cover
 */
export async function monthlyReport(ctx: Ctx, month: string): Promise<MonthlyReport> {
  requireStaff(ctx, reportRoles)
  const calendar = await currentCalendar(ctx.db)
  const period = requireMonth(month, calendar)
  const rules = await rulesOf(ctx, period)
  const misses = await missesOf(ctx, period)
  const report = await reportOf(ctx, period)
  return {
    ...report,
    workingDays: workingDaysIn(calendar, period),
    workingMs: workingMsBetween(calendar, period.start.getTime(), period.end.getTime()),
    calendars: rules.calendars.length > 0 ? rules.calendars : [calendar.version],
    policies: await Promise.all(
      rules.policies.map(async (version) => ({
        version,
        policy: await policyOfVersion(ctx.db, version),
      })),
    ),
    misses,
    missCount: report.total.ended - report.total.kept,
    compromise: await compromiseOf(ctx, period),
  }
}

const span = ({ start, end }: Period, moment: string) =>
  sql`${sql.raw(moment)} >= ${start.toISOString()}::timestamptz and ${sql.raw(moment)} < ${end.toISOString()}::timestamptz`

async function rulesOf(
  { db }: Ctx,
  period: Period,
): Promise<{ calendars: string[]; policies: number[] }> {
  const rows = await db.execute<{ calendar: string; policy: number }>(sql`
    select distinct calendar_version as calendar, policy_version as policy from ticket_cycle
    where ${span(period, 'stopped_at')} and outcome <> 'merged'`)
  const [newest] = await db.execute<{ version: number }>(
    sql`select max(version) as version from sla_policy`,
  )
  const policies = rows.length > 0 ? rows.map(({ policy }) => policy) : [newest?.version ?? 1]
  return {
    calendars: [...new Set(rows.map(({ calendar }) => calendar))].toSorted(),
    policies: [...new Set(policies)].toSorted((a, b) => a - b),
  }
}

async function missesOf({ db }: Ctx, period: Period): Promise<Miss[]> {
  const rows = await db.execute<
    Pick<Miss, 'number' | 'priority'> &
      Record<'due' | 'stopped' | 'budget' | 'net' | 'paused', number>
  >(sql`
    select t.number, tc.priority, extract(epoch from tc.due_at)::float8 as due,
      extract(epoch from tc.stopped_at)::float8 as stopped, tc.budget_ms::float8 as budget,
      tc.net_ms::float8 as net, (tc.waiting_ms + tc.suspended_ms + tc.development_ms)::float8 as paused
    from ticket_cycle tc join ticket t on t.id = tc.ticket_id
    where ${span(period, 'tc.stopped_at')} and tc.outcome <> 'merged' and tc.breached_at is not null
    order by tc.stopped_at, t.number limit ${listed}`)
  return rows.map(({ number, priority, due, stopped, budget, net, paused }) => ({
    number,
    priority,
    dueAt: new Date(due * 1000),
    stoppedAt: new Date(stopped * 1000),
    budgetMs: budget,
    netMs: net,
    pausedMs: paused,
  }))
}

/** A notice is in time when access was closed, or a reasoned decision made, within its 24 hours. */
async function compromiseOf(
  { db, now }: Ctx,
  period: Period,
): Promise<MonthlyReport['compromise']> {
  const [row] = await db.execute<MonthlyReport['compromise']>(sql`
    select count(*)::int as received,
      count(*) filter (where done <= due_at)::int as "inTime",
      count(*) filter (where coalesce(done, ${now().toISOString()}::timestamptz) > due_at)::int as late,
      count(*) filter (where done is null and due_at >= ${now().toISOString()}::timestamptz)::int as running
    from (select due_at, least(suspended_at, decided_at) as done from compromise_case
      where ${span(period, 'received_at')} and not drill) cases`)
  return row ?? { received: 0, inTime: 0, late: 0, running: 0 }
}

function workingDaysIn(calendar: CompiledCalendar, { start, end }: Period): number {
  return calendar.workdayEnd.filter((at) => at > start.getTime() && at <= end.getTime()).length
}
