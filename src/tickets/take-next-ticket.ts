import { sql } from 'drizzle-orm'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'

/**
 * Gives an operator the ticket that stands first in the queue and is nobody's (Annex 1, 3.2 and R83);
 * two who ask at once never get the same one. null when nothing waits.
 */
export async function takeNextTicket(ctx: Ctx): Promise<Ticket | null> {
  const { staffId } = requireStaff(ctx, deskRoles)
  return inTx(ctx, async (tx) => {
    // The conditions are written out, so that the partial index applies.
    const [next] = await tx.execute<{ id: string }>(sql`
      select id from ticket
      where assignee_id is null and status in ('registered', 'in_progress')
      order by queue_rank, received_at, id
      limit 1 for update skip locked`)
    if (!next) return null
    const current = await requireLiveTicketForUpdate(tx, next.id)
    return changeStatus(ctx, tx, current, 'taken', {
      data: { assigneeId: staffId, how: 'next' },
      set: { assigneeId: staffId },
    })
  })
}
