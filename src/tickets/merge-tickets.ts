import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { incidentTicket } from '../../db/schema/incidents.ts'
import {
  message,
  messageRef,
  telegramChat,
  ticketLink,
  ticketParticipant,
} from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { notifyRequester } from './notify-requester.ts'
import { formatTicketNumber } from './ticket-number.ts'
import { notifyTicketChanged } from './write-message.ts'

export const MergeTicketsInput = z.object({ fromId: z.uuid(), intoId: z.uuid() })
export type MergeTicketsInput = z.infer<typeof MergeTicketsInput>

/**
 * Joins a duplicate to the ticket it repeats (1.4): the conversation moves, the old ID leads to the new
 * ticket for ever. Only tickets of one requester: another's would see words that are not his (6.2).
 */
export async function mergeTickets(ctx: Ctx, input: MergeTicketsInput): Promise<Ticket> {
  requireStaff(ctx, deskRoles)
  const { fromId, intoId } = MergeTicketsInput.parse(input)
  if (fromId === intoId) throw new DomainError('invalid', 'mergeSameTicket')
  return inTx(ctx, async (tx) => {
    // Locked in one order, so that two merges never wait for each other.
    const [first, second] = [fromId, intoId].toSorted()
    const locked = [
      await requireLiveTicketForUpdate(tx, first ?? fromId),
      await requireLiveTicketForUpdate(tx, second ?? intoId),
    ]
    const from = locked.find(({ id }) => id === fromId)
    const into = locked.find(({ id }) => id === intoId)
    if (!from || !into) throw new DomainError('not_found', 'ticketNotFound')
    if (from.requesterId !== into.requesterId)
      throw new DomainError('precondition', 'mergeOtherRequester')
    await changeStatus(ctx, tx, from, 'merged', {
      data: { into: intoId },
      set: { mergedIntoId: intoId, assigneeId: null },
    })
    await moveConversation(tx, fromId, intoId)
    await appendAudit(ctx, tx, {
      chain: `ticket:${intoId}`,
      action: 'ticket.merged_in',
      data: { ticketId: fromId, number: from.number },
    })
    await notifyRequester(ctx, tx, from, {
      topic: 'ticket_merged',
      into: formatTicketNumber(into.number),
    })
    await notifyTicketChanged(tx, intoId)
    return into
  })
}

async function moveConversation(tx: Transaction, fromId: string, intoId: string): Promise<void> {
  await tx.update(message).set({ ticketId: intoId }).where(eq(message.ticketId, fromId))
  await tx.update(messageRef).set({ ticketId: intoId }).where(eq(messageRef.ticketId, fromId))
  await tx
    .update(telegramChat)
    .set({ focusTicketId: intoId })
    .where(eq(telegramChat.focusTicketId, fromId))
  await tx.execute(sql`
    insert into ${ticketParticipant} (ticket_id, identity_id, added_at)
    select ${intoId}::uuid, identity_id, added_at from ${ticketParticipant} where ticket_id = ${fromId}
    on conflict do nothing`)
  await tx.execute(sql`
    insert into ${ticketLink} (from_id, to_id, kind, created_at)
    select ${intoId}::uuid, to_id, kind, created_at from ${ticketLink}
    where from_id = ${fromId} and to_id <> ${intoId}
    on conflict do nothing`)
  // What explains the duplicate explains the ticket that it repeats.
  await tx.execute(sql`
    insert into ${incidentTicket} (incident_id, ticket_id, state, staff_id, at)
    select incident_id, ${intoId}::uuid, state, staff_id, at from ${incidentTicket}
    where ticket_id = ${fromId} and state <> 'unlinked'
    on conflict do nothing`)
}
