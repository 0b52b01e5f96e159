import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { client } from '../../db/schema/clients.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { contact, staff } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { maskIinBin } from '../clients/iin-bin.ts'
import type { Ctx } from '../context.ts'
import { compromiseClock, noticeTiming } from '../sla/compromise-clock.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import type { CompromiseCase } from './case-of-subject.ts'
import { originalHash } from './keep-original.ts'

export const registerFilters = ['open', 'suspended', 'ended', 'all'] as const
export type RegisterFilter = (typeof registerFilters)[number]

const conditions: Record<RegisterFilter, SQL | undefined> = {
  open: eq(compromiseCase.state, 'open'),
  suspended: eq(compromiseCase.state, 'suspended'),
  ended: inArray(compromiseCase.state, ['declined', 'resumed']),
  all: undefined,
}

export type RegisterItem = Awaited<ReturnType<typeof compromiseRegister>>[number]

/** The register (R73), newest receipt first; open cases by what is due first. */
export async function compromiseRegister(
  db: Database,
  { filter, after, limit = 50 }: { filter: RegisterFilter; after?: string; limit?: number },
) {
  return db
    .select({
      case: compromiseCase,
      number: ticket.number,
      clientName: client.name,
    })
    .from(compromiseCase)
    .innerJoin(ticket, eq(ticket.id, compromiseCase.ticketId))
    .leftJoin(client, eq(client.id, compromiseCase.clientId))
    .where(
      and(
        conditions[filter],
        after === undefined
          ? undefined
          : sql`(${compromiseCase.receivedAt}, ${compromiseCase.id}) < (select k.received_at, k.id from compromise_case k where k.id = ${after})`,
      ),
    )
    .orderBy(
      ...(filter === 'open'
        ? [asc(compromiseCase.dueAt), asc(compromiseCase.id)]
        : [desc(compromiseCase.receivedAt), desc(compromiseCase.id)]),
    )
    .limit(limit)
}

/** When the company reacted: access closed, or a reasoned decision (definition 4); null while neither. */
export function reactedAt(row: Pick<CompromiseCase, 'suspendedAt' | 'decidedAt'>): Date | null {
  return row.suspendedAt ?? row.decidedAt
}

/** The 24 hours of a case as they stand. */
export function clockOf(row: CompromiseCase, at: Date) {
  return compromiseClock(row.receivedAt, reactedAt(row), at)
}

export type CasePage = NonNullable<Awaited<ReturnType<typeof casePage>>>

/** Everything about one case, with the hash of every original computed anew. */
export async function casePage(ctx: Pick<Ctx, 'db' | 'vault'>, caseId: string) {
  const { db } = ctx
  const [row] = await db
    .select({
      case: compromiseCase,
      number: ticket.number,
      clientName: client.name,
      holder: contact.name,
      acknowledgedBy: staff.name,
    })
    .from(compromiseCase)
    .innerJoin(ticket, eq(ticket.id, compromiseCase.ticketId))
    .leftJoin(client, eq(client.id, compromiseCase.clientId))
    .leftJoin(contact, eq(contact.id, compromiseCase.holderContactId))
    .leftJoin(staff, eq(staff.id, compromiseCase.acknowledgedBy))
    .where(eq(compromiseCase.id, caseId))
  if (!row) return null
  const calendar = await currentCalendar(db)
  const reports = await db
    .select({ report: compromiseReport, number: ticket.number, original: inbound })
    .from(compromiseReport)
    .innerJoin(ticket, eq(ticket.id, compromiseReport.ticketId))
    .innerJoin(inbound, eq(inbound.id, compromiseReport.inboundId))
    .where(eq(compromiseReport.caseId, caseId))
    .orderBy(asc(compromiseReport.receivedAt), asc(compromiseReport.id))
  const { claimedSealed } = row.case
  return {
    ...row,
    claimed:
      claimedSealed === null ? null : maskIinBin(ctx.vault.open(claimedSealed, `case:${caseId}`)),
    reports: reports.map(({ report, number, original }) => ({
      ...report,
      number,
      unaltered: originalHash(original) === report.originalSha256,
      timing: noticeTiming(report.learnedAt, report.receivedAt, calendar),
    })),
    timeline: await timeline(db, caseId),
  }
}

/** What happened and who did it, oldest first, straight from the audit log. */
async function timeline(db: Database, caseId: string) {
  const rows = await db
    .select({
      at: auditEvent.at,
      actor: auditEvent.actor,
      action: auditEvent.action,
      data: auditEvent.data,
      hash: auditEvent.hash,
      staffName: staff.name,
    })
    .from(auditEvent)
    .leftJoin(staff, sql`${staff.id}::text = ${auditEvent.actor}->>'staffId'`)
    .where(eq(auditEvent.chain, `case:${caseId}`))
    .orderBy(asc(auditEvent.seq))
  return rows
}

/** The id of a client by IIN or BIN typed by an officer; null when there is none. */
export async function clientIdByNumber(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  number: string,
): Promise<string | null> {
  const [row] = await ctx.db
    .select({ id: client.id })
    .from(client)
    .where(
      and(
        inArray(client.numberHash, ctx.vault.fingerprints(number.replace(/\D/g, ''))),
        sql`${client.mergedIntoId} is null`,
      ),
    )
  return row?.id ?? null
}
