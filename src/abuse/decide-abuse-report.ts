import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { abuseOutcomes, abuseReport } from '../../db/schema/abuse.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'

export const DecideAbuseReportInput = z.object({
  reportId: z.uuid(),
  outcome: z.enum(abuseOutcomes),
  reason: z.string().trim().min(1, 'reasonMissing').max(2000, 'textTooLong'),
})
export type DecideAbuseReportInput = z.input<typeof DecideAbuseReportInput>

/** The outcome of a report with its reason (R39). Access is closed apart from it, on the client's card. */
export async function decideAbuseReport(ctx: Ctx, input: DecideAbuseReportInput): Promise<void> {
  const actor = requireRight(ctx, 'abuse.decide')
  const { reportId, outcome, reason } = DecideAbuseReportInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [found] = await tx.select().from(abuseReport).where(eq(abuseReport.id, reportId))
    if (!found) throw new DomainError('not_found', 'abuseNotFound')
    await requireTicketForUpdate(tx, found.ticketId)
    const [current] = await tx.select().from(abuseReport).where(eq(abuseReport.id, reportId))
    if (current?.outcome !== null) throw new DomainError('conflict', 'abuseDecided')
    await tx
      .update(abuseReport)
      .set({
        outcome,
        outcomeReason: reason,
        decidedBy: actor.staffId,
        decidedAt: ctx.now(),
      })
      .where(eq(abuseReport.id, reportId))
    await appendAudit(ctx, tx, {
      chain: `ticket:${found.ticketId}`,
      action: 'ticket.abuse_decided',
      data: { reportId, outcome, reason },
    })
  })
}
