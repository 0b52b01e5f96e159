import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { messageAssurance, ticketCc } from '../../db/schema/senders.ts'
import { ticketParticipant } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { assuranceAllows } from '../people/assurance-policy.ts'
import { identifySender } from '../people/identify-sender.ts'
import { requireLiveTicketForUpdate } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

export const DecideParticipantInput = z.object({
  ticketId: z.uuid(),
  address: z.string().min(3).max(320),
  accept: z.boolean(),
  reason: z.string().trim().max(500).default(''),
})
export type DecideParticipantInput = z.input<typeof DecideParticipantInput>

/**
 * Lets an address that a client named in Cc take part in the ticket, or not (R102). Where the mail that
 * named it is not proven to be the client's, the decision needs a reason.
 * @throws DomainError `not_found` for an address no mail of the ticket named or that is decided already
 */
export async function decideParticipant(ctx: Ctx, given: DecideParticipantInput): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  const input = DecideParticipantInput.parse(given)
  await inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, input.ticketId)
    const [named] = await tx
      .select()
      .from(ticketCc)
      .where(
        and(
          eq(ticketCc.ticketId, current.id),
          eq(ticketCc.address, input.address),
          isNull(ticketCc.decision),
        ),
      )
      .for('update')
    if (!named) throw new DomainError('not_found', 'ccNotFound')
    const proven = assuranceAllows('name_participant', await levelOf(tx, named.messageId))
    if (input.accept && !proven && input.reason === '') {
      throw new DomainError('precondition', 'ccReason')
    }
    await tx
      .update(ticketCc)
      .set({
        decision: input.accept ? 'accepted' : 'declined',
        decidedBy: actor.staffId,
        decidedAt: ctx.now(),
      })
      .where(and(eq(ticketCc.ticketId, current.id), eq(ticketCc.address, input.address)))
    const identityId = input.accept ? await addParticipant(ctx, tx, current.id, named) : null
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: input.accept ? 'ticket.participant_accepted' : 'ticket.participant_declined',
      data: { identityId, proven, reason: input.reason },
    })
    await notifyTicketChanged(tx, current.id)
  })
}

async function addParticipant(
  ctx: Ctx,
  tx: Transaction,
  ticketId: string,
  named: { address: string; name: string },
): Promise<string> {
  const sender = { channel: 'email' as const, address: named.address, displayName: named.name }
  const found = await identifySender(ctx, tx, sender, null)
  await tx
    .insert(ticketParticipant)
    .values({ ticketId, identityId: found.id, addedAt: ctx.now() })
    .onConflictDoNothing()
  return found.id
}

async function levelOf(tx: Transaction, messageId: string | null) {
  if (messageId === null) return 'unknown'
  const [row] = await tx
    .select({ level: messageAssurance.level })
    .from(messageAssurance)
    .where(eq(messageAssurance.messageId, messageId))
  return row?.level ?? 'unknown'
}
