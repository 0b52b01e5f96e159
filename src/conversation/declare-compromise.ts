import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { reportFromTicket } from '../compromise/report-from-ticket.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { isCompromise } from '../triage/policy.ts'
import { askWhose } from './ask-whose.ts'
import type { CompromiseStep } from './continue-dialog.ts'
import { requireOwnForUpdate } from './own-ticket.ts'

export const DeclareCompromiseInput = z.object({ number: z.string(), chatId: z.string() })
export type DeclareCompromiseInput = z.infer<typeof DeclareCompromiseInput>

/** The client confirms that a ticket of his reports a compromise: it counts from its receipt (7.5). */
export async function declareCompromise(
  ctx: Ctx,
  input: DeclareCompromiseInput,
): Promise<CompromiseStep> {
  const { number, chatId } = DeclareCompromiseInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireOwnForUpdate(ctx, tx, number)
    if (isCompromise(current.intent)) return askWhose(ctx, tx, chatId, current)
    const [raised] = await tx
      .update(ticket)
      .set({ intent: 'key_compromise', priority: 'critical', category: 'security' })
      .where(eq(ticket.id, current.id))
      .returning()
    if (!raised) throw new DomainError('not_found', 'ticketNotFound')
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'ticket.triage_changed',
      data: { priority: 'critical', intent: 'key_compromise', by: 'client' },
    })
    const sure = await refreshDeadlines(ctx, tx, raised)
    await reportFromTicket(ctx, tx, sure, {
      intent: 'key_compromise',
      evidence: [{ field: 'intent', rule: 'client_declared' }],
    })
    return askWhose(ctx, tx, chatId, current)
  })
}
