import { eq } from 'drizzle-orm'
import { alert } from '../../db/schema/alerts.ts'
import { acknowledgeAlert } from '../alerts/acknowledge-alert.ts'
import { type Ctx, deskRoles, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { assignTicket } from '../tickets/assign-ticket.ts'

/** "Take it": the alert is seen to, and its ticket is in the hands of whoever pressed. */
export async function takeAlert(ctx: Ctx, input: { alertId: string }): Promise<void> {
  const { staffId } = requireStaff(ctx, deskRoles)
  const [row] = await ctx.db
    .select({ ticketId: alert.ticketId })
    .from(alert)
    .where(eq(alert.id, input.alertId))
  if (!row) throw new DomainError('not_found', 'alertNotFound')
  await acknowledgeAlert(ctx, { alertId: input.alertId })
  if (row.ticketId !== null)
    await assignTicket(ctx, { ticketId: row.ticketId, assigneeId: staffId })
}
