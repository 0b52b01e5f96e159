import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { currentCalendar, policyOfVersion } from './current-rules.ts'
import { deadlines } from './deadlines.ts'
import { ticketHistory } from './ticket-history.ts'

/** Recomputes the cached limits of a locked ticket from its history; call after every event that moves them. */
export async function refreshDeadlines(
  ctx: Ctx,
  tx: Transaction,
  current: typeof ticket.$inferSelect,
): Promise<typeof ticket.$inferSelect> {
  const history = await ticketHistory(tx, current.id)
  const policy = await policyOfVersion(tx, current.slaPolicyVersion)
  const result = deadlines(history, policy, await currentCalendar(tx), ctx.now())
  const [row] = await tx
    .update(ticket)
    .set({ targetAt: result.target, dueAt: result.due })
    .where(eq(ticket.id, current.id))
    .returning()
  return row ?? current
}
