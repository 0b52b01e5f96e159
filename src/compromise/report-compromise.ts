import { and, eq, gt, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { identity } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type Identity, identifySender } from '../people/identify-sender.ts'
import { requireRight } from '../rights.ts'
import { joinOrOpenCase } from './case-of-subject.ts'
import { findSubjects, type Subject } from './find-subjects.ts'
import { keepOriginal, type Original } from './keep-original.ts'
import { react } from './react.ts'
import { type ParsedReport, ReportCompromiseInput } from './report-input.ts'
import { tellOfReport } from './tell-of-report.ts'
import { ticketOfReport } from './ticket-of-report.ts'

export type ReportedCase = {
  caseId: string
  ticketId: string
  /** Of the reporter's own ticket: what he is told as the number of his notice. */
  number: string
  closed: boolean
  repeated: boolean
  receivedAt: Date
  dueAt: Date
}

/** Victims that one source may report within an hour before an officer looks at it first. */
const victimsPerHour = 5

/**
 * Takes a notice of compromise (7.3–7.5): keeps the original, opens or joins the case of that holder, closes
 * access in the same transaction when the reporter is sure, else alerts the officer. Needs no registration
 * and refuses nobody. One case for each client concerned; the same original again changes nothing.
 */
export async function reportCompromise(
  ctx: Ctx,
  input: ReportCompromiseInput,
): Promise<ReportedCase[]> {
  return inTx(ctx, (tx) => reportCompromiseIn(ctx, tx, input))
}

/** The same within a transaction of the caller: intake that recognises a notice in free text. */
export async function reportCompromiseIn(
  ctx: Ctx,
  tx: Transaction,
  input: ReportCompromiseInput,
): Promise<ReportedCase[]> {
  const given = ReportCompromiseInput.parse(input)
  if (ctx.actor.kind === 'staff') requireRight(ctx, 'compromise.report')
  else if (given.vouched && ctx.actor.kind === 'customer') {
    throw new DomainError('forbidden', 'staffOnly')
  }
  if (given.receivedAt > ctx.now()) throw new DomainError('invalid', 'calledInFuture')
  const reporter = await reporterOf(ctx, tx, given)
  const subjects = await findSubjects(ctx, tx, given, reporter)
  const original = await keepOriginal(ctx, tx, given)
  if (original.repeated) return []
  const flagged = await manyVictims(ctx, tx, given, reporter)
  const reported: ReportedCase[] = []
  for (const subject of subjects) {
    reported.push(await reportOne(ctx, tx, { given, reporter, subject, original, flagged }))
  }
  return reported
}

export type OneReport = {
  given: ParsedReport
  reporter: Identity
  subject: Subject
  original: Original
  flagged: boolean
}

async function reportOne(ctx: Ctx, tx: Transaction, one: OneReport): Promise<ReportedCase> {
  const { given, reporter, original } = one
  const ticket = await ticketOfReport(ctx, tx, one)
  const { current, opened } = await joinOrOpenCase(ctx, tx, one, ticket)
  await tx.insert(compromiseReport).values({
    id: ctx.newId(),
    caseId: current.id,
    ticketId: ticket.id,
    channel: given.channel,
    identityId: reporter.id,
    reporterName: reporter.displayName,
    assurance: given.assurance,
    assuranceReason: given.assuranceReason,
    receivedAt: given.receivedAt,
    evidence: given.evidence,
    inboundId: original.inboundId,
    originalSha256: original.sha256,
    kind: given.kind,
    cause: given.cause,
    certKinds: given.certKinds,
    serials: given.serials,
    learnedAt: given.learnedAt,
    happened: given.happened,
    sourceHash: sourceHash(ctx, given, reporter),
    createdAt: ctx.now(),
  })
  await appendAudit(ctx, tx, {
    chain: `case:${current.id}`,
    action: opened ? 'compromise.reported' : 'compromise.repeated',
    data: {
      channel: given.channel,
      receivedAt: given.receivedAt.toISOString(),
      evidence: given.evidence,
      originalSha256: original.sha256,
      assurance: given.assurance,
      assuranceReason: given.assuranceReason,
      ticketId: ticket.id,
    },
  })
  const after = await react(ctx, tx, {
    current,
    client: one.subject.client,
    reporter,
    assurance: given.assurance,
    reason: given.assuranceReason,
    vouched: given.vouched,
    flagged: one.flagged,
    ticket,
  })
  await tellOfReport(ctx, tx, {
    ...one,
    current: after,
    closedBefore: current.state === 'suspended',
    ticket,
    opened,
  })
  return {
    caseId: current.id,
    ticketId: ticket.id,
    number: ticket.number,
    closed: after.state === 'suspended',
    repeated: !opened,
    receivedAt: given.receivedAt,
    dueAt: after.dueAt,
  }
}

async function reporterOf(ctx: Ctx, tx: Transaction, given: ParsedReport): Promise<Identity> {
  const found =
    'identityId' in given.reporter
      ? (await tx.select().from(identity).where(eq(identity.id, given.reporter.identityId)))[0]
      : await identifySender(ctx, tx, given.reporter, given.locale)
  if (!found) throw new DomainError('not_found', 'identityNotFound')
  if (ctx.actor.kind === 'customer' && ctx.actor.contactId !== found.contactId) {
    throw new DomainError('forbidden', 'ownerOnly')
  }
  return found
}

function sourceHash(ctx: Ctx, given: ParsedReport, reporter: Identity): string {
  return ctx.vault.fingerprint(`source:${given.source || reporter.id}`)
}

/** One source that reports many different victims is looked at first; its notices are kept all the same. */
async function manyVictims(
  ctx: Ctx,
  tx: Transaction,
  given: ParsedReport,
  reporter: Identity,
): Promise<boolean> {
  const [row] = await tx
    .select({ victims: sql<number>`count(distinct ${compromiseCase.subjectKey})::int` })
    .from(compromiseReport)
    .innerJoin(compromiseCase, eq(compromiseCase.id, compromiseReport.caseId))
    .where(
      and(
        eq(compromiseReport.sourceHash, sourceHash(ctx, given, reporter)),
        gt(compromiseReport.createdAt, new Date(ctx.now().getTime() - 3_600_000)),
      ),
    )
  return (row?.victims ?? 0) >= victimsPerHour
}
