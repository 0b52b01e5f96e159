import type { Transaction } from '../../db/client.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { Deadlines } from './deadlines.ts'
import type { SlaEvent } from './timeline.ts'

/** Writes down a breach of the present cycle, once: what is written stays, whatever becomes of priority and calendar (R95). */
export async function recordBreach(
  ctx: Ctx,
  tx: Transaction,
  ticketId: string,
  history: readonly SlaEvent[],
  limits: Deadlines,
): Promise<void> {
  if (limits.breachedAt === null) return
  const since = limits.startedAt
  if (history.some((event) => event.kind === 'breach_recorded' && event.at >= since)) return
  await appendAudit(ctx, tx, {
    chain: `ticket:${ticketId}`,
    action: 'ticket.breached',
    data: { breachedAt: limits.breachedAt.toISOString(), cycle: limits.cycle },
  })
}
