import { eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { DomainError } from '../errors.ts'
import { compiledCalendar, policyOfTicket, storedCalendar } from './current-rules.ts'
import { deadlines } from './deadlines.ts'
import { type Explanation, explainLimits } from './explain.ts'
import { ticketHistory } from './ticket-history.ts'

/**
 * Why a ticket's limit is what it is, one explanation for each cycle, the present one last (Annex 1, 3.8).
 * @throws DomainError `not_found`
 */
export async function explainTicket(
  db: Database,
  ticketNumber: string,
  now: Date,
): Promise<Explanation[]> {
  const [row] = await db.select().from(ticket).where(eq(ticket.number, ticketNumber))
  if (!row) throw new DomainError('not_found', 'ticketNotFound')
  const { version, calendar } = await storedCalendar(db)
  const compiled = compiledCalendar(version, calendar)
  const policy = await policyOfTicket(db, row)
  const limits = deadlines(await ticketHistory(db, row.id), policy, compiled, now)
  return limits.cycles.map(({ cycle }) => explainLimits(limits, policy, calendar, compiled, cycle))
}
