import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import type { CompiledCalendar } from './compile-calendar.ts'
import { currentCalendar, policyOfVersion } from './current-rules.ts'
import { type Deadlines, deadlines } from './deadlines.ts'
import { recordBreach } from './record-breach.ts'
import { recordCycle } from './record-cycle.ts'
import { ticketHistory } from './ticket-history.ts'
import type { SlaEvent } from './timeline.ts'
import { nextWarningAt } from './warnings.ts'

/** The cached columns of a ticket's limits; the sweep finds out which warnings are already out. */
export function limitColumns(limits: Deadlines, calendar: CompiledCalendar) {
  return {
    targetAt: limits.target,
    dueAt: limits.due,
    breachedAt: limits.cycles.find((cycle) => cycle.breachedAt !== null)?.breachedAt ?? null,
    limitCheckAt: nextWarningAt(limits, [], calendar),
  }
}

/**
 * Recomputes the cached limits of a locked ticket from its history; call after every event that moves them.
 * `change` is written with them; `known` is the history of a caller that has just read it.
 */
export async function refreshDeadlines(
  ctx: Ctx,
  tx: Transaction,
  current: typeof ticket.$inferSelect,
  change: Partial<typeof ticket.$inferInsert> = {},
  known?: SlaEvent[],
): Promise<typeof ticket.$inferSelect> {
  const history = known ?? (await ticketHistory(tx, current.id))
  const policy = await policyOfVersion(tx, current.slaPolicyVersion)
  const calendar = await currentCalendar(tx)
  const result = deadlines(history, policy, calendar, ctx.now())
  await recordBreach(ctx, tx, current.id, history, result)
  const [row] = await tx
    .update(ticket)
    .set({ ...change, ...limitColumns(result, calendar) })
    .where(eq(ticket.id, current.id))
    .returning()
  await recordCycle(tx, row ?? current, result)
  return row ?? current
}
