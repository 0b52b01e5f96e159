import { eq } from 'drizzle-orm'
import { alert } from '../../db/schema/alerts.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, requireSystem } from '../context.ts'

/** One alert as the staff chat shows it; never a client's words or addresses. */
export type StaffAlert = {
  alertId: string
  kind: string
  severity: 'info' | 'warning' | 'critical'
  data: Record<string, string | number>
  ticketNumber: string | null
}

/** Tells the staff chat of an alert, unless somebody has taken it in the meantime. */
export async function announceAlert(
  ctx: Ctx,
  deps: { tell: ((alert: StaffAlert) => Promise<void>) | null },
  input: { alertId: string },
): Promise<void> {
  requireSystem(ctx)
  if (deps.tell === null) return
  const [row] = await ctx.db
    .select({ alert, ticketNumber: ticket.number })
    .from(alert)
    .leftJoin(ticket, eq(ticket.id, alert.ticketId))
    .where(eq(alert.id, input.alertId))
  if (!row || row.alert.acknowledgedAt !== null) return
  const { id: alertId, kind, severity, data } = row.alert
  await deps.tell({ alertId, kind, severity, data, ticketNumber: row.ticketNumber })
}
