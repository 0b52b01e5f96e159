import { and, eq, ne } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { incident, incidentTicket, type incidentTicketStates } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isCompromise } from '../tickets/refusal.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import type { Incident } from './current-news.ts'
import { putInTurn } from './put-in-turn.ts'

export type LinkState = (typeof incidentTicketStates)[number]

/**
 * Says what a ticket has to do with an incident; both are locked, the ticket first. Returns whether anything
 * changed. A person's word is never overruled by the desk.
 * @throws DomainError `precondition` for a report of compromise, `conflict` if another incident explains it
 */
export async function setLink(
  ctx: Ctx,
  tx: Transaction,
  to: Incident,
  current: Ticket,
  state: LinkState,
): Promise<boolean> {
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : null
  const [known] = await tx
    .select()
    .from(incidentTicket)
    .where(and(eq(incidentTicket.incidentId, to.id), eq(incidentTicket.ticketId, current.id)))
  if (known?.state === state || (known && staffId === null && known.staffId !== null)) return false
  if (state === 'linked') await requireLinkable(tx, to, current)
  const linked = state === 'linked'
  const row = { state, staffId, at: ctx.now() }
  await tx
    .insert(incidentTicket)
    .values({ incidentId: to.id, ticketId: current.id, ...row })
    .onConflictDoUpdate({ target: [incidentTicket.incidentId, incidentTicket.ticketId], set: row })
  if (linked || known?.state === 'linked') {
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: linked ? 'ticket.incident_linked' : 'ticket.incident_unlinked',
      data: { incidentId: to.id },
    })
  }
  if (linked && to.state === 'confirmed' && to.affectsAll) {
    await putInTurn(ctx, tx, current)
  }
  await notifyTicketChanged(tx, current.id)
  return true
}

async function requireLinkable(tx: Transaction, to: Incident, current: Ticket): Promise<void> {
  if (isCompromise(current)) throw new DomainError('precondition', 'compromiseNoIncident')
  const [other] = await tx
    .select({ id: incident.id })
    .from(incidentTicket)
    .innerJoin(incident, eq(incident.id, incidentTicket.incidentId))
    .where(
      and(
        eq(incidentTicket.ticketId, current.id),
        eq(incidentTicket.state, 'linked'),
        eq(incident.state, 'confirmed'),
        ne(incident.id, to.id),
      ),
    )
    .limit(1)
  if (other) throw new DomainError('conflict', 'otherIncident')
}
