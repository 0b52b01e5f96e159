import { and, eq, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { queueNotice } from '../clients/notify-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { takeInHand } from './acknowledge-case.ts'
import type { CompromiseCase } from './case-of-subject.ts'
import { closeAccess } from './close-access.ts'
import { requireCaseForUpdate } from './load-case.ts'

export const DecideCaseInput = z.object({
  caseId: z.uuid(),
  decision: z.enum(['suspended', 'precaution', 'declined']),
  reason: z.string().trim().min(1, 'reasonMissing').max(2000),
  /** Whose case it is, where the report named nobody we know. */
  clientId: z.uuid().nullable().default(null),
  holderContactId: z.uuid().nullable().default(null),
  keysOnly: z.boolean().default(false),
})
export type DecideCaseInput = z.input<typeof DecideCaseInput>

/**
 * The officer's reasoned decision (7.4, R66). Closing is carried out in the same transaction; declining a case
 * whose access is closed already is impossible: that is a resumption.
 */
export async function decideCase(ctx: Ctx, input: DecideCaseInput): Promise<CompromiseCase> {
  const actor = requireRight(ctx, 'compromise.decide')
  const given = DecideCaseInput.parse(input)
  return inTx(ctx, async (tx) => {
    const found = await requireCaseForUpdate(tx, given.caseId)
    const acknowledged = await takeInHand(ctx, tx, found.current, actor)
    if (acknowledged.state !== 'open') return confirmClosed(ctx, tx, acknowledged, given)
    if (given.decision === 'declined') return decline(ctx, tx, acknowledged, given.reason)
    const { current, client } = await nameClient(ctx, tx, acknowledged, found.client, given)
    if (given.keysOnly && current.serials.length === 0) {
      throw new DomainError('invalid', 'keysMissing')
    }
    const [own] = await tx
      .select({ id: ticket.id, number: ticket.number })
      .from(ticket)
      .where(eq(ticket.id, current.ticketId))
    if (!own) throw new Error('ticket vanished')
    return closeAccess(ctx, tx, client, current, {
      decision: given.decision,
      reason: given.reason,
      ticket: own,
      keysOnly: given.keysOnly,
    })
  })
}

/** A precaution becomes a decision; anything else about a closed or ended case comes too late. */
async function confirmClosed(
  ctx: Ctx,
  tx: Transaction,
  current: CompromiseCase,
  { decision, reason }: z.output<typeof DecideCaseInput>,
): Promise<CompromiseCase> {
  const confirms =
    current.state === 'suspended' && current.decision === 'precaution' && decision === 'suspended'
  if (!confirms) throw new DomainError('conflict', 'caseDecided')
  const [row] = await tx
    .update(compromiseCase)
    .set({
      decision: 'suspended',
      decisionReason: reason,
      decidedAt: ctx.now(),
      decidedBy: ctx.actor,
    })
    .where(eq(compromiseCase.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `case:${current.id}`,
    action: 'compromise.confirmed',
    data: { reason },
  })
  return row ?? current
}

async function decline(
  ctx: Ctx,
  tx: Transaction,
  current: CompromiseCase,
  reason: string,
): Promise<CompromiseCase> {
  const [row] = await tx
    .update(compromiseCase)
    .set({
      state: 'declined',
      decision: 'declined',
      decisionReason: reason,
      decidedAt: ctx.now(),
      decidedBy: ctx.actor,
    })
    .where(eq(compromiseCase.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `case:${current.id}`,
    action: 'compromise.declined',
    data: { reason },
  })
  const reporters = await tx
    .selectDistinct({
      channel: identity.channel,
      address: identity.address,
      locale: ticket.locale,
      id: ticket.id,
      number: ticket.number,
    })
    .from(compromiseReport)
    .innerJoin(identity, eq(identity.id, compromiseReport.identityId))
    .innerJoin(ticket, eq(ticket.id, compromiseReport.ticketId))
    .where(eq(compromiseReport.caseId, current.id))
  for (const { id, number, ...to } of reporters) {
    const notice = { topic: 'compromise_declined' as const, at: ctx.now().toISOString() }
    await queueNotice(ctx, tx, to, notice, { id, number })
  }
  return row ?? current
}

/** Gives a case its client, and its holder where the officer names one. */
async function nameClient(
  ctx: Ctx,
  tx: Transaction,
  current: CompromiseCase,
  known: Client | null,
  given: z.output<typeof DecideCaseInput>,
): Promise<{ current: CompromiseCase; client: Client }> {
  const client =
    known ?? (given.clientId === null ? null : await requireClientForUpdate(tx, given.clientId))
  if (client === null) throw new DomainError('precondition', 'caseWithoutClient')
  const holderContactId = given.holderContactId ?? current.holderContactId
  if (known !== null && holderContactId === current.holderContactId) return { current, client }
  if (given.holderContactId !== null) await requireContactOf(tx, client.id, given.holderContactId)
  const subjectKey = `client:${client.id}:${holderContactId ?? '*'}`
  const other = await tx.$count(
    compromiseCase,
    and(
      eq(compromiseCase.subjectKey, subjectKey),
      inArray(compromiseCase.state, ['open', 'suspended']),
      ne(compromiseCase.id, current.id),
    ),
  )
  if (other > 0) throw new DomainError('conflict', 'caseOfSubjectOpen')
  const [row] = await tx
    .update(compromiseCase)
    .set({ clientId: client.id, holderContactId, subjectKey })
    .where(eq(compromiseCase.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `case:${current.id}`,
    action: 'compromise.subject_named',
    data: { clientId: client.id, holderContactId },
  })
  return { current: row ?? current, client }
}

async function requireContactOf(
  tx: Transaction,
  clientId: string,
  contactId: string,
): Promise<void> {
  const acting = await tx.$count(
    clientContact,
    and(eq(clientContact.clientId, clientId), eq(clientContact.contactId, contactId)),
  )
  if (acting === 0) throw new DomainError('invalid', 'holderMissing')
}
