import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { staff } from '../../db/schema/people.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { giveTicket } from './give-ticket.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'

export const AssignTicketInput = z.object({
  ticketId: z.uuid(),
  /** null gives the ticket back to the queue. */
  assigneeId: z.uuid().nullable(),
  /** Hand-over note: what the next one should know. */
  note: z.string().trim().max(4_000, 'textTooLong').default(''),
})
export type AssignTicketInput = z.input<typeof AssignTicketInput>

/** Puts a ticket into somebody's hands; the first one to hold it starts the work. */
export async function assignTicket(ctx: Ctx, input: AssignTicketInput): Promise<Ticket> {
  const { staffId } = requireStaff(ctx, deskRoles)
  const { ticketId, assigneeId, note } = AssignTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    if (current.assigneeId === assigneeId) return current
    if (assigneeId !== null) await requireHolder(tx, assigneeId)
    return giveTicket(ctx, tx, current, assigneeId, { note: { by: staffId, text: note } })
  })
}

/** @throws DomainError `invalid` unless an open account of that id may hold tickets */
export async function requireHolder(tx: Transaction, staffId: string): Promise<void> {
  const [to] = await tx
    .select({ role: staff.role })
    .from(staff)
    .where(and(eq(staff.id, staffId), isNull(staff.disabledAt)))
  if (!to || !deskRoles.includes(to.role)) throw new DomainError('invalid', 'assigneeUnknown')
}
