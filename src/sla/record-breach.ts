import type { Transaction } from '../../db/client.ts'
import { type AuditEntry, appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { Deadlines } from './deadlines.ts'
import type { SlaEvent } from './timeline.ts'

/** The entry that is missing for a breach of the present cycle; null when there is none or it is written down. */
export function breachEntry(
  ticketId: string,
  history: readonly SlaEvent[],
  limits: Deadlines,
): AuditEntry | null {
  if (limits.breachedAt === null) return null
  const since = limits.startedAt
  if (history.some((event) => event.kind === 'breach_recorded' && event.at >= since)) return null
  return {
    chain: `ticket:${ticketId}`,
    action: 'ticket.breached',
    data: { breachedAt: limits.breachedAt.toISOString(), cycle: limits.cycle },
  }
}

/** Writes down a breach of the present cycle, once: what is written stays, whatever becomes of priority and calendar (R95). */
export async function recordBreach(
  ctx: Ctx,
  tx: Transaction,
  ticketId: string,
  history: readonly SlaEvent[],
  limits: Deadlines,
): Promise<void> {
  const entry = breachEntry(ticketId, history, limits)
  if (entry !== null) await appendAudit(ctx, tx, entry)
}
