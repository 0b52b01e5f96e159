import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { resumption } from '../../db/schema/access.ts'
import { alert } from '../../db/schema/alerts.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { outbound } from '../../db/schema/transport.ts'

/** The links of the chain, in their order. */
export const drillSteps = [
  'suspended',
  'alerted',
  'noticed',
  'told',
  'acknowledged',
  'asked',
  'verified',
  'resumed',
  'told_open',
] as const
export type DrillStep = (typeof drillSteps)[number]

export type DrillReport = {
  caseId: string
  startedAt: Date
  /** Seconds from the notice to each step; null for one that has not happened yet. */
  steps: { step: DrillStep; at: Date | null; seconds: number | null }[]
}

/** How long each step of a rehearsal took; also fits a real case. Null for no case. */
export async function drillReport(db: Database, caseId: string): Promise<DrillReport | null> {
  const [row] = await db.select().from(compromiseCase).where(eq(compromiseCase.id, caseId))
  if (!row) return null
  const { clientId, createdAt, receivedAt } = row
  const [warned] = await db
    .select({ at: alert.createdAt })
    .from(alert)
    .where(eq(alert.key, `compromise:${caseId}`))
    .orderBy(asc(alert.createdAt))
    .limit(1)
  const [notice] = await db
    .select({ at: sql<string | null>`max(${outbound.sentAt})`, left: unsent })
    .from(outbound)
    .where(
      and(
        eq(outbound.ticketId, row.ticketId),
        eq(outbound.kind, 'notice'),
        eq(sql`${outbound.model}->>'topic'`, 'suspended'),
      ),
    )
  const [request] =
    clientId === null
      ? []
      : await db
          .select()
          .from(resumption)
          .where(and(eq(resumption.clientId, clientId), gte(resumption.createdAt, createdAt)))
          .orderBy(asc(resumption.createdAt))
          .limit(1)
  const moments: Record<DrillStep, Date | null> = {
    suspended: row.suspendedAt,
    alerted: warned?.at ?? null,
    noticed: notice?.at && notice.left === 0 ? new Date(notice.at) : null,
    told: await toldOf(db, clientId, createdAt, 'suspended'),
    acknowledged: row.acknowledgedAt,
    asked: request?.receivedAt ?? null,
    verified: request?.verifiedAt ?? null,
    resumed: row.resumedAt,
    told_open: row.resumedAt && (await toldOf(db, clientId, row.resumedAt, 'lifted')),
  }
  return {
    caseId,
    startedAt: receivedAt,
    steps: drillSteps.map((step) => {
      const at = moments[step]
      return { step, at, seconds: at && (at.getTime() - receivedAt.getTime()) / 1000 }
    }),
  }
}

const unsent = sql<number>`count(*) filter (where ${outbound.sentAt} is null)::int`

/** When kense.app confirmed the first change of that kind since a moment. */
async function toldOf(
  db: Database,
  clientId: string | null,
  since: Date,
  kind: 'suspended' | 'lifted',
): Promise<Date | null> {
  if (clientId === null) return null
  const [row] = await db
    .select({ at: platformEvent.deliveredAt })
    .from(platformEvent)
    .where(
      and(
        eq(platformEvent.clientId, clientId),
        eq(platformEvent.type, 'access.changed'),
        inArray(sql`${platformEvent.data}->'change'->>'kind'`, [kind]),
        gte(platformEvent.createdAt, since),
      ),
    )
    .orderBy(asc(platformEvent.seq))
    .limit(1)
  return row?.at ?? null
}

/** The newest rehearsal; null when there was none. */
export async function newestDrill(db: Database): Promise<DrillReport | null> {
  const [row] = await db
    .select({ id: compromiseCase.id })
    .from(compromiseCase)
    .where(eq(compromiseCase.drill, true))
    .orderBy(desc(compromiseCase.createdAt))
    .limit(1)
  return row ? drillReport(db, row.id) : null
}
