import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import type { Ticket } from './load-ticket.ts'
import { nextStatus, reopens, type TicketEvent } from './status.ts'
import { notifyTicketChanged } from './write-message.ts'

type Changes = Partial<typeof ticket.$inferInsert>

/**
 * The one place where a ticket's status changes: asks `nextStatus`, writes, audits, recomputes the limits.
 * The caller holds the ticket's lock.
 * @throws DomainError `precondition` if the event cannot happen in this status
 */
export async function changeStatus(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  event: TicketEvent,
  options: { data?: Record<string, unknown>; set?: Changes } = {},
): Promise<Ticket> {
  const next = nextStatus(current.status, event)
  if (next === null) {
    throw new DomainError('precondition', 'statusForbids', { status: current.status, event })
  }
  const reopened = reopens(current.status, next)
  const now = ctx.now()
  const [changed] = await tx
    .update(ticket)
    .set({
      status: next,
      updatedAt: now,
      ...(reopened ? { cycle: current.cycle + 1, resolvedAt: null, closedAt: null } : {}),
      ...(next === 'resolved' && current.status !== 'resolved' ? { resolvedAt: now } : {}),
      ...(next === 'closed' ? { closedAt: now, resolvedAt: current.resolvedAt ?? now } : {}),
      ...options.set,
    })
    .where(eq(ticket.id, current.id))
    .returning()
  if (!changed) throw new DomainError('not_found', 'ticketNotFound')
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: `ticket.${event}`,
    data: { from: current.status, to: next, cycle: changed.cycle, ...options.data },
  })
  await notifyTicketChanged(tx, current.id)
  const firstAnswer = current.firstResponseAt === null && changed.firstResponseAt !== null
  const sameClock = next === current.status || (runs(current.status) && runs(next))
  return sameClock && !firstAnswer ? changed : await refreshDeadlines(ctx, tx, changed)
}

/** Between these two the clock neither stops nor starts. */
function runs(status: Ticket['status']): boolean {
  return status === 'registered' || status === 'in_progress'
}
