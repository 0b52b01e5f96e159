import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { requireCaseForUpdate } from './load-case.ts'
import { react } from './react.ts'

/**
 * The sender of a mail turned out to be who he says after his notice was taken: what waits for an officer is
 * closed now (7.4, R66). Run again, it finds nothing open.
 */
export async function reporterVerified(
  ctx: Ctx,
  tx: Transaction,
  { ticketId, identityId, reason }: { ticketId: string; identityId: string; reason: string },
): Promise<void> {
  const open = await tx
    .selectDistinct({
      caseId: compromiseCase.id,
      contactId: identity.contactId,
      number: ticket.number,
    })
    .from(compromiseReport)
    .innerJoin(compromiseCase, eq(compromiseCase.id, compromiseReport.caseId))
    .innerJoin(identity, eq(identity.id, compromiseReport.identityId))
    .innerJoin(ticket, eq(ticket.id, compromiseReport.ticketId))
    .where(
      and(
        eq(compromiseReport.ticketId, ticketId),
        eq(compromiseReport.identityId, identityId),
        // What was recognised with doubt stays the officer's to decide.
        eq(compromiseReport.assuranceReason, senderNotJudgedYet),
        eq(compromiseCase.state, 'open'),
      ),
    )
  for (const { caseId, contactId, number } of open) {
    const { current, client } = await requireCaseForUpdate(tx, caseId)
    if (current.state !== 'open') continue
    const [row] = await tx
      .update(compromiseCase)
      .set({ assurance: 'verified' })
      .where(eq(compromiseCase.id, caseId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `case:${caseId}`,
      action: 'compromise.reporter_verified',
      data: { ticketId, reason },
    })
    await react(ctx, tx, {
      current: row ?? current,
      client,
      reporter: { contactId },
      assurance: 'verified',
      reason,
      vouched: false,
      flagged: current.flagged,
      ticket: { id: ticketId, number },
    })
  }
}

export const senderNotJudgedYet = 'sender of the mail not judged yet'
