import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'

/** A fault that concerns everybody alike takes nobody out of turn (Annex 1, 3.4). The caller holds the lock. */
export async function putInTurn(ctx: Ctx, tx: Transaction, current: Ticket): Promise<void> {
  if (!current.outOfTurn) return
  await tx
    .update(ticket)
    .set({ outOfTurn: false, updatedAt: ctx.now() })
    .where(eq(ticket.id, current.id))
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'ticket.put_in_turn',
    data: { because: 'incident' },
  })
  await notifyTicketChanged(tx, current.id)
}
