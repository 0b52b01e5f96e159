import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
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
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (!raised || !to) throw new DomainError('not_found', 'ticketNotFound')
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'ticket.triage_changed',
      data: { priority: 'critical', intent: 'key_compromise', by: 'client' },
    })
    await refreshDeadlines(ctx, tx, raised)
    await queueOutbound(ctx, tx, {
      channel: to.channel,
      address: to.address,
      locale: current.locale,
      kind: 'acknowledgement',
      ticketId: current.id,
      model: {
        number,
        subject: current.subject,
        priority: 'critical',
        dueAt: null,
        resumesAt: null,
        faq: [],
        compromise: true,
        attachmentsRefused: [],
        keyFileReceived: false,
        mistypedNumber: false,
      },
    })
    return askWhose(ctx, tx, chatId, current)
  })
}
