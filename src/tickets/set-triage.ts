import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { complexities, intents, priorities, ticket, triageRecord } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const SetTriageInput = z.object({
  ticketId: z.uuid(),
  priority: z.enum(priorities),
  complexity: z.enum(complexities),
  intent: z.enum(intents),
  reason: z.string().trim().max(500).default(''),
})
export type SetTriageInput = z.input<typeof SetTriageInput>

/** A person overrules the engine (3.2, 3.3): kept beside the engine's word, limits run from the original start (R95). */
export async function setTriage(ctx: Ctx, input: SetTriageInput): Promise<Ticket> {
  const actor = requireStaff(ctx, deskRoles)
  const { ticketId, reason, ...choice } = SetTriageInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    await tx.insert(triageRecord).values({
      id: ctx.newId(),
      ticketId,
      staffId: actor.staffId,
      engine: 'staff',
      engineVersion: '1',
      result: { ...choice, reason },
      createdAt: ctx.now(),
    })
    const [row] = await tx
      .update(ticket)
      .set({ ...choice, needsTriageCheck: false, updatedAt: ctx.now() })
      .where(eq(ticket.id, ticketId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `ticket:${ticketId}`,
      action: 'ticket.triage_changed',
      data: {
        ...choice,
        reason,
        before: {
          priority: current.priority,
          complexity: current.complexity,
          intent: current.intent,
        },
      },
    })
    await notifyTicketChanged(tx, ticketId)
    return refreshDeadlines(ctx, tx, row ?? current)
  })
}
