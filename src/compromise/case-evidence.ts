import { and, asc, eq, gte, inArray, like, or, sql } from 'drizzle-orm'
import { suspension } from '../../db/schema/access.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { staff } from '../../db/schema/people.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import type { Actor, Ctx } from '../context.ts'
import { type CasePage, casePage } from './queries.ts'

export type EvidenceStep = {
  at: Date
  actor: Actor
  /** Name of the member of staff who acted. */
  staffName: string | null
  action: string
  /** Of the link in the audit log. */
  hash: string
}

export type CaseEvidence = {
  found: CasePage
  suspensions: (typeof suspension.$inferSelect)[]
  /** The chain of the case, and what was done to the client's access meanwhile, in order of time. */
  steps: EvidenceStep[]
  /** When kense.app confirmed what it was told about this client's access since the notice. */
  told: { type: string; createdAt: Date; deliveredAt: Date | null }[]
}

/** Everything that proves when a notice came and what was done about it (7.3–7.5, R73); null for no case. */
export async function caseEvidence(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  caseId: string,
): Promise<CaseEvidence | null> {
  const found = await casePage(ctx, caseId)
  if (!found) return null
  const { clientId, createdAt } = found.case
  const { db } = ctx
  const suspensions = await db
    .select()
    .from(suspension)
    .where(eq(suspension.caseId, caseId))
    .orderBy(asc(suspension.createdAt), asc(suspension.id))
  const steps = await db
    .select({
      at: auditEvent.at,
      actor: sql<Actor>`${auditEvent.actor}`,
      staffName: staff.name,
      action: auditEvent.action,
      hash: auditEvent.hash,
    })
    .from(auditEvent)
    .leftJoin(staff, sql`${staff.id}::text = ${auditEvent.actor}->>'staffId'`)
    .where(
      or(
        eq(auditEvent.chain, `case:${caseId}`),
        clientId === null
          ? undefined
          : and(
              eq(auditEvent.chain, `client:${clientId}`),
              like(auditEvent.action, 'access.%'),
              gte(auditEvent.at, createdAt),
            ),
      ),
    )
    .orderBy(asc(auditEvent.at), asc(auditEvent.id))
  const told =
    clientId === null
      ? []
      : await db
          .select({
            type: platformEvent.type,
            createdAt: platformEvent.createdAt,
            deliveredAt: platformEvent.deliveredAt,
          })
          .from(platformEvent)
          .where(
            and(
              eq(platformEvent.clientId, clientId),
              gte(platformEvent.createdAt, createdAt),
              inArray(platformEvent.type, ['access.changed', 'compromise.reported']),
            ),
          )
          .orderBy(asc(platformEvent.seq))
  return { found, suspensions, steps, told }
}
