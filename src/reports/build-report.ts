import { asc, desc } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { product, tariff } from '../../db/schema/catalogue.ts'
import { staff } from '../../db/schema/people.ts'
import { priorities } from '../../db/schema/tickets.ts'
import { type Ctx, requireStaff, type StaffRole } from '../context.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import { countBacklog } from './backlog.ts'
import {
  countAnswered,
  countEnded,
  countOutOfTurn,
  countRatings,
  countReceived,
  countReopened,
} from './count.ts'
import { type Figures, noFigures } from './measures.ts'
import { isSpan, type Period, type ReportInput, requirePeriod } from './period.ts'

export const reportRoles: readonly StaffRole[] = ['supervisor', 'admin', 'auditor']

export type ReportRow = {
  /** ISO date of a stretch of time, code or id of anything else; '' for nobody and no tariff. */
  key: string
  /** Name of a product, an operator, a tariff; null where the key says it. */
  name: string | null
  figures: Figures
}
export type Report = { period: Period; rows: ReportRow[]; total: Figures }

/**
 * The figures of a period by one grouping.
 * @throws DomainError `invalid` for a period the calendar does not cover
 */
export async function buildReport(ctx: Ctx, input: ReportInput): Promise<Report> {
  requireStaff(ctx, reportRoles)
  return reportOf(ctx, requirePeriod(input, await currentCalendar(ctx.db)))
}

export async function reportOf(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  period: Period,
): Promise<Report> {
  const counted = await Promise.all([
    countReceived(db, period),
    countEnded(db, period),
    countAnswered(db, period),
    countReopened(db, period),
    countRatings(db, period),
    countOutOfTurn(db, period),
  ])
  const backlog = await countBacklog(db, period, now())
  const of = (key: string): Figures => ({
    ...merged(counted.map(({ groups }) => groups.get(key))),
    backlog: backlog.groups.get(key) ?? (isSpan(period.by) ? null : 0),
  })
  const found = new Set([
    ...counted.flatMap(({ groups }) => [...groups.keys()]),
    ...[...backlog.groups].flatMap(([key, n]) => (n === 0 ? [] : [key])),
  ])
  const total = { ...merged(counted.map(({ total }) => total)), backlog: backlog.total }
  if (isSpan(period.by)) {
    const rows = period.buckets.map(({ date }, at) => ({
      key: date,
      name: null,
      figures: of(String(at + 1)),
    }))
    return { period, rows, total }
  }
  const named = await namesOf(db, period)
  const known = named.filter(([key]) => found.has(key))
  const others = [...found].filter((key) => !named.some(([name]) => name === key)).toSorted()
  const rows = [...known, ...others.map((key): [string, null] => [key, null])]
  return {
    period,
    rows: rows.map(([key, name]) => ({ key, name, figures: of(key) })),
    total,
  }
}

function merged(parts: readonly (Partial<Figures> | undefined)[]): Figures {
  return Object.assign({ ...noFigures }, ...parts)
}

/** Keys in the order of the report, with their names. */
async function namesOf(db: Database, { by }: Period): Promise<[string, string | null][]> {
  switch (by) {
    case 'product':
      return (await db.select().from(product).orderBy(asc(product.position))).map((row) => [
        row.code,
        row.nameRu,
      ])
    case 'operator':
      return (await db.select().from(staff).orderBy(asc(staff.name), asc(staff.id))).map((row) => [
        row.id,
        row.name,
      ])
    case 'tariff':
      return (
        await db
          .selectDistinctOn([tariff.code])
          .from(tariff)
          .orderBy(asc(tariff.code), desc(tariff.version))
      ).map((row) => [row.code, row.nameRu])
    default:
      return priorities.map((key) => [key, null])
  }
}
