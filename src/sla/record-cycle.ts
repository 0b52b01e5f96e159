import type { Transaction } from '../../db/client.ts'
import { type ticket, ticketCycle } from '../../db/schema/tickets.ts'
import type { CycleDeadlines, Deadlines } from './deadlines.ts'

type Row = Pick<typeof ticket.$inferSelect, 'id' | 'assigneeId' | 'slaPolicyVersion'>

/** What the reports need of a cycle, as a row of its own. */
export function cycleRow(
  row: Row,
  cycle: CycleDeadlines,
  limits: Deadlines,
): typeof ticketCycle.$inferInsert {
  const { at, goal, workingMs, late } = limits.firstResponse
  const answered = at !== null && answeredIn(limits, at) === cycle.cycle
  return {
    ticketId: row.id,
    cycle: cycle.cycle,
    startedAt: cycle.startedAt,
    stoppedAt: cycle.stoppedAt,
    outcome: cycle.outcome,
    priority: cycle.priority,
    assigneeId: row.assigneeId,
    policyVersion: row.slaPolicyVersion,
    calendarVersion: limits.calendarVersion,
    dueAt: cycle.due,
    breachedAt: cycle.breachedAt,
    budgetMs: cycle.budgetMs,
    netMs: cycle.netMs,
    waitingMs: cycle.pausedBy.waiting_for_client,
    suspendedMs: cycle.pausedBy.support_suspended,
    developmentMs: cycle.pausedBy.in_development,
    firstResponseAt: answered ? at : null,
    firstResponseMs: answered ? workingMs : null,
    firstResponseLate: answered && goal !== null ? late : null,
  }
}

/** Number of the cycle in which the one first answer left. */
function answeredIn(limits: Deadlines, at: Date): number {
  return limits.cycles.findLast(({ startedAt }) => startedAt <= at)?.cycle ?? 1
}

/** Keeps the present cycle for the reports once there is something to report: an answer, an end, a reopening. */
export async function recordCycle(tx: Transaction, row: Row, limits: Deadlines): Promise<void> {
  const { cycle, state, firstResponse } = limits
  if (cycle === 1 && state !== 'stopped' && firstResponse.at === null) return
  const values = cycleRow(row, limits, limits)
  await tx
    .insert(ticketCycle)
    .values(values)
    .onConflictDoUpdate({ target: [ticketCycle.ticketId, ticketCycle.cycle], set: values })
}
